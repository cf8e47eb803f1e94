import { describe, expect, test } from 'vitest'
import { answer, BINANCE, LONG, run } from './liqprice.fixture.ts'

/** Of the same positions: bankruptcy price, and each venue's liquidation price in its first tier. */
describe('three positions at eight venues', () => {
  const venues: readonly [string, readonly [number, number | undefined, number]][] = [
    ['--venue binance --symbol BTCUSDT', [58_734.94, 63_955.82, 90_612.45]],
    ['--venue bybit --symbol BTCUSDT', [58_693.69, 63_910.91, 90_548.81]],
    ['--venue bybit --symbol BTCUSDT --mmr 0.005', [58_793.97, 64_020.1, 90_703.52]],
    ['--venue okx --symbol BTC-USDT-SWAP', [58_764.44, 63_987.95, 90_657.96]],
    ['--venue bitget --symbol BTCUSDT', [58_770.34, 63_994.37, 90_667.07]],
    ['--venue gate --symbol BTC_USDT', [58_720.2, 63_939.77, 90_589.71]],
    ['--venue hyperliquid --symbol BTC', [59_240.51, undefined, 91_392.41]],
    ['--venue dydx --symbol BTC-USD', [59_210.53, 64_473.68, 91_346.15]],
  ]
  const positions: readonly [string, number][] = [
    ['--entry 65000 --leverage 10', 58_500],
    ['--entry 65000 --leverage 50', 63_700],
    ['--entry 95000 --leverage 20', 90_250],
  ]

  test.each(venues)('%s', async (venue, prices) => {
    for (const [i, [position, bankruptcy]] of positions.entries()) {
      const args = `${venue} --side long ${position}`
      const price = prices[i]
      if (price === undefined) {
        expect((await run(args)).err).toContain('--leverage "50" must be at most 40')
        continue
      }
      const found = await answer(args)
      expect(found.liquidationPriceExact).toBeCloseTo(price, 2)
      expect(found.bankruptcyPrice).toBeCloseTo(bankruptcy, 8)
    }
  })

  test.each([
    [20, 58_807.25, 3],
    [2_000, 60_009.47, 7],
  ])('size matters: %d BTC at binance', async (quantity, price, tier) => {
    const found = await answer(`${BINANCE} --quantity ${quantity}`)
    expect(found.liquidationPriceExact).toBeCloseTo(price, 2)
    expect(found.tier.number).toBe(tier)
  })
})

// https://www.bitget.com/support/articles/12560603841952 (2025-11-10): a notional of 330,000 in the
// tiers 0-200k 0.4 %, 200k-1M 0.5 %, with a fee of 0.06 %, needs 1,648 in tiers and 1,848 at a flat
// rate. With just that in its wallet a position is liquidated at its entry.
test.each([
  ['', 1_648],
  [' --as-of 2025-11-09', 1_848],
])('bitget needs what its page says%s', async (asOf, needed) => {
  const found = await answer(
    `--venue bitget --symbol BTCUSDT --side long --entry 33000 --quantity 10 --wallet ${needed}${asOf}`,
  )
  expect(found.liquidationPriceExact).toBeCloseTo(33_000, 6)
  expect(found.maintenanceMargin + found.closingFee).toBeCloseTo(needed, 6)
})

