/** Deeper than any venue nests: five million brackets would block the process for seconds. */
const MAX_DEPTH = 32

const LONG = 16

/** Integers from 16 digits on may exceed 2^53: they are read as text, so that no digit is lost. */
const LONG_INTEGER = /("(?:[^"\\]|\\.)*")|(?<![\d.eE+-])(-?\d{16,})(?![\d.eE])/g

/** A JSON text as a value, or why it is none. */
export type JsonRead = { readonly value: unknown } | { readonly error: string }

/**
 * Reads JSON from outside. Integers of 16 digits and more come as text. Never throws.
 * @param text a frame or the body of an answer
 */
export function readJson(text: string): JsonRead {
  if (text === '') return { error: 'an empty text where JSON was expected' }
  const { depth, digits } = measure(text)
  if (depth > MAX_DEPTH) return { error: `JSON nested deeper than ${MAX_DEPTH}` }
  try {
    const safe =
      digits >= LONG
        ? text.replace(LONG_INTEGER, (whole: string, quoted: string | undefined) =>
            quoted === undefined ? `"${whole}"` : whole,
          )
        : text
    return { value: JSON.parse(safe) as unknown }
  } catch (error) {
    return { error: `no JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/**
 * The depth of brackets and the longest run of digits, before anything is parsed. What stands inside
 * text counts too: a little more is looked at than need be. Stops at what is too deep.
 */
function measure(text: string): { readonly depth: number; readonly digits: number } {
  let [open, depth, run, digits] = [0, 0, 0, 0]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 0x30 && code <= 0x39) {
      if (++run > digits) digits = run
      continue
    }
    run = 0
    if (code === 0x5b || code === 0x7b) {
      if (++open > depth) depth = open
      if (depth > MAX_DEPTH) break
    } else if (code === 0x5d || code === 0x7d) open--
  }
  return { depth, digits }
}

/** The value as a record of unknown fields; undefined where it is none. */
export const asRecord = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined

/** The value as a list; undefined where it is none. */
export const asList = (value: unknown): readonly unknown[] | undefined =>
  Array.isArray(value) ? (value as unknown[]) : undefined

/** The value as text: ids come as text or as integers. */
export const asText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== ''
    ? value
    : typeof value === 'number' && Number.isSafeInteger(value)
      ? String(value)
      : undefined
