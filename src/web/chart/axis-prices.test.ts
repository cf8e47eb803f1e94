import { describe, expect, test } from 'vitest'
import { formatPrice } from '../words/amounts.ts'
import { axisPrices } from './axis-prices.ts'

describe('the prices of an axis', () => {
  test('are written as prices are, however often they are asked for', () => {
    const write = axisPrices(2)
    const prices = Array.from({ length: 1200 }, (_, i) => 100 + i / 4)
    const all = [...prices, ...prices.slice(0, 3), Number.NaN]
    expect(all.map(write)).toEqual(all.map((price) => formatPrice(price, 2)))
  })
})
