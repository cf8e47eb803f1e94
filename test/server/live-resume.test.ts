import fc from 'fast-check'
import { expect, test } from 'vitest'
import { serverMessageSchema } from '../../src/api/live-messages.ts'
import type { ServerMessage } from '../../src/api/live-messages.ts'
import { parseInstrumentId } from '../../src/market/instrument.ts'
import type { Instrument } from '../../src/market/instrument.ts'
import { SECOND } from '../../src/market/units.ts'
import type { ClientSocket, LiveClient } from '../../src/server/live/live-client.ts'
import { LiveHub } from '../../src/server/live/live-hub.ts'
import { LiveLog } from '../../src/server/live/live-log.ts'
import { createLive } from '../../src/server/live/live.ts'
import { problem } from '../../src/server/http/problems.ts'
import { T0, instrument, liquidation } from './live-fixture.ts'

/** Who was away goes on where it was, or is told that it cannot: over any cuts, at any speed. */

const other: Instrument = { ...instrument, id: parseInstrumentId('testvenue:OTHER')! }

/** A hub whose time is told, and what it has told of: the instrument of news number 1, 2, 3 … */
function world(messages: number) {
  const live = createLive([instrument, other])
  live.setReady()
  const told: string[] = []
  let now = T0
  const hub = new LiveHub({
    live,
    catalogue: { map: () => Promise.reject(problem('no-map', 'there is no map')) },
    version: '0',
    now: () => now,
    onError: (error) => {
      throw error
    },
    kept: { messages, characters: 1e9 },
  })
  return {
    hub,
    told,
    push(of: Instrument, count: number) {
      const some = Array.from({ length: count }, (_, i) => liquidation(now + i, 100))
      live.push(some.map((one) => ({ ...one, instrument: of.id })))
      told.push(of.id)
    },
    /** More than may wait for one client. */
    fill() {
      const progress = { state: 'running', done: 0, total: 1 } as const
      for (let i = 0; i < 3; i++) live.setBackfill({ ...progress, note: 'x'.repeat(400_000) })
      live.setBackfill({ ...progress, note: null })
    },
    pass: async () => {
      now += SECOND
      await hub.tick()
    },
  }
}

/** A connection whose peer has read as much as it was let to. */
function connection() {
  const unread: string[] = []
  const socket: ClientSocket & { isClosed: boolean } = {
    isClosed: false,
    get bufferedAmount() {
      return unread.reduce((sum, { length }) => sum + length, 0)
    },
    send: (text) => void unread.push(text),
    ping: () => undefined,
    close: () => void (socket.isClosed = true),
    terminate: () => void (socket.isClosed = true),
  }
  const read = (count: number) =>
    unread
      .splice(0, count)
      .map((text): ServerMessage => serverMessageSchema.parse(JSON.parse(text)))
  return { socket, read }
}

const numberOf = (cursor = ''): number => Number(cursor.split('-')[1])

type World = ReturnType<typeof world>

/** One who follows over any number of connections, and checks that it misses nothing untold. */
class Follower {
  readonly #world: World
  readonly #kept: number
  readonly #only: Instrument | undefined
  #connection: (ReturnType<typeof connection> & { client: LiveClient }) | undefined
  #cursor: string | undefined
  #expected: string | undefined
  greetings: string[] = []

  constructor(of: World, kept: number, only: Instrument | undefined) {
    this.#world = of
    this.#kept = kept
    this.#only = only
  }

