import type { MarketEvent } from '../market/event.ts'
import type { JournalRecord } from './journal.ts'
import { encodeEvent } from './event-codec.ts'
import type { Encoded } from './event-codec.ts'
import { reason } from './journal-refused.ts'
import { encodeLine, MAX_BODY } from './record-line.ts'

/** Bounds of a group: encoding one takes some 5 ms, in which nothing else happens. */
export const MOST_EVENTS = 1_000
const MOST_CHARACTERS = 4_194_304

/** Records that are written and fsynced together. */
export interface Group {
  readonly first: number
  readonly lines: Uint8Array
  readonly records: readonly JournalRecord[]
  /** How many events it took, refused ones included. */
  readonly taken: number
}

/** Makes a group of the first events; those that cannot be recorded are told and left out. */
export function makeGroup(
  events: readonly MarketEvent[],
  first: number,
  onRefused: (event: MarketEvent, problem: string) => void,
): Group {
  const records: JournalRecord[] = []
  const lines: string[] = []
  let characters = 0
  let taken = 0
  while (taken < events.length && taken < MOST_EVENTS && characters < MOST_CHARACTERS) {
    const event = events[taken++] as MarketEvent
    const encoded = encode(event)
    if (!encoded.ok) {
      onRefused(event, encoded.problem)
      continue
    }
    const number = first + records.length
    const line = encodeLine(`${number} ${encoded.text}`)
    if (line === undefined) {
      onRefused(event, `${event.type}: its record would have more than ${MAX_BODY} bytes`)
      continue
    }
    records.push({ number, event })
    lines.push(line)
    characters += line.length
  }
  return { first, lines: Buffer.from(lines.join('')), records, taken }
}

/** An event that is not even of its type may make the encoder throw; the record goes on. */
function encode(event: MarketEvent): Encoded {
  try {
    return encodeEvent(event)
  } catch (error) {
    return { ok: false, problem: `${event.type}: ${reason(error)}` }
  }
}
