import { describe, expect, test } from 'vitest'
import { seenEvents } from '../../src/feed/seen-events.ts'
import type { MarketEvent, StreamKind } from '../../src/market/event.ts'
import { MINUTE, SECOND } from '../../src/market/units.ts'
import type { Fault } from '../../src/sim/stand-in/fault.ts'
import { judge } from '../../src/sim/stand-in/oracle.ts'
import { openStandIn, type StandInOptions } from '../../src/sim/stand-in/stand-in.ts'
import { STAND_IN_VENUES, standInWire } from '../../src/sim/stand-in/venues.ts'
import { hyperliquidPositions } from '../../src/venues/hyperliquid/positions.ts'
import { findReader } from '../../src/venues/readers.ts'
import { ask, connectDirectly } from './direct-client.ts'

/** The stand-ins and the readers were written apart: here each reads what the other wrote. */

const START = 1_795_305_600_000
const WANTED: readonly StreamKind[] = [
  'trade',
  'liquidation',
  'open-interest',
  'mark-price',
  'funding-rate',
]

const venues = STAND_IN_VENUES.filter((venue) => findReader(venue) !== undefined)

const startOf = (
  venue: string,
  faults: readonly Fault[] = [],
  more: Partial<StandInOptions> = {},
) => openStandIn({ wire: standInWire(venue), seed: 11, start: START, script: { faults }, ...more })

/** Runs a venue for some minutes and judges what its reader made of it, repetitions aside. */
function run(venue: string, faults: readonly Fault[] = [], minutes = 5) {
  const standIn = startOf(venue, faults)
  const client = connectDirectly(standIn, WANTED, START)
  standIn.tick(START + minutes * MINUTE)
  const seen = seenEvents(START)
  const stored = client.events.filter((event) => seen.add(event, START))
  const symbols = new Set(standInWire(venue).instruments.map(({ symbol }) => symbol))
  const verdict = judge({
    venue,
    ledger: standIn.ledger,
    stored,
    from: START,
    to: START + minutes * MINUTE + 1,
    symbols,
    streams: new Set(published(venue)),
  })
  return { standIn, client, stored, verdict, symbols }
}

const published = (venue: string): ('trade' | 'liquidation')[] =>
  venue === 'hyperliquid' ? ['trade'] : ['trade', 'liquidation']

const sorted = (times: readonly number[]) => times.toSorted((a, b) => a - b)

const countOf = (events: readonly MarketEvent[], type: MarketEvent['type']) =>
  events.filter((event) => event.type === type).length