describe('the answer', () => {
  test('has everything, rounded as the venue does', async () => {
    expect(await answer(BINANCE)).toMatchObject({
      liquidationPrice: 58_734.9,
      liquidationPriceExact: 58_734.93975903615,
      bankruptcyPrice: 58_500,
      maintenanceMargin: 234.9397590361446,
      money: 'USDT',
      tier: { number: 1, floor: 0, cap: 300_000, maintenanceRate: 0.004, asOf: '2026-09-16' },
      rule: { id: 'binance', since: null, until: null },
      notes: [],
    })
  })

  test('as text has the same numbers under the same names', async () => {
    const { out } = await run(BINANCE)
    expect(out).toMatch(/^liquidationPrice +58734\.9$/m)
    expect(out).toMatch(/^liquidationPriceExact +58734\.93975903615$/m)
    expect(out).toMatch(/^bankruptcyPrice +58500$/m)
    expect(out).toMatch(/^maintenanceMargin +234\.9397590361446 USDT$/m)
    expect(out).toMatch(/^tier +1: from 0 to 300000 USDT, maintenance rate 0\.004, deduction 0$/m)
    expect(out).toMatch(/^rule +binance, start not recorded: /m)
    expect(out).toMatch(/^source +https:/m)
  })

  test('names the rule in force on a day', async () => {
    const bybit = `--venue bybit --symbol BTCUSDT ${LONG} --mmr 0.005`
    const old = await answer(`${bybit} --as-of 2025-09-01`)
    expect(old.rule).toMatchObject({ id: 'bybit-pre-2025-09', until: '2025-09-02' })
    expect(old.liquidationPrice).toBe(58_825)
    const now = await answer(bybit)
    expect(now.rule).toMatchObject({ id: 'bybit-2025-09', since: '2025-09-02' })
    expect(now.liquidationPrice).toBe(58_794)
  })

  test('says which risk tiers it used for a day before the first capture', async () => {
    const found = await answer(`${BINANCE} --as-of 2024-06-01`)
    expect(found.tier).toMatchObject({ number: 2, floor: 50_000, asOf: '2024-10-24' })
    expect(found.notes).toEqual([
      'no risk tiers are known for 2024-06-01; those of 2024-10-24, the earliest known, are used',
    ])
    expect((await answer(`${BINANCE} --as-of 2025-06-01`)).tier.asOf).toBe('2024-10-24')
    expect((await answer(`${BINANCE} --as-of 2026-10-01`)).tier.asOf).toBe('2026-09-16')
  })

  test('an inverse cross position, by flags and as a known instrument', async () => {
    const flags = '--side long --entry 45000 --margin-mode cross --wallet 101 --quantity 100000'
    const rate = '--mmr 0.125 --deduction 11.605'
    const known = await answer(`--venue binance --symbol BTCUSD_PERP ${flags} ${rate}`)
    expect(known).toMatchObject({ liquidationPrice: 33_599.4, money: 'BTC', contract: 'inverse' })
    const other = await answer(
      `--venue binance --symbol XYZUSD_PERP ${flags} ${rate} --inverse --contract-size 100 --tick 0.1`,
    )
    expect(other.liquidationPrice).toBe(33_599.4)
    expect(other.notes[0]).toContain('XYZUSD_PERP is not among the known symbols')
  })

  test('no liquidation price is said with its reason, and is no error', async () => {
    const none = await answer(
      `--venue binance --symbol BTCUSDT --side long --entry 65000 --leverage 1`,
    )
    expect(none).toMatchObject({ liquidationPrice: null, bankruptcyPrice: null, tier: null })
    expect(none.reason).toBe('no price above 0 liquidates this position')
    const beyond = await answer(`--venue okx --symbol BTC-USDT-SWAP ${LONG} --quantity 20`)
    expect(beyond.reason).toBe(
      'the notional is beyond the known risk tiers, which end at 1000 contracts',
    )
  })

  test('an unknown end of a tier, a useless fee and a missing tick are said', async () => {
    expect((await answer(`--venue kraken --symbol PF_XBTUSD ${LONG}`)).notes[0]).toContain(
      'not known',
    )
    expect((await answer(`${BINANCE} --fee 0.0005`)).notes[0]).toContain('changes nothing')
    const noTick = await answer(`--venue binance --symbol ETHUSD_PERP ${LONG}`)
    expect(noTick.notes[0]).toContain('give --tick')
  })

  test('margin added, and an adjust factor', async () => {
    expect((await answer(`${BINANCE} --extra-margin 500`)).liquidationPriceExact).toBeCloseTo(
      58_000 / 0.996,
      8,
    )
    const htx = `--venue htx --symbol BTC-USDT ${LONG} --adjust-factor 0.075`
    expect((await answer(htx)).liquidationPriceExact).toBeCloseTo(58_500 / (1 - 0.0075), 8)
  })
})

describe('--tiers FILE', () => {
  const tier = { floor: 0, cap: 'Infinity', maintenanceRate: 0.02, deduction: 0, maxLeverage: 25 }
  const table = { unit: 'quote', asOf: 1_717_200_000_000, source: 'mine', tiers: [tier] }

  test('a table, or its tiers alone, replaces the shipped one', async () => {
    for (const json of [table, [tier]]) {
      const found = await answer(`${BINANCE} --tiers t.json`, { 't.json': JSON.stringify(json) })
      expect(found.liquidationPriceExact).toBeCloseTo(58_500 / 0.98, 8)
    }
    const found = await answer(`${BINANCE} --tiers t.json`, { 't.json': JSON.stringify(table) })
    expect(found.tier).toMatchObject({ source: 'mine', asOf: '2024-06-01', cap: 'Infinity' })
  })

  test.each([
    ['not JSON', '{', 'must be a JSON file'],
    ['a hole', JSON.stringify([{ ...tier, floor: 5 }]), 'risk tiers: tier 0 must start at 0'],
    ['no tier', '[]', 'risk tiers: '],
    ['a percentage', JSON.stringify([{ ...tier, maintenanceRate: 2 }]), '0.maintenanceRate: '],
    ['an unknown field', JSON.stringify([{ ...tier, rate: 2 }]), '"rate"'],
    ['a date in seconds', JSON.stringify({ ...table, asOf: 1_717_200_000 }), 'asOf: '],
    ['a word', '"tiers"', 'risk tiers: '],
  ])('%s is refused', async (_, text, message) => {
    const { code, err } = await run(`${BINANCE} --tiers t.json`, { 't.json': text })
    expect(code).toBe(2)
    expect(err).toContain('--tiers "t.json" must be a ')
    expect(err).toContain(message)
    expect(err.split('\n')).toHaveLength(2)
  })
})

test('--help names every flag', async () => {
  const { code, out } = await run('--help')
  expect(code).toBe(0)
  for (const flag of 'venue symbol side entry leverage quantity margin-mode wallet extra-margin tiers mmr deduction fee inverse contract-size tick as-of json batch'.split(
    ' ',
  ))
    expect(out).toContain(`--${flag}`)
})
