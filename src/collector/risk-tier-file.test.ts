import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { instrumentId, parseVenueId } from '../market/instrument.ts'
import type { RiskTierTable } from '../market/risk-tier.ts'
import type { Read, VenueReader } from '../venues/wire/reader.ts'
import { followRiskTiers, openRiskTiers } from './risk-tier-file.ts'

const venue = parseVenueId('bybit')!
const btc = instrumentId(venue, 'BTCUSDT')
const table = (rate: number, asOf = Date.UTC(2026, 10, 22)): RiskTierTable => ({
  unit: 'quote',
  asOf,
  source: 'the venue, when asked',
  tiers: [
    { floor: 0, cap: 300_000, maintenanceRate: rate, deduction: 0, maxLeverage: 150 },
    {
      floor: 300_000,
      cap: Infinity,
      maintenanceRate: 0.02,
      deduction: 4_500,
      maxLeverage: undefined,
    },
  ],
})

let folder: string
let path: string
const problems: string[] = []
const open = () => openRiskTiers(path, (text) => problems.push(text))
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isotherm-tiers-'))
  path = join(folder, 'risk-tiers.json')
  problems.length = 0
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('keeps captures over restarts, and a new one only where it says something new', async () => {
  const file = await open()
  await file.put(btc, table(0.005))
  await file.put(btc, table(0.005, Date.UTC(2026, 10, 23)))
  await file.put(btc, table(0.004, Date.UTC(2026, 10, 24)))
  const again = await open()
  expect(again.of(btc)).toEqual([table(0.005), table(0.004, Date.UTC(2026, 10, 24))])
  expect(again.of(instrumentId(venue, 'ETHUSDT'))).toEqual([])
  expect(problems).toEqual([])
})

test('a file that cannot be read is told, and asked for anew', async () => {
  await writeFile(path, '{"version":1,"instruments":{"bybit:BTCUSDT":[{"unit":"quote"}]}}')
  const file = await open()
  expect(file.of(btc)).toEqual([])
  expect(problems).toEqual([expect.stringContaining('cannot be read')])
  await file.put(btc, table(0.005))
  expect(JSON.parse(await readFile(path, 'utf8'))).toHaveProperty('version', 1)
})

test('asks for the followed instruments, and keeps out what cannot be right', async () => {
  const eth = instrumentId(venue, 'ETHUSDT')
  const sol = instrumentId(venue, 'SOLUSDT')
  const listed = [btc, eth, sol].map((id) => ({
    instrument: {
      id,
      venue,
      symbol: id.slice(6),
      base: id.slice(6, 9),
      quote: 'USDT',
      contract: 'linear' as const,
      contractSize: 1,
      tickSize: 0.1,
    },
    wireName: id.slice(6),
    trading: true,
  }))
  const asked: string[] = []
  const reader = {
    riskTiers: ({ symbol }: { symbol: string }) => ({ path: symbol }),
  } as unknown as VenueReader
  const file = await open()
  let all: () => void = () => undefined
  const done = new Promise<void>((resolve) => (all = resolve))
  const stop = followRiskTiers(
    reader,
    {
      listed: () => listed,
      ask: <T>({ path: symbol }: Read<T>) => {
        asked.push(symbol)
        return Promise.resolve((symbol === 'BTCUSDT' ? table(0.05) : table(0.005)) as T)
      },
    },
    () => [btc, eth],
    {
      file: { of: (id) => file.of(id), put: (id, one) => file.put(id, one).then(all) },
      clock: { wall: () => 0, monotonic: () => 0, after: () => () => undefined },
      onProblem: (text) => problems.push(text),
    },
  )
  await done
  stop()
  expect(asked).toEqual(['BTCUSDT', 'ETHUSDT'])
  expect(file.of(btc)).toEqual([])
  expect(file.of(eth)).toEqual([table(0.005)])
  expect(problems).toEqual([expect.stringContaining('must not lower the rate')])
})
