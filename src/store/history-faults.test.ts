import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { instrumentId } from '../market/instrument.ts'
import { HOUR } from '../market/units.ts'
import { fileHashes } from './file-hashes.fixture.ts'
import { openHistory } from './history.ts'
import { ALL, btc, candle, freshHistory, openInterest, start, venue } from './history.fixture.ts'

test('parallel writes and reads of one history lose nothing', async () => {
  const history = await freshHistory()
  await Promise.all(
    Array.from({ length: 6 }, async (_, i) => {
      await history.append([candle(start + i * HOUR), openInterest(start + i * HOUR, i + 1)])
      await history.candles(btc, HOUR, ...ALL)
    }),
  )
  expect((await history.candles(btc, HOUR, ...ALL)).openTime).toHaveLength(6)
  expect((await history.openInterest(btc, ...ALL)).time).toHaveLength(6)
})

test('a folder and a symbol with odd characters work', async () => {
  const history = await freshHistory("it's [a] *strange* ?folder é")
  const odd = instrumentId(venue, 'BTC/USD.P')
  await history.append([candle(start, {}, odd)])
  await history.append([candle(start + HOUR, {}, odd)])
  expect((await history.candles(odd, HOUR, ...ALL)).openTime).toHaveLength(2)
})

test('a lock left by a process that is gone is taken over', async () => {
  const history = await freshHistory()
  await writeFile(join(history.directory, '.write-lock'), '2147483646')
  await history.append([candle(start)])
  expect((await history.candles(btc, HOUR, ...ALL)).openTime).toHaveLength(1)
})

test('a broken list of instruments is named', async () => {
  const history = await freshHistory()
  await mkdir(history.directory, { recursive: true })
  await writeFile(join(history.directory, 'instruments.json'), '[{"id":"binance:BTCUSDT"}]')
  await expect(history.instruments()).rejects.toThrow(/instruments\.json is no list/)
})

test('what a write that was cut off left behind is not read, and the next write goes on', async () => {
  const history = await freshHistory()
  const folder = join(history.directory, 'candles/binance/BTCUSDT/1h')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, '.2024-06.parquet.unfinished'), 'half a file')
  await history.append([candle(start)])
  expect((await history.candles(btc, HOUR, ...ALL)).openTime).toHaveLength(1)
  expect(Object.keys(await fileHashes(folder))).toEqual(['2024-06.parquet'])
})

test('two histories of one folder write in turn, as two processes do', async () => {
  const history = await freshHistory()
  const other = await openHistory(history.directory)
  try {
    await Promise.all(
      [history, other].map(async (one, i) => {
        for (let hour = i; hour < 8; hour += 2) await one.append([candle(start + hour * HOUR)])
      }),
    )
    expect((await history.candles(btc, HOUR, ...ALL)).openTime).toHaveLength(8)
  } finally {
    await other.close()
  }
})

test('a correction is read at once, and closing waits for what was begun', async () => {
  const history = await freshHistory()
  await history.append([candle(start, { close: 99 })])
  expect([...(await history.candles(btc, HOUR, ...ALL)).close]).toEqual([99])
  await history.append([candle(start, { close: 98 })])
  const other = await openHistory(history.directory)
  const begun = [other.candles(btc, HOUR, ...ALL), other.candles(btc, HOUR, ...ALL)]
  const written = other.append([candle(start + HOUR)])
  await other.close()
  expect((await Promise.all(begun)).map(({ close }) => close[0])).toEqual([98, 98])
  expect((await written).counts.candle?.added).toBe(1)
})
