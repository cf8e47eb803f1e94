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

const LONG = '--side long --entry 65000 --leverage 10'
const BINANCE = `--venue binance --symbol BTCUSDT ${LONG}`

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
