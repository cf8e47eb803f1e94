import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BINANCE, LONG, run } from './liqprice.fixture.ts'

describe('bad input: exit code 2 and one line that names flag, value and what is allowed', () => {
  test.each([
    ['', '--venue is missing'],
    ['--venue binanec', '--venue "binanec" must be one of binance, bybit, okx'],
    ['--venue binanec', '; did you mean binance?'],
    ['--venue binance --symbol BTCUSTD', '; did you mean BTCUSDT'],
    ['--venue bybit', '--symbol is missing'],
    ['--venue binance --symbol BTCUSTD', '--symbol "BTCUSTD" must be one of BTCUSDT, ETHUSDT'],
    [
      '--venue phemex --symbol BTCUSDT',
      '--symbol "BTCUSDT" must be given with --mmr or --tiers, at phemex',
    ],
    ['--venue binance --symbol BTCUSDT', '--side is missing: give long or short'],
    [`${BINANCE} --side short`, '--side is given more than once'],
    ['--venue binance --symbol BTCUSDT --side buy', '--side "buy" must be one of long, short'],
    ['--venue binance --symbol BTCUSDT --side long', '--entry is missing'],
    ['--venue binance --symbol BTCUSDT --side long --entry 65000', '--leverage is missing'],
    [`${BINANCE} --quantity 0`, '--quantity "0" must be a number above 0'],
    [`${BINANCE} --quantity -1`, '--quantity "-1" must be a number above 0'],
    [`${BINANCE} --quantity NaN`, '--quantity "NaN" must be a number above 0'],
    [`${BINANCE} --quantity 0x10`, '--quantity "0x10" must be a number above 0'],
    [`${BINANCE} --quantity 1e309`, '--quantity "1e309" must be a number above 0'],
    [`${BINANCE} --quantity 1,5`, '--quantity "1,5" must be a number above 0'],
    [`${BINANCE} --quantity=`, '--quantity "" must be a number above 0'],
    [`${BINANCE} --mmr 1`, '--mmr "1" must be a fraction above 0 and below 1'],
    [`${BINANCE} --mmr 0.4%`, '--mmr "0.4%" must be a fraction'],
    [`${BINANCE} --fee 1`, '--fee "1" must be a fraction from 0 to below 1'],
    [`${BINANCE} --tick 0`, '--tick "0" must be a number above 0'],
    [`${BINANCE} --extra-margin -5`, '--extra-margin "-5" must be a number from 0'],
    [`${BINANCE} --deduction 50`, '--deduction "50" must be given together with --mmr only'],
    [`${BINANCE} --mmr 0.01 --tiers t`, '--mmr "0.01" must not be given together with --tiers'],
    [`${BINANCE} --margin-mode both`, '--margin-mode "both" must be one of isolated, cross'],
    [`${BINANCE} --margin-mode cross`, '--wallet is missing'],
    [`${BINANCE} --margin-mode cross --wallet 0`, '--wallet "0" must be a number above 0'],
    [`${BINANCE} --as-of 2024-02-30`, '--as-of "2024-02-30" must be a UTC date'],
    [`${BINANCE} --as-of yesterday`, '--as-of "yesterday" must be a UTC date'],
    [`${BINANCE} --as-of 1717200000`, '--as-of "1717200000" must be a UTC date'],
    [`${BINANCE} --tiers nowhere`, '--tiers "nowhere" must be a readable file (ENOENT)'],
    [`${BINANCE} --inverse`, '--inverse must be left out: binance:BTCUSDT is a linear contract'],
    [
      `${BINANCE} --adjust-factor 0.1`,
      '--adjust-factor "0.1" must be left out: the rule binance has none',
    ],
    [`${BINANCE} --levrage 5`, '--levrage is no flag here: did you mean --leverage?'],
    [`${BINANCE} --json=1`, '--json takes no value, "1" was given'],
    [`${BINANCE} --json --json`, '--json is given more than once'],
    [`${BINANCE} --tick`, '--tick needs a value: --tick N'],
    [`${BINANCE} long`, '"long" is not expected here: flags begin with --'],
    [
      '--venue binance --symbol BTCUSDT --side long --entry 65000 --leverage 0',
      '--leverage "0" must be a number from 1 to 1000',
    ],
    [
      '--venue binance --symbol BTCUSDT --side long --entry 65000 --leverage 151',
      '--leverage "151" must be at most 150',
    ],
    [
      `--venue deribit --symbol BTC-PERPETUAL ${LONG}`,
      '--margin-mode "isolated" must be cross for inverse contracts of deribit',
    ],
    [
      `--venue hyperliquid --symbol NEW ${LONG} --mmr 0.01 --inverse`,
      '--inverse must be left out: only linear contracts of hyperliquid are known',
    ],
    [
      `--venue bitmex --symbol NEW ${LONG} --mmr 0.01`,
      '--inverse is missing: only inverse contracts',
    ],
    [
      `--venue bitmex --symbol XBTUSD ${LONG} --mmr 0.01`,
      '--as-of is missing: give a day within a rule of bitmex: bitmex until 2026-09-23',
    ],
    [
      `--venue bitmex --symbol XBTUSD ${LONG} --mmr 0.01 --as-of 2026-10-01`,
      '--as-of "2026-10-01" must be within a rule of bitmex: bitmex until 2026-09-23',
    ],
    [
      `--venue bybit --symbol BTCUSDT ${LONG} --wallet 7000`,
      '--wallet "7000" must not be given together with --leverage, from which rule bybit-2025-09',
    ],
    [
      `--venue mexc --symbol BTC_USDT ${LONG}`,
      '--symbol "BTC_USDT" has no risk tiers that are known here: give --mmr or --tiers',
    ],
    [`--venue okx --symbol NEW ${LONG} --mmr 0.01 --inverse`, '--contract-size is missing'],
    ['--batch nowhere', '--batch "nowhere" must be a readable file (ENOENT)'],
    ['--batch f', '--batch "f" must be a JSON array of rows'],
    ['--batch f --venue okx', '--venue must not be given together with --batch'],
  ])('%s', async (args, message) => {
    const { code, out, err } = await run(args, { f: '{}' })
    expect(err).toMatch(/^isotherm liqprice: --|^isotherm liqprice: "long"/)
    expect(err).toContain(message)
    expect(err.split('\n')).toHaveLength(2)
    expect(out).toBe('')
    expect(code).toBe(2)
  })

  test('whatever is typed: a code of 0 or 2, one line of complaint, no number that is none', async () => {
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
    await fc.assert(
      fc.asyncProperty(fc.array(flag, { maxLength: 8 }), async (flags) => {
        const { code, out, err } = await run(flags.flat())
        expect([0, 2]).toContain(code)
        if (code === 2) expect(err).toMatch(/^isotherm liqprice: [^\n\r]+\n$/)
        expect(out).not.toMatch(/NaN|Infinity|undefined/)
      }),
      { numRuns: 500 },
    )
  })
})
