import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { MarketEvent } from '../../market/event.ts'
import type { Millis } from '../../market/units.ts'
import { readJson } from './read-json.ts'
import type { FixtureAnswer, FixtureFrame, Recorded, ReaderFixture } from './reader.fixture.ts'
import type { BookUpdate, ListedInstrument, Read, WireProblem } from './reader.ts'
import type { Allowed } from './sound-event.fixture.ts'
import {
  complaintsAbout,
  complaintsAboutBook,
  complaintsAboutQuantity,
} from './sound-event.fixture.ts'

const FRAMES = fileURLToPath(new URL('../../../../shared/data/wire-frames', import.meta.url))

/** Recorded frames are read where they lie and never copied. */
export const recordedFramesAreThere = existsSync(FRAMES)

/** When the frames are taken to have arrived: later than any of them. */
export const RECEIVED: Millis = Date.UTC(2026, 10, 22, 12)

/** A frame or an answer, and how it is read. */
export interface Subject {
  readonly name: string
  readonly shows: FixtureFrame['shows'] | FixtureAnswer['of']
  readonly origin: 'recorded' | 'documented'
  readonly text: string
  /** The text as JSON; undefined where it is a bare word. */
  readonly json: unknown
  readonly partial: boolean
  read(text: string, receivedTime?: Millis): Outcome
}

/** What was read. */
export interface Outcome {
  readonly events: readonly MarketEvent[]
  readonly books: readonly BookUpdate[]
  readonly problems: readonly WireProblem[]
  readonly untracked: number
  /** Acknowledgements, replies and the like; the value of an answer that holds no events. */
  readonly rest: unknown
}

/** The frames and answers of a fixture; recorded ones only where the recordings are. */
export const subjectsOf = (fixture: ReaderFixture): Subject[] => [
  ...fixture.frames
    .filter(({ from }) => recordedFramesAreThere || !('file' in from))
    .map((frame) => frameSubject(fixture, frame)),
  ...fixture.answers.map((answer) => answerSubject(fixture, answer)),
]

/** What is wrong with what was read. */
export function complaintsOf(outcome: Outcome, allowed: Allowed): string[] {
  return [
    ...outcome.events.flatMap((event) => complaintsAbout(event, allowed)),
    ...outcome.events.flatMap(complaintsAboutQuantity),
    ...outcome.books.flatMap((book) => complaintsAboutBook(book, allowed)),
  ]
}

function frameSubject(fixture: ReaderFixture, frame: FixtureFrame): Subject {
  const text = textOf(frame)
  const before = (frame.after ?? []).map((name) => {
    const one = fixture.frames.find((other) => other.name === name)
    if (!one) throw new Error(`${fixture.reader.venue}: no frame "${name}" before "${frame.name}"`)
    return textOf(one)
  })
  const read = (damaged: string, receivedTime = RECEIVED) =>
    readFrameWith(fixture, fixture.instruments, damaged, receivedTime, before)
  const origin = 'file' in frame.from ? 'recorded' : 'documented'
  return { ...about(frame.name, frame.shows, text), origin, partial: frame.partial === true, read }
}

const textOf = ({ from }: FixtureFrame): string => ('file' in from ? recorded(from) : from.text)

/** Reads a frame with a fresh decoder for these instruments, after what it has read before. */
export function readFrameWith(
  { reader }: ReaderFixture,
  instruments: readonly ListedInstrument[],
  text: string,
  receivedTime = RECEIVED,
  before: readonly string[] = [],
): Outcome {
  const decoder = reader.decoder(instruments)
  for (const frame of before) decoder.decode(frame, receivedTime)
  const decoded = decoder.decode(text, receivedTime)
  const { events, books = [], problems = [], untracked = 0, ...rest } = decoded
  return { events, books, problems, untracked, rest }
}

function answerSubject(fixture: ReaderFixture, answer: FixtureAnswer): Subject {
  const { name, of, request = '' } = answer
  const requests = requestsFor(fixture, of)
  const asked = requests.find(({ path, body }) => `${path} ${body ?? ''}`.includes(request))
  if (!asked) {
    const known = requests.map(({ path }) => path).join(' ')
    throw new Error(`${fixture.reader.venue}: no request for "${name}"; there are: ${known}`)
  }
  const read = (text: string, receivedTime = RECEIVED): Outcome => {
    const { value, problems } = asked.parse(text, receivedTime)
    const nothing = { events: [], books: [], problems, untracked: 0, rest: undefined }
    if (of === 'instruments' || of === 'risk-tiers' || of === 'server-time')
      return { ...nothing, rest: value }
    if (of === 'book-snapshot') return { ...nothing, books: value ? [value as BookUpdate] : [] }
    return { ...nothing, events: (value ?? []) as readonly MarketEvent[] }
  }
  const partial = answer.partial === true
  return { ...about(name, of, answer.from.text), origin: 'documented', partial, read }
}

function requestsFor(fixture: ReaderFixture, of: FixtureAnswer['of']): readonly Read<unknown>[] {
  const { reader, instruments } = fixture
  const each = (ask: (listed: ListedInstrument) => Read<unknown> | undefined) =>
    instruments.map(ask).filter((one) => one !== undefined)
  if (of === 'instruments') return reader.instruments()
  if (of === 'risk-tiers') return each(({ instrument }) => reader.riskTiers?.(instrument))
  if (of === 'server-time') return reader.serverTime ? [reader.serverTime()] : []
  if (of === 'book-snapshot') return each((listed) => reader.bookSnapshot?.(listed))
  const polls = reader.polls?.(instruments, [of]) ?? []
  return [
    ...polls.filter(({ stream }) => stream === of).map(({ read }) => read),
    ...each((listed) => reader.history?.[of]?.read(listed, 0, RECEIVED)),
  ]
}

function about(name: string, shows: Subject['shows'], text: string) {
  const json = readJson(text)
  return { name, shows, text, json: 'error' in json ? undefined : json.value }
}

/** The first frame of a recording that holds all the texts. */
function recorded({ file, holds }: Recorded): string {
  const frames = JSON.parse(readFileSync(`${FRAMES}/${file}`, 'utf8')) as unknown[]
  const texts = frames.map((frame) => (typeof frame === 'string' ? frame : JSON.stringify(frame)))
  const found = texts.find((text) => holds.every((part) => text.includes(part)))
  if (found === undefined) throw new Error(`${file}: no frame holds ${holds.join(' and ')}`)
  return found
}
