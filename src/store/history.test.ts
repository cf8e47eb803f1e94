import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MarketEvent } from '../market/event.ts'
import { HOUR, MINUTE, quantity } from '../market/units.ts'
import { fileHashes } from './file-hashes.fixture.ts'
import {
  ALL,
  btc,
  candle,
  eth,
  freshHistory,
  header,
  instrument,
  openInterest,
  start,
  trade,
} from './history.fixture.ts'

test('what is stored comes back, over month borders, unknown as NaN', async () => {
  const history = await freshHistory()
  const candles = [0, 1, 2, 3, 5, 6].map((i) =>
    candle(start + i * HOUR, i % 2 ? { takerBuyVolume: quantity(i) } : { trades: i }),
  )
  const report = await history.append([...candles, openInterest(start, 5)], [instrument(btc)])
  expect(report.counts.candle?.added).toBe(6)
  const read = await history.candles(btc, HOUR, ...ALL)
  expect([...read.openTime]).toEqual(candles.map(({ openTime }) => openTime))
  expect([...read.takerBuyVolume]).toEqual([Number.NaN, 1, Number.NaN, 3, 5, Number.NaN])
  expect([...read.high]).toEqual(candles.map(() => 110.5))
  const part = await history.candles(btc, HOUR, start + HOUR, start + 5 * HOUR)
  expect([...part.openTime]).toEqual([1, 2, 3].map((i) => start + i * HOUR))
  const [stored] = await history.instruments()
  expect(stored?.instrument).toEqual(instrument(btc))
  expect(stored?.candles).toEqual([{ interval: HOUR, from: start, to: start + 7 * HOUR, rows: 6 }])
  expect(stored?.openInterest).toEqual({ from: start, to: start + 1, rows: 1 })
  expect(stored?.fundingRates).toBeUndefined()
  expect(await history.gaps(btc)).toEqual([
    {
      stream: 'candle',
      interval: HOUR,
      from: start + 4 * HOUR,
      to: start + 5 * HOUR,
      cause: 'no candle stored',
      certainty: 'certain',
    },
  ])
})

test('nothing stored is empty, not an error', async () => {
  const history = await freshHistory()
  expect(await history.instruments()).toEqual([])
  expect((await history.candles(btc, HOUR, ...ALL)).openTime).toHaveLength(0)
  expect((await history.openInterest(btc, 0, start)).time).toHaveLength(0)
  expect(await history.gaps(btc)).toEqual([])
})

test('every kind of event is read back as it was given', async () => {
  const history = await freshHistory()
  const events: MarketEvent[] = [
    { ...header(btc, start), type: 'funding-rate', fundingRate: -0.0001, interval: 8 * HOUR },
    { ...header(btc, start), type: 'account-ratio', longAccounts: 0.7 },
    {
      ...header(btc, start),
      type: 'liquidation-total',
      interval: HOUR,
      longQuantity: quantity(3),
      shortQuantity: quantity(0),
    },
    {
      ...header(btc, start),
      type: 'liquidation',
      position: 'long',
      price: 99.5,
      priceKind: 'fill',
      quantity: quantity(2),
    },
    trade(start, { id: '9007199254740993' }),
    {
      ...header(btc, start),
      type: 'gap',
      stream: 'trade',
      from: start - HOUR,
      cause: 'disconnect',
      certainty: 'possible',
    },
  ]
  await history.append([...events, { ...header(btc, start), type: 'mark-price', markPrice: 1 }])
  expect([...(await history.fundingRates(btc, ...ALL)).value]).toEqual([-0.0001])
  expect([...(await history.accountRatios(btc, ...ALL)).value]).toEqual([0.7])
  const totals = await history.liquidationTotals(btc, HOUR, ...ALL)
  expect([totals.time[0], totals.longQuantity[0], totals.shortQuantity[0]]).toEqual([start, 3, 0])
  expect(await history.liquidations(btc, ...ALL)).toEqual([events[3]])
  expect(await history.trades(btc, ...ALL)).toEqual([events[4]])
  expect(await history.gaps(btc)).toEqual([
    {
      stream: 'trade',
      from: start - HOUR,
      to: start,
      cause: 'disconnect',
      certainty: 'possible',
    },
  ])
})

test('events the history does not keep are counted', async () => {
  const history = await freshHistory()
  const mark: MarketEvent = { ...header(btc, start), type: 'mark-price', markPrice: 100 }
  expect((await history.append([mark, mark])).notKept).toEqual({ 'mark-price': 2 })
})

