import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { liquidationPrice } from '../../margin/liquidation-price.ts'
import { roundPrice } from '../../margin/rounding.ts'
import { queryOf, rowSchema } from './liqprice-batch.ts'
import { run } from './liqprice.fixture.ts'

/** Prices that venues themselves gave: pages, calculators and rows of their APIs. */
const FILE = '../shared/facts/liqprice-vectors.json'
const present = existsSync(FILE)
if (!present) console.warn(`${FILE} is absent: the worked prices of the venues are not checked`)

interface Vector {
  readonly id: string
  readonly assert: boolean
  readonly expected: number
  readonly recomputed: number
  readonly tolerance: number
}

const all: readonly Vector[] = present ? JSON.parse(readFileSync(FILE, 'utf8')) : []

describe.skipIf(!present)(`worked prices (${FILE})`, () => {
  test('there are some to check', () => {
    expect(all.filter((vector) => vector.assert).length).toBeGreaterThanOrEqual(33)
  })

  test.each(all.filter((vector) => vector.assert).map((vector) => [vector.id, vector] as const))(
    '%s',
    (_, vector) => {
      const result = liquidationPrice(queryOf(rowSchema.parse(vector)))
      if (result.kind === 'none') throw new Error(`no price: ${result.reason}`)
      expect(Math.abs(result.liquidationPrice - vector.expected)).toBeLessThanOrEqual(
        vector.tolerance,
      )
      // What others computed by the same formula, to float precision.
      const shown = result.liquidationPrice / vector.recomputed - 1
      expect(Math.abs(shown)).toBeLessThanOrEqual(1e-12)
    },
  )

  test('the batch prints a row for a row, in order', async () => {
    const { code, out, err } = await run('--batch f', { f: JSON.stringify(all) })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(rows.map((row) => row.id)).toEqual(all.map((vector) => vector.id))
    for (const [i, { assert, expected, tolerance }] of all.entries()) {
      expect(Object.keys(rows[i])).toEqual(['id', 'liquidationPriceExact', 'liquidationPrice'])
      if (assert)
        expect(Math.abs(rows[i].liquidationPrice - expected)).toBeLessThanOrEqual(tolerance)
    }
  })

  test('the tick of a real position rounds its prices to what the venue showed', () => {
    const rounded = (id: string, tick: number) => {
      const vector = all.find((one) => one.id === id)
      const query = { ...queryOf(rowSchema.parse(vector)), tickSize: tick }
      const result = liquidationPrice(query)
      if (result.kind === 'none') throw new Error(`no price: ${result.reason}`)
      const bankruptcy = roundPrice(result.bankruptcyPrice!, query.rule.rounding, query.side, tick)
      return [result.liquidationPrice, bankruptcy]
    }
    expect(rounded('bybit-pos-old-linear', 0.05)).toEqual([919.1, 913.15])
    expect(rounded('kucoin-pos-old', 0.05)[0]).toBe(4044.55)
    expect(rounded('binance-coinm-calc-1', 0.1)[0]).toBe(33_599.4)
  })
})