describe.each(venues)('%s', (venue) => {
  test('a reader makes of the wire what the ledger says was published', () => {
    const { client, stored, verdict, symbols } = run(venue)
    expect(verdict).toEqual([])
    expect(client.problems).toEqual([])
    expect(client.acks.accepted).toBeGreaterThan(0)
    expect(client.acks.refused).toBe(0)
    expect(client.listed.map(({ instrument }) => instrument.symbol).toSorted()).toEqual(
      [...symbols].toSorted(),
    )
    for (const type of published(venue)) expect(countOf(stored, type)).toBeGreaterThan(20)
    expect(countOf(stored, 'mark-price')).toBeGreaterThan(100)
    expect(stored.some(({ type }) => type === 'funding-rate')).toBe(true)
  })

  test('states are those of the market, in its units and one side of it', () => {
    const { standIn, client } = run(venue)
    const polled = (client.reader.polls?.(client.listed, WANTED) ?? []).flatMap(({ read }) =>
      ask(standIn, client.reader, read, standIn.now()),
    )
    const emitted = new Map<string, Set<string>>()
    const note = (symbol: string, value: number) => {
      const known = emitted.get(symbol) ?? new Set()
      emitted.set(symbol, known.add(value.toPrecision(8)))
    }
    for (const { happening } of standIn.ledger.entries) {
      if (happening.type !== 'state') continue
      note(`open-interest ${happening.symbol}`, happening.openInterest)
      note(`mark-price ${happening.symbol}`, happening.markPrice)
    }
    let checked = 0
    for (const event of [...client.events, ...polled]) {
      if (event.type !== 'open-interest' && event.type !== 'mark-price') continue
      // What a greeting says was true before the first entry of the ledger.
      if (event.receivedTime < START + 2 * SECOND) continue
      const value = event.type === 'mark-price' ? event.markPrice : event.openInterest
      const symbol = event.instrument.slice(venue.length + 1)
      expect(emitted.get(`${event.type} ${symbol}`)).toContain(value.toPrecision(8))
      checked++
    }
    expect(checked).toBeGreaterThan(100)
    expect(countOf([...client.events, ...polled], 'open-interest')).toBeGreaterThan(2)
  })

  test('history is what the ledger holds, row by row', () => {
    const { standIn, client } = run(venue, [], 8)
    const { reader, listed } = client
    const now = standIn.now()
    for (const each of listed) {
      const plan = reader.history?.candle
      expect(plan).toBeDefined()
      const candles =
        plan === undefined
          ? []
          : ask(standIn, reader, plan.read(each, START, START + 7 * MINUTE), now)
      expect(candles).toHaveLength(7)
      for (const candle of candles) {
        if (candle.type !== 'candle') throw new Error(`a ${candle.type} among candles`)
        const trades = standIn.ledger.entries.flatMap(({ happening, time }) =>
          happening.type === 'trade' &&
          happening.symbol === each.instrument.symbol &&
          Math.floor(time / MINUTE) * MINUTE === candle.openTime
            ? [happening]
            : [],
        )
        const sum = trades.reduce((total, { quantity }) => total + quantity, 0)
        expect(candle.volume).toBeCloseTo(sum, 6)
        if (trades.length === 0) continue
        expect(candle.high).toBe(Math.max(...trades.map(({ price }) => price)))
        expect(candle.low).toBe(Math.min(...trades.map(({ price }) => price)))
        expect(candle.open).toBe(trades[0]?.price)
        expect(candle.close).toBe(trades.at(-1)?.price)
      }
    }
  })

  test('history of days before the start can be read in every kind that the reader has', () => {
    const standIn = startOf(venue)
    const reader = findReader(venue)
    if (reader === undefined) return
    const listed = reader.instruments().flatMap((read) => ask(standIn, reader, read, START))
    for (const [kind, plan] of Object.entries(reader.history ?? {})) {
      const rows = Math.min(plan.rows, 50)
      const length = (plan.interval ?? MINUTE) * rows
      if (plan.interval === undefined) continue
      for (const each of listed) {
        const events = ask(standIn, reader, plan.read(each, START - length, START), START)
        expect
          .soft(events.length, `${kind} of ${each.instrument.id}`)
          .toBeGreaterThanOrEqual(rows - 1)
      }
    }
    const skew = reader.serverTime && ask(standIn, reader, reader.serverTime(), START) - START
    expect(skew ?? 0).toBe(0)
  })

  test('risk tiers can be read, where the reader asks for them', () => {
    const standIn = startOf(venue)
    const reader = findReader(venue)
    if (reader?.riskTiers === undefined) throw new Error(`${venue} has no risk tiers`)
    for (const read of reader.instruments()) {
      for (const { instrument } of ask(standIn, reader, read, START)) {
        const { tiers } = ask(standIn, reader, reader.riskTiers(instrument), START)
        expect(tiers.length).toBeGreaterThan(1)
        expect(tiers[0]?.floor).toBe(0)
        expect(tiers[0]?.maintenanceRate).toBeLessThan(0.02)
      }
    }
  })

  test.each(published(venue))('fault 19: 500 of type %s in one message are 500 events', (about) => {
    const symbol = standInWire(venue).instruments[0]?.symbol ?? ''
    const { stored, verdict, client } = run(
      venue,
      [{ kind: 'burst', at: MINUTE, about, symbol, count: 500, form: 'batch' }],
      2,
    )
    expect(verdict).toEqual([])
    expect(countOf(stored, about)).toBeGreaterThan(500)
    // Bybit, OKX and Hyperliquid can say them all in one message.
    const longest = Math.max(...client.frames.map((text) => text.length))
    if (venue !== 'binance' && !(venue === 'okx' && about === 'trade')) {
      expect(longest).toBeGreaterThan(500 * 40)
    }
  })

  test('fault 24: what is sent again is stored once', () => {
    const { client, stored, verdict } = run(venue, [
      { kind: 'repeat', at: 2 * MINUTE, count: 60 },
      { kind: 'repeat', at: 3 * MINUTE, count: 200 },
    ])
    expect(client.events.length).toBeGreaterThan(stored.length)
    expect(verdict).toEqual([])
  })

  test('fault 25: twins of one millisecond are two, and stay two when they are repeated', () => {
    const faults: Fault[] = [{ kind: 'repeat', at: 19 * MINUTE, count: 200 }]
    const { standIn, verdict, stored } = run(venue, faults, 20)
    const twins = standIn.ledger.entries.filter(
      ({ happening }, i, all) =>
        JSON.stringify(happening) === JSON.stringify(all[i - 1]?.happening) &&
        happening.type === 'liquidation',
    )
    expect(verdict).toEqual([])
    // Binance shows one a second, Hyperliquid none.
    if (venue === 'bybit' || venue === 'okx') {
      expect(twins.length).toBeGreaterThan(3)
      const second = stored.filter((event) => event.type === 'liquidation' && event.ordinal)
      expect(second.length).toBeGreaterThanOrEqual(twins.length)
    }
  })

  test('fault 26: events up to 5 s out of order are the same events', () => {
    const inOrder = run(venue)
    const mixed = run(venue, [{ kind: 'reorder', from: 0, to: 4.9 * MINUTE, span: 5 * SECOND }])
    const times = (events: readonly MarketEvent[]) =>
      events.filter(({ type }) => type === 'trade').map(({ exchangeTime }) => exchangeTime)
    expect(times(mixed.stored)).not.toEqual(times(inOrder.stored))
    expect(sorted(times(mixed.stored))).toEqual(sorted(times(inOrder.stored)))
    expect(mixed.verdict).toEqual([])
  })
})

test('Hyperliquid: positions of the accounts that trade lie on the right side of their liquidation', () => {
  const { standIn, client } = run('hyperliquid')
  const accounts = new Set(
    client.frames.flatMap((text) => text.match(/0x[0-9a-f]{40}(?![0-9a-f])/g) ?? []),
  )
  expect(accounts.size).toBeGreaterThan(10)
  let positions = 0
  for (const address of accounts) {
    const read = hyperliquidPositions.accounts(address)
    const answer = standIn.request(read.path, read.body, standIn.now())
    const { value, problems } = read.parse(answer.body, standIn.now())
    expect(problems).toEqual([])
    for (const { side, entryPrice, liquidationPrice = Number.NaN } of value?.[0]?.positions ?? []) {
      expect(liquidationPrice < entryPrice).toBe(side === 'long')
      positions++
    }
  }
  expect(positions).toBeGreaterThan(10)
  const [list] = hyperliquidPositions.lists ?? []
  const listed = standIn.request(list?.read.path ?? '', undefined, standIn.now()).body
  expect(list?.read.parse(listed, standIn.now()).value?.length).toBeGreaterThan(100)
})