test('any split, order and overlap of batches gives the same bytes', async () => {
  const rows: MarketEvent[] = [
    ...Array.from({ length: 12 }, (_, i) =>
      candle(start + i * HOUR, { close: 100 + i / 8, ...(i % 3 ? { trades: i } : {}) }),
    ),
    ...Array.from({ length: 8 }, (_, i) => candle(start + i * MINUTE, {}, eth, MINUTE)),
    ...Array.from({ length: 9 }, (_, i) => openInterest(start + i * HOUR, 1000 + i)),
    ...Array.from({ length: 6 }, (_, i) => trade(start + i * 5 * HOUR, { id: String(i) })),
  ]
  const whole = await freshHistory()
  await whole.append(rows, [instrument(eth), instrument(btc)])
  const expected = await fileHashes(whole.directory)
  expect(Object.keys(expected)).toContain('candles/binance/BTCUSDT/1h/2024-07.parquet')

  const batches = fc
    .array(fc.subarray(rows), { minLength: 1, maxLength: 4 })
    .chain((parts) =>
      fc
        .shuffledSubarray([...parts, rows], { minLength: parts.length + 1 })
        .chain((order) =>
          fc.tuple(
            ...order.map((part) => fc.shuffledSubarray([...part], { minLength: part.length })),
          ),
        ),
    )
  await fc.assert(
    fc.asyncProperty(batches, async (given) => {
      const history = await freshHistory()
      for (const batch of given) await history.append(batch)
      await history.putInstruments([instrument(btc), instrument(eth)])
      expect(await fileHashes(history.directory)).toEqual(expected)
    }),
    { numRuns: 15 },
  )
})

test('the same rows again touch no file', async () => {
  const history = await freshHistory()
  const rows = [candle(start), openInterest(start, 4), trade(start), trade(start)]
  await history.append(rows, [instrument(btc)])
  const before = await fileHashes(history.directory)
  const fingerprint = await history.fingerprint(btc)
  const report = await history.append(rows, [instrument(btc)])
  expect(report.counts.candle).toMatchObject({ added: 0, replaced: 0, identical: 1 })
  expect(report.counts.trade).toMatchObject({ added: 0, identical: 2, repeated: 0 })
  expect(await fileHashes(history.directory)).toEqual(before)
  expect(await history.fingerprint(btc)).toBe(fingerprint)
})

test('corrected rows replace stored ones and are counted; unknown never replaces known', async () => {
  const history = await freshHistory()
  await history.append([
    candle(start, { takerBuyVolume: quantity(7) }),
    candle(start + HOUR, { takerBuyVolume: quantity(8) }),
  ])
  const fingerprint = await history.fingerprint(btc)
  const report = await history.append([
    candle(start, { close: 99 }),
    candle(start + HOUR),
    candle(start + 2 * HOUR),
  ])
  expect(report.counts.candle).toEqual({
    added: 1,
    replaced: 1,
    identical: 1,
    repeated: 0,
    conflicting: 0,
  })
  expect(report.notices).toEqual([
    { type: 'candle', instrument: btc, interval: HOUR, kind: 'replaced', times: [start] },
  ])
  const read = await history.candles(btc, HOUR, ...ALL)
  expect([...read.close]).toEqual([99, 101, 101])
  expect([...read.takerBuyVolume]).toEqual([7, 8, Number.NaN])
  expect(await history.fingerprint(btc)).not.toBe(fingerprint)
})

test('of rows that contradict each other in one write, the later counts', async () => {
  const history = await freshHistory()
  const report = await history.append([
    candle(start, { close: 99 }),
    candle(start, { close: 98 }),
    candle(start + HOUR),
    candle(start + HOUR),
  ])
  expect(report.counts.candle).toMatchObject({ added: 2, repeated: 2, conflicting: 1 })
  expect(report.notices).toMatchObject([{ kind: 'conflicting', times: [start] }])
  expect([...(await history.candles(btc, HOUR, ...ALL)).close]).toEqual([98, 101])
})

test('two trades that look alike and have no id stay two', async () => {
  const history = await freshHistory()
  await history.append([trade(start), trade(start), trade(start, { price: 101 })])
  expect(await history.trades(btc, ...ALL)).toHaveLength(3)
})

test('a discarded write leaves nothing', async () => {
  const history = await freshHistory()
  const write = history.begin()
  await write.add([candle(start)])
  await write.discard()
  expect(await fileHashes(history.directory)).toEqual({})
})

test('a number that is none is refused by name and nothing is written', async () => {
  const history = await freshHistory()
  await expect(history.append([candle(start, { high: Number.NaN })])).rejects.toThrow(
    'candle of binance:BTCUSDT: high is NaN',
  )
  await expect(history.append([candle(start, {}, btc, 1500)])).rejects.toThrow('whole seconds')
  expect(await fileHashes(history.directory)).toEqual({})
})
