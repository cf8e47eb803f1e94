import type { FastifyInstance } from 'fastify'
import {
  cellOperation,
  levelsOperation,
  mapOperation,
  weightsOperation,
} from '../../api/operations/map-operations.ts'
import { quoted } from '../../api/quoted.ts'
import { headlineOf } from '../../api/score.ts'
import type { KeptScore } from '../../api/score.ts'
import type { CellAnswer, LevelsAnswer, MapDescriptor, WeightsAnswer } from '../../api/schema.ts'
import { BIN_WIDTH, MAX_ZOOM, TILE_SIZE } from '../../heatmap/grid.ts'
import { LEVERAGE_BANDS } from '../../heatmap/planes.ts'
import type { Millis } from '../../market/units.ts'
import { rangeOf } from '../../pipeline/level-ranges.ts'
import type { LevelColumn } from '../../pipeline/level-column.ts'
import type { Catalogue } from '../market/catalogue.ts'
import { handle } from '../http/handle.ts'
import { bandAnswer, basisOf, factorsOf, levelsAnswer, named, stretchOf } from './levels-answer.ts'
import type { ServedMap } from './served-map.ts'
import { problem } from '../http/problems.ts'
import { timeText } from '../http/read-parameters.ts'
import type { ScoreKeeper } from '../score/score-keeper.ts'

/** The map's descriptor, the levels of one moment and the break-down of one cell. */
export function mapRoutes(
  app: FastifyInstance,
  catalogue: Catalogue,
  scores?: Pick<ScoreKeeper, 'peek'>,
): void {
  handle(app, mapOperation, async ({ instrument, model }) => {
    const { version, map, stale } = await catalogue.map(instrument, model)
    const discount = model === SCORED ? discountIn(scores?.peek(instrument)) : null
    const state = `${version} ${map.to} ${stale} ${JSON.stringify(discount)}`
    const answer = () => {
      const price = map.priceRange()
      return {
        instrument,
        model,
        ...freshOf(map, stale),
        version,
        binWidth: BIN_WIDTH,
        tileSize: TILE_SIZE,
        maxZoom: MAX_ZOOM,
        buckets: [...map.buckets],
        from: map.from,
        to: map.to,
        priceFrom: price.from,
        priceTo: price.to,
        band: {
          ...basisOf(map.band),
          factors: factorsOf(map.band),
        },
        discount,
        bands: LEVERAGE_BANDS.map(({ id, name }) => ({ id, name })),
      } satisfies MapDescriptor
    }
    return { state, answer }
  })

  handle(app, levelsOperation, async (query) => {
    const { instrument, model, time, zoom } = query
    const shelved = await catalogue.map(instrument, model)
    const { version, map, stale } = shelved
    const answerOf = (column: LevelColumn) =>
      ({ ...levelsAnswer(column, query), ...freshOf(map, stale) }) satisfies LevelsAnswer
    const state = `${version} ${map.to} ${stale}`
    if (time !== 'newest')
      return { state, answer: () => answerOf(map.levels(time, zoom) ?? outside(map, time)) }
    const newest = shelved.newest(zoom)
    const answer = () => answerOf(newest.column ?? outside(map, map.to))
    return { state: `${state} ${newest.state}`, answer }
  })

  handle(app, weightsOperation, async ({ instrument, model }) => {
    const { version, map, stale } = await catalogue.map(instrument, model)
    const answer = () => {
      const table = map.weightTable?.() ?? { known: [], amounts: null, lifetimes: [], newest: [] }
      return {
        instrument,
        model,
        ...freshOf(map, stale),
        bands: LEVERAGE_BANDS.map(({ id }) => id),
        known: table.known.map(({ band, ...one }) => ({
          ...one,
          factors: factorsOf(band),
          byBand: [...one.byBand],
        })),
        amounts: table.amounts,
        lifetimes: [...table.lifetimes],
        newest: table.newest.map((one) => ({ ...one, weights: [...one.weights] })),
      } satisfies WeightsAnswer
    }
    return { state: `${version} ${map.to} ${stale}`, answer }
  })

  handle(app, cellOperation, async ({ instrument, model, time, price, bucket, zoom }) => {
    const { version, map } = await catalogue.map(instrument, model)
    checkBucket(map, bucket)
    const answer = () => {
      const cell = map.cell(time, price, bucket, zoom) ?? outside(map, time)
      const { columnTotalRange, band, ...rest } = cell
      const { longUsd, shortUsd } = cell
      const venue = instrument.slice(0, instrument.indexOf(':'))
      return {
        instrument,
        model,
        ...rest,
        ...rangeOf(band, cell, stretchOf(zoom)),
        byBand: named(cell.byBand),
        byVenue: [{ venue, longUsd, shortUsd }],
        columnTotal: { ...cell.columnTotal, ...columnTotalRange },
        band: bandAnswer(band, zoom),
      } satisfies CellAnswer
    }
    return { state: version, answer }
  })
}

/** The model whose dollars are held against what was liquidated. */
const SCORED = 'isotherm'

const discountIn = (kept: KeptScore | undefined): MapDescriptor['discount'] =>
  kept === undefined ? null : headlineOf(kept.score).discount

/** How new a map that grows is; nothing of one that stands still. */
const freshOf = ({ to }: ServedMap, stale: boolean | undefined) =>
  stale === undefined ? {} : { asOf: to, stale }

function outside(map: ServedMap, time: Millis): never {
  const detail = `time=${timeText(time)} has no closed column: the map covers ${timeText(map.from)} to ${timeText(map.to)}`
  throw problem('outside-map', detail, { from: map.from, to: map.to })
}

/** Throws `invalid-parameter` where the map has no columns of this length. */
export function checkBucket(map: ServedMap, bucket: Millis): void {
  if (map.buckets.includes(bucket)) return
  const detail = `bucket=${quoted(`${bucket}`)}: this map has ${map.buckets.join(', ')}`
  throw problem('invalid-parameter', detail)
}
