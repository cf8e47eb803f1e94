import { crc32 } from 'node:zlib'

/**
 * One line of a segment, in ASCII and UTF-8:
 *
 *     <CRC-32, 8 hex> <bytes of the body, 6 hex> <body>\n
 *
 * The checksum covers all between its own space and the line end. The body is a number, a space and
 * JSON, so it holds no line end: after damage, reading goes on behind the next one. Where a line end
 * is itself damaged, the length says where the next line begins.
 */

const CRC_DIGITS = 8
const LENGTH_DIGITS = 6
const LENGTH_AT = CRC_DIGITS + 1
const BODY_AT = LENGTH_AT + LENGTH_DIGITS + 1

/** Longest body of a line, in bytes. */
export const MAX_BODY = 2 ** (4 * LENGTH_DIGITS) - 1

/** No record's line is shorter: a number, a space, and an array with a type and two times. */
export const MIN_LINE = BODY_AT + '1 ["clock",0,0]\n'.length

/** Bytes of the line of a body, its end included. */
export const lineLength = (body: string): number => BODY_AT + Buffer.byteLength(body) + 1

/** Longest line, its end included. */
export const MAX_LINE = BODY_AT + MAX_BODY + 1

const SPACE = 0x20
export const LINE_END = 0x0a

/** A body as a line; undefined where it is too long. */
export function encodeLine(body: string): string | undefined {
  const bytes = Buffer.byteLength(body)
  if (bytes > MAX_BODY) return undefined
  const checked = `${bytes.toString(16).padStart(LENGTH_DIGITS, '0')} ${body}`
  return `${crc32(checked).toString(16).padStart(CRC_DIGITS, '0')} ${checked}\n`
}

export type Line =
  /** A whole line: its body, and where it ends, without its line end. */
  | { readonly kind: 'whole'; readonly body: string; readonly end: number }
  /** No line begins here, or it is damaged or not all here. `end` is where its length says it ends. */
  | { readonly kind: 'broken'; readonly end: number | undefined }

const BROKEN: Line = { kind: 'broken', end: undefined }

/** Reads the line that begins at `start`. Never throws. */
export function readLine(bytes: Buffer, start: number): Line {
  if (bytes.length < start + BODY_AT) return BROKEN
  const crc = hexAt(bytes, start, CRC_DIGITS)
  const length = hexAt(bytes, start + LENGTH_AT, LENGTH_DIGITS)
  if (crc < 0 || length < 0 || bytes[start + CRC_DIGITS] !== SPACE) return BROKEN
  const end = start + BODY_AT + length
  if (bytes.length < end || crc32(bytes.subarray(start + LENGTH_AT, end)) !== crc)
    return { kind: 'broken', end }
  return { kind: 'whole', body: bytes.toString('utf8', start + BODY_AT, end), end }
}

/** The number written with these lower-case hexadecimal digits; -1 where one is none. */
function hexAt(bytes: Buffer, start: number, digits: number): number {
  let value = 0
  for (let i = start; i < start + digits; i++) {
    const code = bytes[i] as number
    const digit =
      code >= 0x30 && code <= 0x39 ? code - 0x30 : code >= 0x61 && code <= 0x66 ? code - 0x57 : -1
    if (digit < 0) return -1
    value = value * 16 + digit
  }
  return value
}
