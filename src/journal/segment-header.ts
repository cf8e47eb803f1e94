import type { Millis } from '../market/units.ts'
import { JournalRefusedError } from './journal-refused.ts'
import { encodeLine } from './record-line.ts'

/** The format that this program writes. What a version changes is said in docs/journal.md. */
export const FORMAT_VERSION = 1

const FORMAT = 'isotherm-journal'

/**
 * The first line of a segment. Its number is 0, which no record has. This line keeps its shape in
 * every version of the format, so that an older program knows what it must leave alone.
 */
export const headerLine = (first: number, created: Millis): string =>
  encodeLine(`0 ${JSON.stringify([FORMAT, FORMAT_VERSION, first, created])}`) as string

interface Header {
  readonly version: number
  readonly created: Millis | undefined
}

/** What a first line says; undefined where the body is no header. */
function readHeader(body: string): Header | undefined {
  if (!body.startsWith('0 [')) return undefined
  try {
    const [format, version, , created]: readonly unknown[] = JSON.parse(body.slice(2))
    if (format !== FORMAT || typeof version !== 'number') return undefined
    return { version, created: typeof created === 'number' ? created : undefined }
  } catch {
    return undefined
  }
}

/** When a segment was begun, by its first line. */
export const headerCreated = (body: string): Millis | undefined => readHeader(body)?.created

/**
 * Whether the first line of a segment is a header. Throws a JournalRefusedError where a newer program
 * wrote it.
 */
export function refuseNewerFormat(segment: string, body: string): boolean {
  const version = readHeader(body)?.version
  if (version !== undefined && version > FORMAT_VERSION)
    throw new JournalRefusedError(
      `${segment} has journal format ${version}, this program knows ${FORMAT_VERSION}: use the newer program again`,
    )
  return version !== undefined
}
