import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Gap, Liquidation } from '../market/event.ts'
import { notionalUsd } from '../market/instrument.ts'
import { quantity } from '../market/units.ts'
import { openDuck } from './duck.ts'
import { ALL, btc, freshHistory, header, instrument, start } from './history.fixture.ts'

const liquidation = (at: number, rest: Partial<Liquidation> = {}): Liquidation => ({
  ...header(btc, at),
  type: 'liquidation',
  position: 'long',
  price: 60_000,
  priceKind: 'bankruptcy',
  quantity: quantity(0.5),
  ...rest,
})

test('fault 25: equal liquidations of one millisecond are kept apart by their ordinal', async () => {
  const history = await freshHistory()
  const twins = [liquidation(start), liquidation(start, { ordinal: 1 })]
  await history.append(twins, [instrument(btc)])
  await history.append(twins)
  expect(await history.liquidations(btc, ...ALL)).toEqual(twins)
})

test('ids of liquidations are kept as text, and what is suspect about them', async () => {
  const history = await freshHistory()
  const one = liquidation(start, { id: '9007199254740993', suspect: 'price' })
  await history.append([one], [instrument(btc)])
  expect(await history.liquidations(btc, ...ALL)).toEqual([one])
})

test('fault 65: a file that was written before a column existed is read and merged', async () => {
  const history = await freshHistory()
  await history.append([liquidation(start)], [instrument(btc)])
  const files = await readdir(history.directory, { recursive: true })
  const path = join(history.directory, files.find((name) => name.endsWith('.parquet')) ?? '')
  const duck = await openDuck('/nonexistent')
  await duck.writer.run(
    `CREATE TABLE old AS SELECT * EXCLUDE (id, ordinal, suspect) FROM read_parquet('${path}')`,
  )
  await duck.writer.run(`COPY old TO '${path}' (FORMAT parquet)`)
  duck.close()
  expect(await history.liquidations(btc, ...ALL)).toEqual([liquidation(start)])
  expect((await history.liquidationColumns(btc, ...ALL)).time).toEqual(Float64Array.of(start))
  const { counts } = await history.append([liquidation(start), liquidation(start + 1)])
  expect(counts.liquidation).toMatchObject({ added: 1, identical: 1 })
  expect(await history.liquidations(btc, ...ALL)).toHaveLength(2)
})

test('a gap that history has filled is told as repaired', async () => {
  const history = await freshHistory()
  const gap: Gap = {
    ...header(btc, start + 60_000),
    type: 'gap',
    stream: 'trade',
    from: start,
    cause: 'the connection was lost',
    certainty: 'certain',
  }
  await history.append([gap], [instrument(btc)])
  await history.append([{ ...gap, repaired: true }])
  expect(await history.gaps(btc)).toEqual([
    {
      stream: 'trade',
      from: start,
      to: start + 60_000,
      cause: 'the connection was lost',
      certainty: 'certain',
      repaired: true,
    },
  ])
})

test('as columns they are what they are as events, without what is suspect', async () => {
  const history = await freshHistory()
  expect((await history.liquidationColumns(btc, ...ALL)).time).toHaveLength(0)
  const sound = [liquidation(start), liquidation(start + 40 * 86_400_000, { position: 'short' })]
  await history.append([...sound, liquidation(start + 1, { suspect: 'time' })], [instrument(btc)])
  expect(await history.liquidationColumns(btc, ...ALL)).toEqual({
    time: Float64Array.from(sound, ({ exchangeTime }) => exchangeTime),
    isLong: Float64Array.of(1, 0),
    price: Float64Array.of(60_000, 60_000),
    quantity: Float64Array.of(0.5, 0.5),
  })
})

test('the first of an order are what sorting all gives, whole where they are equal', async () => {
  const history = await freshHistory()
  const all = Array.from({ length: 90 }, (_, i) =>
    liquidation(start + (i % 13) * 3_600_000 * 50, {
      ordinal: i,
      position: i % 3 === 0 ? 'short' : 'long',
      price: 60_000 + (i % 5) * 0.1,
      quantity: quantity([0.1, 0.2, 0.3, 1e-7][i % 4]!),
    }),
  )
  await history.append(all, [instrument(btc)])
  const usdOf = (one: Liquidation) => notionalUsd('linear', one.quantity, one.price)
  const keysOf = {
    newest: (one: Liquidation) => [one.exchangeTime],
    largest: (one: Liquidation) => [usdOf(one), one.exchangeTime],
  }
  const isBefore = (a: readonly number[], b: readonly number[]) =>
    a[0]! > b[0]! || (a[0] === b[0] && (a[1] ?? 0) > (b[1] ?? 0))
  const wanted = fc.record({
    order: fc.constantFrom('newest' as const, 'largest' as const),
    rows: fc.integer({ min: 1, max: 100 }),
    position: fc.constantFrom('long' as const, 'short' as const, undefined),
    minUsd: fc.constantFrom(0, 6_000.01, 12_000, undefined),
    after: fc.option(fc.constantFrom(...all), { nil: undefined }),
  })
  await fc.assert(
    fc.asyncProperty(wanted, async ({ order, after: last, rows, position, minUsd }) => {
      const keyOf = keysOf[order]
      const after = last && keyOf(last)
      const sorted = all
        .filter((one) => position === undefined || one.position === position)
        .filter((one) => usdOf(one) >= (minUsd ?? 0))
        .filter((one) => after === undefined || isBefore(after, keyOf(one)))
        .sort((a, b) => (isBefore(keyOf(a), keyOf(b)) ? -1 : 1))
      const end = sorted[rows - 1]
      const first = sorted.filter((one) => end === undefined || !isBefore(keyOf(end), keyOf(one)))
      const asked = { order, rows, contract: 'linear', position, minUsd, after } as const
      const found = await history.liquidations(btc, ...ALL, asked)
      const ids = (some: readonly Liquidation[]) => new Set(some.map(({ ordinal }) => ordinal))
      expect(ids(found)).toEqual(ids(first))
    }),
    { numRuns: 60 },
  )
})