  connect(): void {
    if (this.#connection !== undefined) return
    const { told, hub } = this.#world
    const made = connection()
    const isKept = numberOf(this.#cursor) >= told.length - Math.min(told.length, this.#kept)
    if (this.#cursor === undefined) this.#expected = 'new'
    else this.#expected = isKept ? 'resumed' : 'too-old'
    const instrumentId = this.#only?.id
    const client = hub.add(made.socket, { after: this.#cursor, instrument: instrumentId })
    this.#connection = { ...made, client }
  }

  /** What is on its way is lost. */
  cut(): void {
    if (this.#connection !== undefined) this.#world.hub.remove(this.#connection.client)
    this.#connection = undefined
  }

  read(count: number): void {
    for (const message of this.#connection?.read(count) ?? []) this.#take(message)
    if (this.#connection?.socket.isClosed) this.cut()
  }

  /** Reads on until all that it follows has come. */
  async readAll(): Promise<void> {
    // A connection that was too slow may end first.
    for (let i = 0; i < 10; i++) {
      this.connect()
      this.read(Infinity)
      // One after the other: each second lets the server send more.
      // oxlint-disable-next-line no-await-in-loop
      await this.#world.pass()
    }
    this.read(Infinity)
    expect(this.#missed(this.#world.told.length + 1)).toEqual([])
  }

  #take(message: ServerMessage): void {
    if (message.type === 'hello') {
      const { greeting = '', cursor = '' } = message
      this.greetings.push(greeting)
      if (this.#expected !== undefined) expect(greeting).toBe(this.#expected)
      this.#expected = undefined
      if (greeting === 'resumed')
        expect({ cursor, liquidations: message.liquidations }).toEqual({
          cursor: this.#cursor,
          liquidations: [],
        })
      this.#cursor = cursor
    }
    if (message.type !== 'liquidations') return
    const n = numberOf(message.cursor)
    const about = this.#world.told.slice(0, n)
    expect(this.#missed(n)).toEqual([])
    expect(n).toBeGreaterThan(numberOf(this.#cursor))
    expect(message.instrument).toBe(about.at(-1))
    expect(message.seq).toBe(about.filter((one) => one === message.instrument).length)
    this.#cursor = message.cursor
  }

  /** What it follows of the news before number n that it has not read. */
  #missed(n: number): readonly string[] {
    const between = this.#world.told.slice(numberOf(this.#cursor), n - 1)
    return between.filter((one) => this.#only === undefined || one === this.#only.id)
  }
}

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ push: fc.constantFrom(instrument, other) }) },
  { weight: 1, arbitrary: fc.constant('fill' as const) },
  { weight: 4, arbitrary: fc.record({ read: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 2, arbitrary: fc.constant('cut' as const) },
  { weight: 3, arbitrary: fc.constant('connect' as const) },
  { weight: 2, arbitrary: fc.constant('pass' as const) },
)

test('between what is told again and what is new nothing is lost, doubled or out of order', {
  timeout: 120_000,
}, async () => {
  const greetings: string[] = []
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 60, size: 'max' }),
      fc.constantFrom(0, 1, 5, 1_000),
      fc.constantFrom(undefined, instrument),
      async (steps, kept, only) => {
        const made = world(kept)
        const follower = new Follower(made, kept, only)
        follower.connect()
        follower.read(1)
        for (const one of steps) {
          if (one === 'cut') follower.cut()
          else if (one === 'connect') follower.connect()
          else if (one === 'fill') made.fill()
          // oxlint-disable-next-line no-await-in-loop
          else if (one === 'pass') await made.pass()
          else if ('push' in one) made.push(one.push, 1)
          else follower.read(one.read)
        }
        await follower.readAll()
        greetings.push(...follower.greetings)
      },
    ),
    { numRuns: 150 },
  )
  // The cases have had every way to be greeted that there is without another run of the server.
  expect(new Set(greetings)).toEqual(new Set(['new', 'resumed', 'too-old', 'slow']))
})

test('one who takes a long replay slowly has all of it, and how the rest stands', async () => {
  const made = world(1_000)
  const away = connection()
  made.hub.add(away.socket)
  const [hello] = away.read(1)
  for (let i = 0; i < 30; i++) made.push(instrument, 500)
  const back = connection()
  const after = hello?.type === 'hello' ? hello.cursor : undefined
  const client = made.hub.add(back.socket, { after, instrument: instrument.id })
  const came: ServerMessage[] = []
  expect(client.isSlow).toBe(true)
  for (let second = 0; second < 60; second++) {
    expect(back.socket.bufferedAmount).toBeLessThan(1_000_000)
    // What it does not follow takes it no further.
    made.push(other, 1)
    came.push(...back.read(Infinity))
    // oxlint-disable-next-line no-await-in-loop
    await made.pass()
  }
  const news = came.flatMap((one) => (one.type === 'liquidations' ? [one.seq] : []))
  expect(news).toEqual(Array.from({ length: 30 }, (_, i) => i + 1))
  const greetings = came.flatMap((one) => (one.type === 'hello' ? [one.greeting] : []))
  expect(new Set(greetings)).toEqual(new Set(['resumed']))
  expect(greetings.length).toBeGreaterThan(1)
})

test.each(['0123456789ab-1', 'ffffffffffff-0', '0123456789ab-999999999999999'])(
  'the cursor %s of another run, or of none, is unknown',
  (after) => {
    const made = world(1_000)
    made.push(instrument, 1)
    const { socket, read } = connection()
    made.hub.add(socket, { after })
    expect(read(1)).toMatchObject([{ type: 'hello', greeting: 'unknown' }])
    // A number that this run has not given yet is none of it either.
    const { cursor } = made.hub.add(connection().socket)
    const ahead = connection()
    made.hub.add(ahead.socket, { after: cursor.replace(/-.*/, '-7') })
    expect(ahead.read(1)).toMatchObject([
      { type: 'hello', greeting: 'unknown', liquidations: [{}] },
    ])
  },
)

test('what is kept to be told again has a bound in messages and in characters', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(300), { maxLength: 100 }),
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 0, max: 5_000 }),
      (sizes, messages, characters) => {
        const log = new LiveLog('0123456789ab', { messages, characters })
        const texts = sizes.map(
          (left) => log.append({ type: 'alerts', alerts: [], left: 10 ** (left % 15) }).text,
        )
        let first = texts.length
        while (first > 0 && log.after(first - 1) !== 'too-old') first--
        const kept = texts.slice(first)
        expect(kept.length).toBeLessThanOrEqual(messages)
        expect(kept.join('').length).toBeLessThanOrEqual(characters)
        // One more would have been too many.
        const more = texts.slice(Math.max(0, first - 1))
        if (first > 0)
          expect(more.length > messages || more.join('').length > characters).toBe(true)
        const again = kept.map((_, i) => log.after(first + i))
        expect(again).toMatchObject(kept.map((text) => ({ text })))
        expect(log.after(texts.length)).toBeUndefined()
      },
    ),
  )
})
