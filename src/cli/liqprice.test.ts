import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { liqprice } from './liqprice.ts'

/** Runs the command on files that exist only here. */
function run(args: readonly string[] | string, files: Readonly<Record<string, string>> = {}) {
  let out = ''
  let err = ''
  const code = liqprice(typeof args === 'string' ? args.split(' ') : args, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    readFile: (path) => {
      const text = files[path]
      if (text === undefined) throw Object.assign(new Error('no file'), { code: 'ENOENT' })
      return text
    },
  })
  return { code, out, err }
}

/** The JSON answer to a question that must be in order. */
function answer(args: string, files: Readonly<Record<string, string>> = {}) {
  const { code, out, err } = run(`${args} --json`, files)
  expect(err).toBe('')
  expect(code).toBe(0)
  return JSON.parse(out)
}

const LONG = '--side long --entry 65000 --leverage 10'
const BINANCE = `--venue binance --symbol BTCUSDT ${LONG}`

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

  test.each(venues)('%s', (venue, prices) => {
    for (const [i, [position, bankruptcy]] of positions.entries()) {
      const args = `${venue} --side long ${position}`
      const price = prices[i]
      if (price === undefined) {
        expect(run(args).err).toContain('--leverage 50: must be at most 40')
        continue
      }
      const found = answer(args)
      expect(found.liquidationPriceExact).toBeCloseTo(price, 2)
      expect(found.bankruptcyPrice).toBeCloseTo(bankruptcy, 8)
    }
  })

  test.each([
    [20, 58_807.25, 3],
    [2_000, 60_009.47, 7],
  ])('size matters: %d BTC at binance', (quantity, price, tier) => {
    const found = answer(`${BINANCE} --quantity ${quantity}`)
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
])('bitget needs what its page says%s', (asOf, needed) => {
  const found = answer(
    `--venue bitget --symbol BTCUSDT --side long --entry 33000 --quantity 10 --wallet ${needed}${asOf}`,
  )
  expect(found.liquidationPriceExact).toBeCloseTo(33_000, 6)
  expect(found.maintenanceMargin + found.closingFee).toBeCloseTo(needed, 6)
})

