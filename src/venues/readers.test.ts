import { describe, expect, test } from 'vitest'
import { instrumentSchema, riskTierTableSchema } from '../market/schema.ts'
import type { StreamKind } from '../market/event.ts'
import type { RiskTierTable } from '../market/risk-tier.ts'
import { findReader, READERS } from './readers.ts'
import { leaves, opposite, replaced, write } from './wire/damage.fixture.ts'
import { complaintsAboutPlans, manyInstruments } from './wire/plans.fixture.ts'
import type { ListedInstrument } from './wire/reader.ts'
import type { ReaderFixture } from './wire/reader.fixture.ts'
import {
  complaintsOf,
  readFrameWith,
  RECEIVED,
  recordedFramesAreThere,
  subjectsOf,
} from './wire/subjects.fixture.ts'
import type { Outcome, Subject } from './wire/subjects.fixture.ts'

// The contract of a venue's reader. It holds for every reader in READERS; what is damaged on
// purpose is in readers-damage.test.ts.

const loaders = import.meta.glob<{ fixture: ReaderFixture }>('./*/frames.fixture.ts')

test('every reader is found by its id, and each id is there once', () => {
  expect(new Set(READERS.map(({ venue }) => venue)).size).toBe(READERS.length)
  for (const reader of READERS) expect(findReader(reader.venue)).toBe(reader)
  expect(findReader('nowhere')).toBeUndefined()
})

