import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Gap, Liquidation } from '../market/event.ts'
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
