import { describe, expect, test } from 'vitest'
import { tileParams } from './query.ts'

const tile = {
  version: 'abcdef01',
  instrument: 'binance:BTCUSDT',
  model: 'isotherm',
  planes: 'side',
  bucket: '3600000',
  zoom: '0',
  x: '1875',
  y: '-33',
}

describe('the address of a tile', () => {
  test('is read', () => {
    expect(tileParams.parse(tile)).toMatchObject({ bucket: 3_600_000, zoom: 0, x: 1_875, y: -33 })
  })

  test.each([
    ...['bucket', 'zoom', 'x', 'y'].flatMap((name) =>
      ['007', '0.0', '00', '-0', '+1', '1e3', ' 1', '1 ', ''].map((text) => [name, text] as const),
    ),
    ['bucket', '03600000'],
    ['bucket', '3600000.0'],
    ['bucket', '3600001'],
    ['bucket', '-3600000'],
    ['zoom', '7'],
    ['zoom', '-1'],
  ] as const)('has one spelling: %s is not "%s"', (name, text) => {
    const { error } = tileParams.safeParse({ ...tile, [name]: text })
    expect(error?.issues.map(({ path }) => path)).toEqual([[name]])
  })
})
