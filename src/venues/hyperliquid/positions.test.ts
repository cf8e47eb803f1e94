import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ObservedAccount } from '../../market/measured-position.ts'
import { fields, NO_NUMBERS, removed, replaced, write } from '../wire/damage.fixture.ts'
import { leaderboard } from './leaderboard.ts'
import { hyperliquidPositions } from './positions.ts'

const RECORDING = fileURLToPath(
  new URL('../../../../shared/data/hyperliquid-info/clearinghouse-state.yaml', import.meta.url),
)

const ADDRESS = '0x5e9ee1089755c3435139848e47e6635505d5a13a'
const RECEIVED = Date.UTC(2026, 10, 22)

/** github.com/BYTEX-TRADE/bytex at fa4ef46, HyperliquidPayloads.cs, captured 2026-09-25. */
const STATE =
  '{"marginSummary":{"accountValue":"38252.7","totalNtlPos":"377667.0","totalRawUsd":"-339414.3","totalMarginUsed":"37766.7"},"crossMarginSummary":{"accountValue":"38252.7","totalNtlPos":"377667.0","totalRawUsd":"-339414.3","totalMarginUsed":"37766.7"},"crossMaintenanceMarginUsed":"4720.8375","withdrawable":"486.0","assetPositions":[{"type":"oneWay","position":{"coin":"BTC","szi":"4.5","leverage":{"type":"cross","value":10},"entryPx":"81285.0","positionValue":"377667.0","unrealizedPnl":"11884.306507","returnOnEquity":"0.3249007326","liquidationPx":"74501.802790436","marginUsed":"37766.7","maxLeverage":40,"cumFunding":{"allTime":"982.43637","sinceOpen":"982.43637","sinceChange":"0.0"}}}],"time":1790360864964}'

const read = (text: string) => hyperliquidPositions.accounts(ADDRESS).parse(text, RECEIVED)

const one = (text: string): ObservedAccount => {
  const { value, problems } = read(text)
  expect(problems).toEqual([])
  return value![0]!
}

test('asks for an account at the weight that the venue states', () => {
  const { host, path, body, weight } = hyperliquidPositions.accounts(ADDRESS)
  expect({ host, path, weight }).toEqual({ host: 'rest', path: '/info', weight: 2 })
  expect(JSON.parse(body!)).toEqual({ type: 'clearinghouseState', user: ADDRESS })
})

test('reads an account of 2026', () => {
  expect(one(STATE)).toEqual({
    venue: 'hyperliquid',
    address: ADDRESS,
    account: ADDRESS,
    observedTime: 1790360864964,
    equityUsd: undefined,
    positions: [
      {
        instrument: 'hyperliquid:BTC',
        side: 'long',
        quantity: 4.5,
        entryPrice: 81_285,
        liquidationPrice: 74_501.802790436,
        leverage: 10,
      },
    ],
  })
})

describe('the account recorded in 2023', () => {
  const there = existsSync(RECORDING)
  if (!there) console.warn(`no ${RECORDING}: the recorded account is not read`)

  test.skipIf(!there)('reads every position; those without a price have none', () => {
    const body = /string: '(.*)'/.exec(readFileSync(RECORDING, 'utf8'))![1]!
    const { positions, observedTime } = one(body)
    // It is from before the venue said the time.
    expect(observedTime).toBe(RECEIVED)
    expect(positions).toHaveLength(12)
    expect(positions[0]).toEqual({
      instrument: 'hyperliquid:BTC',
      side: 'short',
      quantity: 0.00785,
      entryPrice: 26_951,
      liquidationPrice: 173_198.69592357,
      leverage: 20,
    })
    const priced = positions.filter(({ liquidationPrice }) => liquidationPrice !== undefined)
    expect(priced.map(({ instrument }) => instrument.slice(12))).toEqual([
      'BTC',
      'ATOM',
      'DYDX',
      'APE',
      'OP',
    ])
    // All of them are shorts: a price that liquidates lies above their entry.
    for (const { side, entryPrice, liquidationPrice } of priced)
      expect([side, liquidationPrice! > entryPrice]).toEqual(['short', true])
  })
})

test('fault 36: an account of which a part is missing is not taken for a smaller one', () => {
  const needed = /szi|coin|entryPx|liquidationPx|position$|assetPositions$|leverage$/
  for (const path of fields(JSON.parse(STATE))) {
    const { value, problems } = read(write(removed(JSON.parse(STATE), path)))
    const name = path.join('.')
    if (needed.test(name)) {
      expect([name, value], name).toEqual([name, undefined])
      expect(problems.length, name).toBeGreaterThan(0)
    } else expect(value, name).toBeDefined()
  }
})

test('fault 21: what is no number is no position, and is counted', () => {
  for (const name of ['szi', 'entryPx'])
    for (const bad of NO_NUMBERS) {
      const path = ['assetPositions', 0, 'position', name]
      const { value, problems } = read(write(replaced(JSON.parse(STATE), path, bad)))
      expect(value).toBeUndefined()
      expect(problems.length).toBeGreaterThan(0)
    }
})

test('fault 17: whatever comes, nothing is thrown', () => {
  for (const text of [
    '',
    'null',
    '[]',
    '{}',
    '<html>',
    '{"assetPositions":7}',
    STATE.slice(0, 300),
  ])
    expect(read(text)).toMatchObject({ value: undefined, problems: [{}] })
  fc.assert(fc.property(fc.json(), (text) => void read(text)))
})

describe('the leaderboard', () => {
  const A = `0x${'a'.repeat(40)}`
  const B = `0x${'B'.repeat(40)}`
  const row = (address: string, value: string) => ({
    ethAddress: address,
    accountValue: value,
    windowPerformances: [['day', { pnl: '5', roi: '0.1', vlm: '0' }]],
    prize: 0,
    displayName: null,
  })

  test('gives addresses and what they are worth, in whatever order fields stand', () => {
    const forth = JSON.stringify({ leaderboardRows: [row(A, '50.5'), row(B, '-3')] })
    const { accountValue, ethAddress, ...others } = row(A, '50.5')
    const back = JSON.stringify({
      leaderboardRows: [{ ...others, accountValue, ethAddress }, row(B, '-3')],
    })
    for (const text of [forth, back, JSON.stringify(JSON.parse(forth), undefined, 2)])
      expect(leaderboard.parse(text, RECEIVED)).toEqual({
        value: [
          { address: A, hintUsd: 50.5 },
          { address: B.toLowerCase(), hintUsd: 0 },
        ],
        problems: [],
      })
  })

  test('counts rows that cannot be read, and keeps the others', () => {
    const rows = [row(A, '50'), row('0xabc', '1'), row(B, 'NaN'), row(B, '9')]
    const { value, problems } = leaderboard.parse(JSON.stringify({ rows }), RECEIVED)
    expect(value?.map(({ address }) => address)).toEqual([A, B.toLowerCase()])
    expect(problems).toHaveLength(1)
    expect(problems[0]!.detail).toContain('2 rows')
  })

  test('fault 36: a file without rows is drift, not an empty list', () => {
    for (const text of ['', '{}', '{"leaderboardRows":[]}', '<html></html>']) {
      const { value, problems } = leaderboard.parse(text, RECEIVED)
      expect(value).toBeUndefined()
      expect(problems).toMatchObject([{ kind: 'drift' }])
    }
  })
})
