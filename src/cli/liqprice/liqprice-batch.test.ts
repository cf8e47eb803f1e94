import { describe, expect, test } from 'vitest'
import { run } from './liqprice.fixture.ts'

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
  const rows = async (...list: unknown[]) => {
    const result = await run('--batch f', { f: JSON.stringify(list) })
    return {
      ...result,
      lines: result.out
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    }
  }

  test('a row that is wrong is answered in its place and counted', async () => {
    const { lines, err, code } = await rows(
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
      'venue "nowhere"',
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
  test('forms that no worked price covers', async () => {
    const { lines } = await rows(
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

  test('an empty array is an empty answer', async () => {
    expect(await rows()).toMatchObject({ code: 0, out: '', err: '' })
  })
})
