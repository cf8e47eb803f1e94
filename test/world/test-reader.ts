import type { MarketEvent } from '../../src/market/event.ts'
import { DAY, MINUTE, SECOND } from '../../src/market/units.ts'
import type {
  BookUpdate,
  Decoded,
  ListedInstrument,
  Parsed,
  Read,
  SocketPlan,
  Topic,
  VenueReader,
  WireProblem,
} from '../../src/venues/wire/reader.ts'
import { asList, asRecord, asText, readJson } from '../../src/venues/wire/read-json.ts'
import { TEST_VENUE } from './test-venue.ts'
import { eventOf, listedOf } from './test-wire.ts'

const problem = (detail: string, kind: WireProblem['kind'] = 'malformed'): WireProblem => ({
  kind,
  detail,
  action: 'count',
})

/** Reads the wire of `TestVenue`: trades and mark prices by symbol, liquidations of all in one topic. */
export const testReader: VenueReader = {
  venue: TEST_VENUE,
  sources: ['test/world/test-venue.ts'],
  hosts: {
    rest: ['https://rest.test'],
    stream: ['wss://ws.test', 'wss://alt.test'],
  },
  supplies: [
    {
      stream: 'trade',
      via: 'socket',
      completeness: [{ completeness: 'all' }],
      rhythm: { kind: 'dense', silence: 20 * SECOND },
    },
    {
      stream: 'mark-price',
      via: 'socket',
      completeness: [{ completeness: 'all' }],
      rhythm: { kind: 'dense', silence: 20 * SECOND },
    },
    {
      stream: 'liquidation',
      via: 'socket',
      completeness: [{ completeness: 'sampled', note: 'one a second' }],
      rhythm: { kind: 'sparse' },
    },
  ],
  limits: {
    connects: { count: 300, per: 5 * MINUTE },
    messages: { count: 10, per: SECOND },
    requests: { count: 2400, per: MINUTE },
    topicsPerSocket: 200,
    socketAge: DAY,
    usedWeightHeader: 'X-Used-Weight',
  },
  instruments: () => [get('/instruments', readList)],
  serverTime: () =>
    get('/time', (value) => {
      const time = asRecord(value)?.['time']
      return typeof time === 'number' ? time : undefined
    }),
  sockets: (instruments, wanted) => (instruments.length === 0 ? [] : [plan(instruments, wanted)]),
  decoder: () => ({ decode }),
}

/** The same venue with other parts. */
export const readerWith = (parts: Partial<VenueReader>): VenueReader => ({
  ...testReader,
  ...parts,
})

/** Trades are served again by REST, 100 rows a page. */
export const tradeHistory: VenueReader['history'] = {
  trade: {
    interval: undefined,
    reach: 30 * DAY,
    rows: 100,
    read: ({ wireName }, from, to) =>
      get(`/history?type=trade&symbol=${wireName}&from=${from}&to=${to}`, readRows, 5),
  },
}

export const openInterestPolls: NonNullable<VenueReader['polls']> = (instruments) =>
  instruments.map(({ instrument, wireName }) => ({
    key: `open-interest ${wireName}`,
    stream: 'open-interest',
    instruments: [instrument.id],
    every: 10 * SECOND,
    read: get(`/oi?symbol=${wireName}`, (value, receivedTime): MarketEvent[] | undefined => {
      const row = asRecord(value)
      if (typeof row?.['time'] !== 'number') return undefined
      return [
        {
          type: 'open-interest',
          venue: TEST_VENUE,
          instrument: instrument.id,
          exchangeTime: row['time'],
          receivedTime,
          openInterest: Number(row['oi']) as never,
        },
      ]
    }),
  }))

function plan(instruments: readonly ListedInstrument[], wanted: readonly string[]): SocketPlan {
  const topics: Topic[] = instruments.flatMap(({ instrument: { id }, wireName }) => [
    topic(`trade.${wireName}`, 'trade', id),
    topic(`mark.${wireName}`, 'mark-price', id),
    topic(`book.${wireName}`, 'order-book', id),
  ])
  topics.push(topic('liquidations', 'liquidation', undefined))
  return {
    key: 'all',
    host: 'stream',
    path: '/ws',
    topics: topics.filter(({ stream }) => wanted.includes(stream)),
    subscribe: (some, id) => [
      JSON.stringify({ op: 'sub', names: [...new Set(some.map(({ name }) => name))], id }),
    ],
    heartbeat: { every: 15 * SECOND, message: '{"op":"ping"}' },
  }
}

export const topic = (
  name: string,
  stream: Topic['stream'],
  instrument: Topic['instrument'],
): Topic => ({ name, stream, instrument, acknowledged: true })

/** Reads one frame of the test venue. */
export function decode(frame: string, receivedTime: number): Decoded {
  const read = readJson(frame)
  if ('error' in read) return { events: [], problems: [problem(read.error)] }
  const list = asList(read.value)
  if (list !== undefined) return rows(list, receivedTime)
  const message = asRecord(read.value)
  if (message === undefined) return { events: [], problems: [problem('neither object nor list')] }
  const { ack, nack, pong, closing, book, replay, drift, gap } = message
  if (pong !== undefined) return { events: [], heartbeat: true }
  if (closing !== undefined) return { events: [], problems: [problem('closing', 'closing')] }
  if (drift !== undefined) return { events: [], problems: [problem('no field "p"', 'drift')] }
  if (gap !== undefined)
    return { events: [], problems: [{ ...problem('number 7 is missing', 'sequence-gap') }] }
  if (book !== undefined) return { events: [], books: [book as BookUpdate] }
  if (replay !== undefined) return { ...rows(asList(replay) ?? [], receivedTime), replay: true }
  const topics = asList(ack ?? nack) as string[] | undefined
  if (topics !== undefined)
    return {
      events: [],
      acks: [{ topics, accepted: ack !== undefined, reason: asText(message['why']) ?? '' }],
    }
  return rows([message], receivedTime)
}

function rows(list: readonly unknown[], receivedTime: number): Decoded {
  const events: MarketEvent[] = []
  const problems: WireProblem[] = []
  for (const entry of list) {
    const event = eventOf(asRecord(entry) ?? {}, receivedTime)
    if (event === undefined) problems.push(problem(`no event: ${JSON.stringify(entry)}`))
    else events.push(event)
  }
  return { events, problems }
}

/** A GET of the test venue. */
export const get = <Value>(
  path: string,
  parse: (value: unknown, receivedTime: number) => Value | undefined,
  weight = 1,
): Read<Value> => ({
  host: 'rest',
  path,
  weight,
  parse(text, receivedTime): Parsed<Value> {
    const read = readJson(text)
    if ('error' in read) return { value: undefined, problems: [problem(read.error)] }
    const value = parse(read.value, receivedTime)
    return { value, problems: value === undefined ? [problem(`unexpected: ${text}`)] : [] }
  },
})

const readList = (value: unknown) =>
  asList(value) === undefined ? undefined : listedOf(value as Parameters<typeof listedOf>[0])

const readRows = (value: unknown, receivedTime: number): MarketEvent[] | undefined =>
  asList(value)?.flatMap((entry) => eventOf(asRecord(entry) ?? {}, receivedTime) ?? [])