for (const reader of READERS) {
  const load = loaders[`./${reader.venue}/frames.fixture.ts`]
  if (!load) throw new Error(`${reader.venue} has no src/venues/${reader.venue}/frames.fixture.ts`)
  const { fixture } = await load()
  const subjects = subjectsOf(fixture)
  const allowed = {
    reader,
    instruments: new Set(fixture.instruments.map(({ instrument }) => instrument.id)),
    receivedTime: RECEIVED,
  }

  describe(reader.venue, () => {
    test('says where its mapping comes from, and whom it asks', () => {
      expect(fixture.reader).toBe(reader)
      expect(reader.sources.length).toBeGreaterThan(0)
      for (const source of reader.sources) expect(source).toMatch(/\d{4}-\d{2}/)
      for (const bases of Object.values(reader.hosts))
        for (const base of bases)
          expect(base).toMatch(/^(?:https|wss):\/\/[a-z0-9.-]+[^/]*(?:\/[^/]+)*$/)
      const asked = [...reader.instruments(), ...(reader.serverTime ? [reader.serverTime()] : [])]
      for (const { host, path, weight } of asked) {
        expect(reader.hosts[host]?.[0]).toMatch(/^https:/)
        expect(path).toMatch(/^\//)
        expect(weight).toBeGreaterThan(0)
      }
      for (const rate of [reader.limits.connects, reader.limits.messages, reader.limits.requests]) {
        expect(rate.count).toBeGreaterThan(0)
        expect(rate.per).toBeGreaterThan(0)
      }
    })

    test('says of each stream how complete it is, and what is missing where it is not', () => {
      const streams = reader.supplies.map(({ stream }) => stream)
      expect(new Set(streams).size).toBe(streams.length)
      for (const { completeness } of reader.supplies) {
        const since = completeness.map((one) => one.since ?? -Infinity)
        expect(since).toEqual(since.toSorted((a, b) => a - b))
        for (const { completeness: how, note } of completeness)
          expect(how === 'all' || (note !== undefined && note.length > 5)).toBe(true)
      }
    })

    test('shows a frame or an answer of every kind that it supplies', () => {
      // Order books come as changes; the feed makes order-book events of them.
      const shown = new Set(
        fixture.frames.map(({ shows }) => (shows === 'book' ? 'order-book' : shows)),
      )
      const answered = new Set(fixture.answers.map(({ of }) => of))
      for (const { stream, via } of reader.supplies)
        expect(via === 'socket' ? shown : answered, `${via} ${stream}`).toContain(stream)
      for (const kind of Object.keys(reader.history ?? {})) expect(answered).toContain(kind)
      expect(answered).toContain('instruments')
      if (reader.serverTime) expect(answered).toContain('server-time')
      if (reader.riskTiers) expect(answered).toContain('risk-tiers')
      if (reader.bookSnapshot) expect(answered).toContain('book-snapshot')
      if (allTopics(fixture).some(({ acknowledged }) => acknowledged))
        expect(shown).toContain('ack')
      const names = [...fixture.frames, ...fixture.answers].map(({ name }) => name)
      expect(new Set(names).size).toBe(names.length)
      for (const { from } of [...fixture.frames, ...fixture.answers])
        if ('source' in from) expect(from.source).toMatch(/^https:\/\//)
    })

    test('reads each frame and answer as what it shows', () => {
      for (const subject of subjects) {
        const outcome = subject.read(subject.text)
        expect(complaintsOf(outcome, allowed), subject.name).toEqual([])
        expect(mismatch(subject, outcome), subject.name).toBeUndefined()
      }
    })

    test.each(['documented', 'recorded'] as const)('reads %s frames as before', async (origin) => {
      if (origin === 'recorded' && !recordedFramesAreThere) return
      const read = subjects.filter((subject) => subject.origin === origin).map(snapshotOf)
      if (read.length > 0)
        await expect(read.join('\n')).toMatchFileSnapshot(
          `./${reader.venue}/decoded-${origin}.snap`,
        )
    })

    test('fault 34: liquidations have the side that is known from elsewhere', () => {
      const liquidations = reader.supplies.some(({ stream }) => stream === 'liquidation')
      expect(fixture.directions.length > 0).toBe(liquidations)
      for (const { in: name, position, proof } of fixture.directions) {
        expect(proof.length).toBeGreaterThan(10)
        const named = [...fixture.frames, ...fixture.answers].some((one) => one.name === name)
        expect(named, `no frame "${name}"`).toBe(true)
        const subject = subjects.find((one) => one.name === name)
        if (!subject) continue
        expect(positionsIn(subject.read(subject.text)), name).toEqual([position])
        const mirrored = [...leaves(subject.json)].some(([path, leaf]) => {
          const other = opposite(leaf)
          if (other === undefined) return false
          const positions = positionsIn(subject.read(write(replaced(subject.json, path, other))))
          return positions.includes(position === 'long' ? 'short' : 'long')
        })
        expect(mirrored, `${name}: nothing in the frame decides the side`).toBe(true)
      }
    })

    test('fault 33: a candle that is still open is left out', () => {
      for (const subject of subjects.filter(({ shows }) => shows === 'candle')) {
        const candles = subject.read(subject.text).events
        const last = Math.max(...candles.map(({ exchangeTime }) => exchangeTime))
        const before = subject.read(subject.text, last - 1)
        expect(candles.length - before.events.length, subject.name).toBeGreaterThan(0)
        for (const { exchangeTime } of before.events) expect(exchangeTime).toBeLessThan(last)
      }
    })

    test.each([1, 3, 1_000])('plans sockets for %i instruments within the limits', (count) => {
      const instruments = manyInstruments(fixture.instruments, count)
      const streams = socketStreams(fixture)
      const complaints = [streams, ...streams.map((stream) => [stream])].flatMap((wanted) =>
        complaintsAboutPlans(reader, instruments, wanted),
      )
      expect(complaints).toEqual([])
      expect(reader.sockets([], streams).filter(({ topics }) => topics.length === 0)).toEqual([])
    })

    test('polls each wanted kind of each instrument once, under keys of their own', () => {
      const kinds = reader.supplies.filter(({ via }) => via === 'poll').map(({ stream }) => stream)
      const instruments = manyInstruments(fixture.instruments, 30)
      const polls = reader.polls?.(instruments, kinds) ?? []
      expect(new Set(polls.map(({ key }) => key)).size).toBe(polls.length)
      for (const kind of kinds)
        expect(
          polls
            .filter(({ stream }) => stream === kind)
            .flatMap((poll) => poll.instruments)
            .toSorted(),
        ).toEqual(instruments.map(({ instrument }) => instrument.id).toSorted())
      for (const { every, read } of polls) {
        expect(every).toBeGreaterThan(0)
        expect(reader.hosts[read.host]?.[0]).toMatch(/^https:/)
      }
    })

    test('counts what was not asked for, and gives no event of it', () => {
      for (const subject of subjects) {
        if (!fixture.frames.some(({ name }) => name === subject.name)) continue
        const full = subject.read(subject.text)
        const outcome = readFrameWith(fixture, [], subject.text)
        expect([...outcome.events, ...outcome.books], subject.name).toEqual([])
        if (full.events.length > 0)
          expect(outcome.untracked + outcome.problems.length, subject.name).toBeGreaterThan(0)
      }
    })
  })
}

const socketStreams = ({ reader }: ReaderFixture): StreamKind[] =>
  reader.supplies.filter(({ via }) => via === 'socket').map(({ stream }) => stream)

const allTopics = (fixture: ReaderFixture) =>
  fixture.reader
    .sockets(fixture.instruments, socketStreams(fixture))
    .flatMap(({ topics }) => topics)

const positionsIn = ({ events }: Outcome) => [
  ...new Set(events.flatMap((event) => (event.type === 'liquidation' ? [event.position] : []))),
]

/** Says in what an outcome is not what its subject shows. */
function mismatch({ shows }: Subject, outcome: Outcome): string | undefined {
  const { events, books, problems, rest } = outcome
  const { acks, heartbeat } = (rest ?? {}) as { acks?: { accepted: boolean }[]; heartbeat?: true }
  if (shows === 'malformed') return problems.length > 0 ? undefined : 'no problem'
  if (shows === 'refusal') {
    const refused = acks?.some(({ accepted }) => !accepted) ?? problems.length > 0
    return refused && events.length === 0 ? undefined : 'nothing refused'
  }
  if (problems.length > 0) return problems[0]!.detail
  if (shows === 'instruments') return listingComplaint(rest as readonly ListedInstrument[])
  if (shows === 'risk-tiers') return tiersComplaint(rest as RiskTierTable)
  if (shows === 'server-time') return Number.isInteger(rest) ? undefined : 'no time'
  if (shows === 'book' || shows === 'book-snapshot') return books.length > 0 ? undefined : 'no book'
  if (shows === 'ack' || shows === 'heartbeat' || shows === 'nothing') {
    if (events.length > 0) return 'an event'
    if (shows === 'ack') return acks?.every(({ accepted }) => accepted) ? undefined : 'no ack'
    return shows === 'heartbeat' && !heartbeat ? 'no heartbeat' : undefined
  }
  return events.some(({ type }) => type === shows) ? undefined : `no ${shows}`
}

function listingComplaint(listed: readonly ListedInstrument[]): string | undefined {
  const wrong = listed.map(({ instrument }) => instrumentSchema.safeParse(instrument))
  return listed.length === 0
    ? 'no instrument'
    : wrong.find(({ success }) => !success)?.error?.message
}

function tiersComplaint(table: RiskTierTable): string | undefined {
  const tiers = table.tiers.map(({ maxLeverage, cap, ...tier }) => ({
    ...tier,
    cap: cap === Infinity ? 'Infinity' : (cap ?? null),
    maxLeverage: maxLeverage ?? null,
  }))
  return riskTierTableSchema.safeParse({ ...table, tiers }).error?.message
}

/** A subject and what was read of it, as text for people to check. */
function snapshotOf(subject: Subject): string {
  const { events, books, problems, untracked, rest } = subject.read(subject.text)
  const body = { events, books, problems, untracked, rest }
  const filled = Object.entries(body).filter(
    ([, value]) =>
      value !== 0 &&
      value !== undefined &&
      JSON.stringify(value) !== '[]' &&
      JSON.stringify(value) !== '{}',
  )
  return `# ${subject.name}\n${JSON.stringify(Object.fromEntries(filled), undefined, 2)}\n`
}