describe('the answer', () => {
  test('has everything, rounded as the venue does', () => {
    expect(answer(BINANCE)).toMatchObject({
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

  test('as text has the same numbers under the same names', () => {
    const { out } = run(BINANCE)
    expect(out).toMatch(/^liquidationPrice +58734\.9$/m)
    expect(out).toMatch(/^liquidationPriceExact +58734\.93975903615$/m)
    expect(out).toMatch(/^bankruptcyPrice +58500$/m)
    expect(out).toMatch(/^maintenanceMargin +234\.9397590361446 USDT$/m)
    expect(out).toMatch(/^tier +1: from 0 to 300000 USDT, maintenance rate 0\.004, deduction 0$/m)
    expect(out).toMatch(/^rule +binance, start not recorded: /m)
    expect(out).toMatch(/^source +https:/m)
  })

  test('names the rule in force on a day', () => {
    const bybit = `--venue bybit --symbol BTCUSDT ${LONG} --mmr 0.005`
    const old = answer(`${bybit} --as-of 2025-09-01`)
    expect(old.rule).toMatchObject({ id: 'bybit-pre-2025-09', until: '2025-09-02' })
    expect(old.liquidationPrice).toBe(58_825)
    const now = answer(bybit)
    expect(now.rule).toMatchObject({ id: 'bybit-2025-09', since: '2025-09-02' })
    expect(now.liquidationPrice).toBe(58_794)
  })

  test('says which risk tiers it used for a day before the first capture', () => {
    const found = answer(`${BINANCE} --as-of 2024-06-01`)
    expect(found.tier).toMatchObject({ number: 2, floor: 50_000, asOf: '2024-10-24' })
    expect(found.notes).toEqual([
      'no risk tiers are known for 2024-06-01; those of 2024-10-24, the earliest known, are used',
    ])
    expect(answer(`${BINANCE} --as-of 2025-06-01`).tier.asOf).toBe('2024-10-24')
    expect(answer(`${BINANCE} --as-of 2026-10-01`).tier.asOf).toBe('2026-09-16')
  })

  test('an inverse cross position, by flags and as a known instrument', () => {
    const flags = '--side long --entry 45000 --margin-mode cross --wallet 101 --quantity 100000'
    const rate = '--mmr 0.125 --deduction 11.605'
    const known = answer(`--venue binance --symbol BTCUSD_PERP ${flags} ${rate}`)
    expect(known).toMatchObject({ liquidationPrice: 33_599.4, money: 'BTC', contract: 'inverse' })
    const other = answer(
      `--venue binance --symbol XYZUSD_PERP ${flags} ${rate} --inverse --contract-size 100 --tick 0.1`,
    )
    expect(other.liquidationPrice).toBe(33_599.4)
    expect(other.notes[0]).toContain('XYZUSD_PERP is not among the known symbols')
  })

  test('no liquidation price is said with its reason, and is no error', () => {
    const none = answer(`--venue binance --symbol BTCUSDT --side long --entry 65000 --leverage 1`)
    expect(none).toMatchObject({ liquidationPrice: null, bankruptcyPrice: null, tier: null })
    expect(none.reason).toBe('no price above 0 liquidates this position')
    const beyond = answer(`--venue okx --symbol BTC-USDT-SWAP ${LONG} --quantity 20`)
    expect(beyond.reason).toBe(
      'the notional is beyond the known risk tiers, which end at 1000 contracts',
    )
  })

  test('an unknown end of a tier, a useless fee and a missing tick are said', () => {
    expect(answer(`--venue kraken --symbol PF_XBTUSD ${LONG}`).notes[0]).toContain('not known')
    expect(answer(`${BINANCE} --fee 0.0005`).notes[0]).toContain('changes nothing')
    const noTick = answer(`--venue binance --symbol ETHUSD_PERP ${LONG}`)
    expect(noTick.notes[0]).toContain('give --tick')
  })

  test('margin added, and an adjust factor', () => {
    expect(answer(`${BINANCE} --extra-margin 500`).liquidationPriceExact).toBeCloseTo(
      58_000 / 0.996,
      8,
    )
    const htx = `--venue htx --symbol BTC-USDT ${LONG} --adjust-factor 0.075`
    expect(answer(htx).liquidationPriceExact).toBeCloseTo(58_500 / (1 - 0.0075), 8)
  })
})

describe('--tiers FILE', () => {
  const tier = { floor: 0, cap: 'Infinity', maintenanceRate: 0.02, deduction: 0, maxLeverage: 25 }
  const table = { unit: 'quote', asOf: 1_717_200_000_000, source: 'mine', tiers: [tier] }

  test('a table, or its tiers alone, replaces the shipped one', () => {
    for (const json of [table, [tier]]) {
      const found = answer(`${BINANCE} --tiers t.json`, { 't.json': JSON.stringify(json) })
      expect(found.liquidationPriceExact).toBeCloseTo(58_500 / 0.98, 8)
    }
    const found = answer(`${BINANCE} --tiers t.json`, { 't.json': JSON.stringify(table) })
    expect(found.tier).toMatchObject({ source: 'mine', asOf: '2024-06-01', cap: 'Infinity' })
  })

  test.each([
    ['not JSON', '{', 't.json: must be a JSON file'],
    ['a hole', JSON.stringify([{ ...tier, floor: 5 }]), 't.json: tier 0 must start at 0'],
    ['no tier', '[]', 't.json: '],
    ['a percentage', JSON.stringify([{ ...tier, maintenanceRate: 2 }]), '0.maintenanceRate: '],
    ['an unknown field', JSON.stringify([{ ...tier, rate: 2 }]), '"rate"'],
    ['a date in seconds', JSON.stringify({ ...table, asOf: 1_717_200_000 }), 'asOf: '],
    ['a word', '"tiers"', 't.json: '],
  ])('%s is refused', (_, text, message) => {
    const { code, err } = run(`${BINANCE} --tiers t.json`, { 't.json': text })
    expect(code).toBe(2)
    expect(err).toContain('--tiers t.json: ')
    expect(err).toContain(message)
    expect(err.split('\n')).toHaveLength(2)
  })
})

describe('bad input: exit code 2 and one line that names flag, value and what is allowed', () => {
  test.each([
    ['', '--venue is missing'],
    ['--venue binanec', '--venue binanec: did you mean binance? must be one of binance, bybit'],
    ['--venue bybit', '--symbol is missing'],
    ['--venue binance --symbol BTCUSTD', '--symbol BTCUSTD: did you mean BTCUSDT?'],
    ['--venue phemex --symbol BTCUSDT', '--symbol BTCUSDT: at phemex it must be given with --mmr'],
    ['--venue binance --symbol BTCUSDT', '--side is missing: give long or short'],
    [`${BINANCE} --side short`, '--side: given twice'],
    ['--venue binance --symbol BTCUSDT --side buy', '--side buy: must be long or short'],
    ['--venue binance --symbol BTCUSDT --side long', '--entry is missing'],
    ['--venue binance --symbol BTCUSDT --side long --entry 65000', '--leverage is missing'],
    [`${BINANCE} --quantity 0`, '--quantity 0: must be a number above 0'],
    [`${BINANCE} --quantity -1`, '--quantity -1: must be a number above 0'],
    [`${BINANCE} --quantity NaN`, '--quantity NaN: must be a number above 0'],
    [`${BINANCE} --quantity 0x10`, '--quantity 0x10: must be a number above 0'],
    [`${BINANCE} --quantity 1e309`, '--quantity 1e309: must be a number above 0'],
    [`${BINANCE} --quantity 1,5`, '--quantity 1,5: must be a number above 0'],
    [`${BINANCE} --quantity=`, '--quantity "": must be a number above 0'],
    [`${BINANCE} --mmr 1`, '--mmr 1: must be a fraction above 0 and below 1'],
    [`${BINANCE} --mmr 0.4%`, '--mmr 0.4%: must be a fraction'],
    [`${BINANCE} --fee 1`, '--fee 1: must be a fraction from 0 to below 1'],
    [`${BINANCE} --tick 0`, '--tick 0: must be a number above 0'],
    [`${BINANCE} --extra-margin -5`, '--extra-margin -5: must be a number from 0'],
    [`${BINANCE} --deduction 50`, '--deduction 50: only together with --mmr'],
    [`${BINANCE} --mmr 0.01 --tiers t`, '--mmr 0.01: not together with --tiers'],
    [`${BINANCE} --margin-mode both`, '--margin-mode both: must be isolated or cross'],
    [`${BINANCE} --margin-mode cross`, '--wallet is missing'],
    [`${BINANCE} --margin-mode cross --wallet 0`, '--wallet 0: must be a number above 0'],
    [`${BINANCE} --as-of 2024-02-30`, '--as-of 2024-02-30: must be a date'],
    [`${BINANCE} --as-of yesterday`, '--as-of yesterday: must be a date'],
    [`${BINANCE} --as-of 1717200000`, '--as-of 1717200000: must be a date'],
    [`${BINANCE} --tiers nowhere`, '--tiers nowhere: must be a readable file (ENOENT)'],
    [`${BINANCE} --inverse`, '--inverse: binance:BTCUSDT is a linear contract'],
    [`${BINANCE} --adjust-factor 0.1`, '--adjust-factor: the rule binance has none'],
    [`${BINANCE} --levrage 5`, '--levrage: no such flag; did you mean --leverage?'],
    [`${BINANCE} --json=1`, '--json: takes no value'],
    [`${BINANCE} --json --json`, '--json: given twice'],
    [`${BINANCE} --tick`, '--tick: needs a value'],
    [`${BINANCE} long`, 'long: not a flag'],
    [
      '--venue binance --symbol BTCUSDT --side long --entry 65000 --leverage 0',
      '--leverage 0: must be a number from 1 to 1000',
    ],
    [
      '--venue binance --symbol BTCUSDT --side long --entry 65000 --leverage 151',
      '--leverage 151: must be at most 150',
    ],
    [
      `--venue deribit --symbol BTC-PERPETUAL ${LONG}`,
      '--margin-mode isolated: for inverse contracts of deribit it must be cross',
    ],
    [
      `--venue hyperliquid --symbol NEW ${LONG} --mmr 0.01 --inverse`,
      '--inverse: only linear contracts of hyperliquid are known',
    ],
    [
      `--venue bitmex --symbol NEW ${LONG} --mmr 0.01`,
      '--inverse is missing: only inverse contracts',
    ],
    [
      `--venue bitmex --symbol XBTUSD ${LONG} --mmr 0.01`,
      '--as-of is missing: must be within a rule of bitmex',
    ],
    [
      `--venue bitmex --symbol XBTUSD ${LONG} --mmr 0.01 --as-of 2026-10-01`,
      '--as-of 2026-10-01: must be within a rule of bitmex: bitmex until 2026-09-23',
    ],
    [
      `--venue bybit --symbol BTCUSDT ${LONG} --wallet 7000`,
      '--wallet 7000: rule bybit-2025-09 takes the margin from --leverage',
    ],
    [
      `--venue mexc --symbol BTC_USDT ${LONG}`,
      '--symbol BTC_USDT: no risk tiers of it are known here',
    ],
    [`--venue okx --symbol NEW ${LONG} --mmr 0.01 --inverse`, '--contract-size is missing'],
    ['--batch nowhere', '--batch nowhere: must be a readable file (ENOENT)'],
    ['--batch f', '--batch f: must be a JSON array of rows'],
    ['--batch f --venue okx', '--venue: not together with --batch'],
  ])('%s', (args, message) => {
    const { code, out, err } = run(args === '' ? [] : args, { f: '{}' })
    expect(err).toContain(`isotherm liqprice: ${message}`)
    expect(err.split('\n')).toHaveLength(2)
    expect(out).toBe('')
    expect(code).toBe(2)
  })

  test('whatever is typed: a code of 0 or 2, one line of complaint, no number that is none', () => {
    const names = [
      'venue',
      'symbol',
      'side',
      'entry',
      'leverage',
      'quantity',
      'tick',
      'mmr',
      'json',
    ]
    const words = fc.oneof(
      fc.constantFrom('binance', 'BTCUSDT', 'long', '65000', '10', '0.01', '1e5', '-1', '', '\n'),
      fc.string(),
    )
    const flag = fc
      .tuple(fc.constantFrom(...names), words)
      .map(([name, value]) => [`--${name}`, value])
    fc.assert(
      fc.property(fc.array(flag, { maxLength: 8 }), (flags) => {
        const { code, out, err } = run(flags.flat())
        expect([0, 2]).toContain(code)
        if (code === 2) expect(err).toMatch(/^isotherm liqprice: [^\n\r]+\n$/)
        expect(out).not.toMatch(/NaN|Infinity|undefined/)
      }),
      { numRuns: 500 },
    )
  })
})

describe('--batch FILE', () => {
  const row = {
    id: 'a',
    venue: 'binance',
    contract: 'linear',
    mode: 'isolated',
    side: 'long',
    entry: 65_000,
    leverage: 10,
    size: 1,
    margin: 6_500,
    mmr: 0.004,
    cum: 0,
    fee: 0,
  }
  const rows = (...list: unknown[]) => {
    const result = run('--batch f', { f: JSON.stringify(list) })
    return {
      ...result,
      lines: result.out
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    }
  }

  test('a row that is wrong is answered in its place and counted', () => {
    const { lines, err, code } = rows(
      row,
      { ...row, id: 'b', venue: 'nowhere' },
      { ...row, id: 'c', entry: -1 },
      { ...row, id: 'd', mmr: null },
      { ...row, id: 'e', fee: 0.001 },
      { ...row, id: 'f', margin: null, leverage: null },
      { ...row, id: 'g', venue: 'deribit' },
      7,
      { ...row, id: 'h', leverage: 1, margin: 65_000 },
      { ...row, id: 'i' },
    )
    expect(code).toBe(0)
    expect(err).toBe('isotherm liqprice: 7 of 10 rows are wrong\n')
    expect(lines.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', null, 'h', 'i'])
    expect(lines.map(({ error }) => error?.split(':')[0])).toEqual([
      undefined,
      'venue nowhere',
      'entry',
      'mmr null',
      'fee 0.001',
      'margin null',
      'mode isolated',
      'row',
      undefined,
      undefined,
    ])
    expect(lines[8]).toEqual({
      id: 'h',
      liquidationPriceExact: null,
      liquidationPrice: null,
      reason: 'no price above 0 liquidates this position',
    })
    expect(lines[9]).toEqual({ ...lines[0], id: 'i' })
  })

  // P = (s·q·E − W) / (q·(s − adj/L)) and, for an inverse cross long of 2019, the fee at bankruptcy.
  test('forms that no worked price covers', () => {
    const { lines } = rows(
      { ...row, venue: 'htx', adjust_factor: 0.075, mmr: null, formula: 'htx_adjust_factor' },
      {
        ...row,
        venue: 'bybit',
        contract: 'inverse',
        mode: 'cross',
        size: 65_000,
        margin: 0.1,
        mmr: 0.005,
        fee: 0.00075,
        formula: 'bybit_inverse_cross_2019',
      },
      { ...row, venue: 'dydx', mode: 'cross', oracle: 66_000, equity: 7_000, mmr: 0.012 },
    )
    expect(lines[0].liquidationPriceExact).toBeCloseTo(58_500 / (1 - 0.0075), 8)
    const bankruptcy = (1.00075 * 65_000) / 1.1
    const exact = 1 / (1 / 65_000 + (0.1 - 0.005 - (0.00075 * 65_000) / bankruptcy) / 65_000)
    expect(lines[1].liquidationPriceExact).toBeCloseTo(exact, 8)
    expect(lines[2].liquidationPriceExact).toBeCloseTo((66_000 - 7_000) / (1 - 0.012), 8)
  })

  test('an empty array is an empty answer', () => {
    expect(rows()).toMatchObject({ code: 0, out: '', err: '' })
  })
})

test('--help names every flag', () => {
  const { code, out } = run('--help')
  expect(code).toBe(0)
  for (const flag of 'venue symbol side entry leverage quantity margin-mode wallet extra-margin tiers mmr deduction fee inverse contract-size tick as-of json batch'.split(
    ' ',
  ))
    expect(out).toContain(`--${flag}`)
})
