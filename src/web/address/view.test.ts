import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BUCKETS } from '../../heatmap/grid.ts'
import { LEVERAGE_BANDS } from '../../heatmap/planes.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { PAGES } from './pages-view.ts'
import { PALETTES } from '../../heatmap/palette.ts'
import { DEFAULT_EXTRAS } from './extras-view.ts'
import { RANGES } from './ranges.ts'
import { HORIZONS } from './signals-view.ts'
import type { View } from './view.ts'
import { DEFAULT_VIEW, formatHash, parseHash } from './view.ts'

const view: fc.Arbitrary<View> = fc
  .record({
    page: fc.constantFrom(...PAGES),
    note: fc.constantFrom(undefined, 'wall-1'),
    section: fc.constantFrom(undefined, 'the-bank', 'okx'),
    yearTable: fc.boolean(),
    yearOf: fc.constantFrom('share', 'usd'),
    instrument: fc.constantFrom(undefined, ...['binance:BTCUSDT', 'okx:BTC-USDT-SWAP'].map(asId)),
    model: fc.constantFrom('isotherm', 'opening-only'),
    range: fc.constantFrom(...RANGES.map(({ id }) => id)),
    bar: fc.constantFrom(undefined, ...BUCKETS),
    axis: fc.constantFrom('linear', 'log'),
    side: fc.constantFrom('both', 'long', 'short', 'delta'),
    weigh: fc.constantFrom('usd', 'equal'),
    end: fc.constantFrom('median', 'low', 'high'),
    currency: fc.constantFrom(undefined, 'EUR', 'AED'),
    bands: fc.option(
      fc.subarray(
        LEVERAGE_BANDS.map((_, index) => index),
        { minLength: 1, maxLength: LEVERAGE_BANDS.length - 1 },
      ),
      { nil: undefined },
    ),
    palette: fc.constantFrom(...PALETTES.map(({ id }) => id)),
    lockedMaxUsd: fc.constantFrom(undefined, 1_250_000, 49_961_100),
    low: fc.integer({ min: 0, max: 400 }).map((n) => n / 1000),
    high: fc.integer({ min: 500, max: 1000 }).map((n) => n / 1000),
    tape: fc.boolean(),
    measured: fc.boolean(),
    at: fc.constantFrom(undefined, Date.UTC(2024, 7, 5, 6, 30)),
    later: fc.boolean(),
    marks: fc.boolean(),
    swept: fc.boolean(),
    horizon: fc.constantFrom(...HORIZONS),
    sweep: fc.constantFrom(undefined, 'long-1722816000000-12045', 'short-1722816000000--7'),
    levels: fc.record({
      within: fc.constantFrom('2', '5', '10', 'all'),
      stack: fc.constantFrom('leverage', 'venue'),
      venues: fc.constantFrom('one', 'all'),
      without: fc.subarray(['okx:BTC-USDT-SWAP', 'bybit:BTCUSDT'].map(asId)),
      at: fc.constantFrom(undefined, 58_204.4, 0.0001234),
      table: fc.boolean(),
    }),
  })
  .map((one) => ({ ...DEFAULT_EXTRAS, ...one }))

function asId(text: string): InstrumentId {
  return text as InstrumentId
}

describe('the address', () => {
  test('restores every view', () => {
    fc.assert(
      fc.property(view, (of) => {
        expect(parseHash(`#${formatHash(of)}`)).toEqual(of)
      }),
    )
  })

  test('is readable', () => {
    const of = { ...DEFAULT_VIEW, instrument: asId('binance:BTCUSDT') }
    expect(formatHash(of)).toBe('instrument=binance:BTCUSDT&model=isotherm&range=30d')
  })

  test('opens whatever it holds', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const opened = parseHash(text)
        expect(opened.low).toBeLessThan(opened.high)
      }),
    )
    expect(parseHash('')).toEqual(DEFAULT_VIEW)
    const broken =
      '#instrument=%&model=A B&range=2h&bar=7&axis=x&bands=9x&max=-1&low=0.9&high=0.1&currency=eur&within=7&stack=x&without=,%,&price=-3&marks=x&horizon=2y&sweep=up-1'
    expect(parseHash(broken)).toEqual(DEFAULT_VIEW)
    expect(parseHash('#low=NaN&high=2')).toEqual(DEFAULT_VIEW)
  })
})
