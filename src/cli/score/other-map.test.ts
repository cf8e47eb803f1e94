import { describe, expect, test } from 'vitest'
import { HOUR } from '../../market/units.ts'
import { coinglassMaps } from './other-map-coinglass.ts'
import { csvMaps } from './other-map-csv.ts'
import { readOtherMap } from './other-map.ts'

const TIME = Date.UTC(2024, 7, 1, 12)
const HEADER = 'time,price,long_usd,short_usd'

describe('CSV', () => {
  test('is maps by time, each until the next, the last as long as the one before', () => {
    const maps = csvMaps(
      [
        HEADER,
        `2024-08-01T12:00:00Z,60000,5,0`,
        `${TIME + HOUR},61000.5,0,1e6`,
        `${TIME},59000,7,1`,
        `2024-08-01T15:00:00+02:00,59500,2,3`,
        '',
      ].join('\r\n'),
    )
    expect(maps).toEqual([
      {
        from: TIME,
        to: TIME + HOUR,
        price: Float64Array.of(59_000, 60_000),
        longUsd: Float64Array.of(7, 5),
        shortUsd: Float64Array.of(1, 0),
      },
      {
        from: TIME + HOUR,
        to: TIME + 2 * HOUR,
        price: Float64Array.of(59_500, 61_000.5),
        longUsd: Float64Array.of(2, 0),
        shortUsd: Float64Array.of(3, 1e6),
      },
    ])
  })

  test('columns may stand in any order among others; a single map stands without end', () => {
    const [map, ...others] = csvMaps(`short_usd,note,Price,time,long_usd\n4,x,100,${TIME},3\n`)
    expect(others).toEqual([])
    expect(map).toMatchObject({ from: TIME, to: Number.POSITIVE_INFINITY })
    expect([map!.longUsd[0], map!.shortUsd[0]]).toEqual([3, 4])
  })

  test.each([
    ['time,price,long_usd', 'has no short_usd'],
    [HEADER, 'holds no levels'],
    [`${HEADER}\n${TIME},100,1,1\nyesterday,100,1,1`, 'row 3: time "yesterday" must be'],
    [`${HEADER}\n2024-08-01 12:00,100,1,1`, 'row 2: time "2024-08-01 12:00" must be'],
    [`${HEADER}\n${TIME / 1_000},100,1,1`, `row 2: time "${TIME / 1_000}" must be`],
    [`${HEADER}\n${TIME},0,1,1`, 'row 2: price "0" must be a number above 0'],
    [`${HEADER}\n${TIME},100,-5,1`, 'row 2: long_usd "-5" must be a number of at least 0'],
    [`${HEADER}\n${TIME},100,1,`, 'row 2: short_usd "" must be a number'],
    [`${HEADER}\n${TIME},100,1,NaN`, 'row 2: short_usd "NaN" must be a number'],
    [`${HEADER}\n${TIME},100,1`, 'row 2: short_usd "" must be a number'],
    [`${HEADER}\n${TIME},100,1,1\n${TIME},100.0,2,2`, 'price 100 is there twice'],
  ])('%j is refused', (text, sentence) => {
    expect(() => csvMaps(text)).toThrow(sentence)
  })
})

/** A heatmap of two candles an hour apart, by rows of cells. */
const heatmap = (cells: unknown, more: object = {}) => ({
  y_axis: [47_968.54, 48_000, 48_031.46],
  liquidation_leverage_data: cells,
  price_candlesticks: [
    [TIME / 1_000, '48000', '48010', '47990', '48001.5', '63753192.1'],
    [TIME / 1_000 + 3_600, '48001.5', '48010', '47000', '47990', '1'],
  ],
  ...more,
})

describe('CoinGlass JSON', () => {
  const cells = [
    [0, 0, 2_288_867.26],
    [0, 2, 10],
    [1, 1, '5'],
    [1, 1, 6],
  ]

  test('is a map for each candle, in force when it has ended; below its close are longs', () => {
    const answer = { code: '0', msg: 'success', data: heatmap(cells) }
    const [first, second] = coinglassMaps(JSON.stringify(answer))
    expect(first).toEqual({
      from: TIME + HOUR,
      to: TIME + 2 * HOUR,
      price: Float64Array.of(47_968.54, 48_000, 48_031.46),
      longUsd: Float64Array.of(2_288_867.26, 0, 0),
      shortUsd: Float64Array.of(0, 0, 10),
    })
    expect(second).toMatchObject({ from: TIME + 2 * HOUR, to: TIME + 3 * HOUR })
    expect([...second!.shortUsd]).toEqual([0, 11, 0])
  })

  test('may be the data alone, with times in milliseconds and numbers as text', () => {
    const plain = heatmap(cells)
    const inMillis = plain.price_candlesticks.map(([time, ...rest]) => [
      Number(time) * 1_000,
      ...rest,
    ])
    const texts = { ...plain, y_axis: plain.y_axis.map(String), price_candlesticks: inMillis }
    expect(coinglassMaps(JSON.stringify(texts))).toEqual(coinglassMaps(JSON.stringify(plain)))
  })

  test.each([
    ['{"code":"401","msg":"Upgrade plan"}', 'an answer with code 401: Upgrade plan'],
    ['{"code":', 'is no JSON'],
    ['[]', 'the heatmap: [] is wrong'],
    ['{}', 'y_axis is missing'],
    [JSON.stringify({ code: '0', data: { y_axis: [] } }), 'y_axis: [] is wrong'],
    [
      JSON.stringify(
        heatmap([
          [0, 0, 1],
          [5, 0, 7],
        ]),
      ),
      'liquidation_leverage_data row 1: x 5 is beyond the 2 rows of price_candlesticks',
    ],
    [JSON.stringify(heatmap([[0, 124, 7]])), 'row 0: y 124 is beyond the 3 rows of y_axis'],
    [JSON.stringify(heatmap([[0, 0, -3]])), 'liquidation_leverage_data row 0[2]: -3 is wrong'],
    [JSON.stringify(heatmap([[0.5, 0, 3]])), 'liquidation_leverage_data row 0[0]: 0.5 is wrong'],
    [JSON.stringify(heatmap([[0, 0, null]])), 'row 0[2]: null is wrong'],
    [JSON.stringify(heatmap([], { y_axis: [2, 1] })), 'y_axis row 1: 1 is not above'],
    [JSON.stringify(heatmap([], { y_axis: [1, 'x'] })), 'y_axis row 1: "x" is wrong'],
    [
      JSON.stringify(heatmap([], { price_candlesticks: [[1722513600, '1', '1', '1', '1']] })),
      'price_candlesticks',
    ],
  ])('%s is refused', (text, sentence) => {
    expect(() => coinglassMaps(text)).toThrow(sentence)
  })
})

test('the kind of file is told by its beginning, and errors name the file', () => {
  const read = (text: string) => readOtherMap('a.map', () => text)
  expect(() => read(`\uFEFF${HEADER}\n${TIME},100,1,1`)).not.toThrow()
  expect(() => read(` \n${JSON.stringify(heatmap([]))}`)).not.toThrow()
  expect(() => read('{}')).toThrow('--map "a.map": ')
  expect(() => read('')).toThrow('--map "a.map": it holds no levels')
})
