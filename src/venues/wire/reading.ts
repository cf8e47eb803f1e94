import type { MarketEvent } from '../../market/event.ts'
import type { Millis } from '../../market/units.ts'
import { readJson } from './read-json.ts'
import type { Ack, BookUpdate, Decoded, Parsed, WireProblem } from './reader.ts'
import { numberTwins } from './twins.ts'

/** What is being read out of one frame or answer. */
export interface Reading {
  readonly receivedTime: Millis
  readonly events: MarketEvent[]
  readonly books: BookUpdate[]
  readonly acks: Ack[]
  readonly replies: string[]
  readonly problems: WireProblem[]
  untracked: number
  heartbeat: boolean
  replay: boolean
}

/** A reading of nothing yet. */
const startReading = (receivedTime: Millis): Reading => ({
  receivedTime,
  events: [],
  books: [],
  acks: [],
  replies: [],
  problems: [],
  untracked: 0,
  heartbeat: false,
  replay: false,
})

/** Notes trouble. Returns undefined, so that a field's reader can end with it. */
export function trouble(
  reading: Reading,
  kind: WireProblem['kind'],
  detail: string,
  action: WireProblem['action'] = 'count',
): undefined {
  reading.problems.push({ kind, detail, action })
}

/** A value as it is shown in a problem: as JSON, cut short. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

/** What was read, with absent parts left out and twins told apart. */
function decodedOf(reading: Reading): Decoded {
  const { books, acks, replies, problems, untracked } = reading
  return {
    events: numberTwins(reading.events),
    ...(books.length > 0 && { books }),
    ...(acks.length > 0 && { acks }),
    ...(replies.length > 0 && { replies }),
    ...(problems.length > 0 && { problems }),
    ...(untracked > 0 && { untracked }),
    ...(reading.heartbeat && { heartbeat: true }),
    ...(reading.replay && { replay: true }),
  }
}

/** Reads a frame of JSON with `take`; what is no JSON is one `malformed` problem. */
export function readFrame(
  frame: string,
  receivedTime: Millis,
  take: (message: unknown, reading: Reading) => void,
): Decoded {
  const reading = startReading(receivedTime)
  const json = readJson(frame)
  if ('error' in json) trouble(reading, 'malformed', json.error)
  else take(json.value, reading)
  return decodedOf(reading)
}

/** Reads an answer of JSON with `take`, which returns undefined where nothing of it can be used. */
export function readAnswer<Value>(
  text: string,
  receivedTime: Millis,
  take: (answer: unknown, reading: Reading) => Value | undefined,
): Parsed<Value> {
  const reading = startReading(receivedTime)
  const json = readJson(text)
  const value =
    'error' in json ? trouble(reading, 'malformed', json.error) : take(json.value, reading)
  return { value, problems: reading.problems }
}

/** Reads an answer that holds events; it could not be used where it gave trouble and no event. */
export const readEvents = (
  text: string,
  receivedTime: Millis,
  take: (answer: unknown, reading: Reading) => void,
): Parsed<readonly MarketEvent[]> =>
  readAnswer(text, receivedTime, (answer, reading) => {
    take(answer, reading)
    const nothing = reading.events.length === 0 && reading.problems.length > 0
    return nothing ? undefined : numberTwins(reading.events)
  })
