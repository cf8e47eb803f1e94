import type { FastifyInstance } from 'fastify'
import { cellQuery, levelsQuery, mapQuery } from '../api/query.ts'
import { quoted } from '../api/quoted.ts'
import { ROUTES } from '../api/routes.ts'
import type { CellAnswer, LevelsAnswer, MapDescriptor, WeightsAnswer } from '../api/schema.ts'
import { BIN_WIDTH, MAX_ZOOM, TILE_SIZE } from '../heatmap/grid.ts'
import { LEVERAGE_BANDS } from '../heatmap/planes.ts'
import type { Millis } from '../market/units.ts'
import type { Sides } from '../pipeline/exact-column.ts'
import type { Catalogue } from './catalogue.ts'
import type { ServedMap } from './map-shelf.ts'
import { problem } from './problems.ts'
import { queryOf, readParameters, timeText } from './read-parameters.ts'
import { sendJson } from './reply.ts'

/** The map's descriptor, the levels of one moment and the break-down of one cell. */
export function mapRoutes(app: FastifyInstance, catalogue: Catalogue): void {
  app.get(ROUTES.map, async (request, reply) => {
    const { instrument, model } = readParameters(mapQuery, queryOf(request))
    const { version, map, stale } = await catalogue.map(instrument, model)
    return sendJson(request, reply, `${version} ${map.to} ${stale}`, () => {
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
        bands: LEVERAGE_BANDS.map(({ id, name }) => ({ id, name })),
      } satisfies MapDescriptor
    })
  })

  app.get(ROUTES.levels, async (request, reply) => {
    const { instrument, model, time, zoom } = readParameters(levelsQuery, queryOf(request))
    const { version, map, stale } = await catalogue.map(instrument, model)
    return sendJson(request, reply, `${version} ${map.to} ${stale}`, () => {
      const column = map.levels(time, zoom) ?? outside(map, time)
      return {
        instrument,
        model,
        ...freshOf(map, stale),
        ...column,
        zoom,
        levels: column.levels.map(({ bin, priceFrom, priceTo, longUsd, shortUsd }) => {
          return { bin, priceFrom, priceTo, longUsd, shortUsd }
        }),
        byBand: named(column.byBand),
      } satisfies LevelsAnswer
    })
  })

  app.get(ROUTES.weights, async (request, reply) => {
    const { instrument, model } = readParameters(mapQuery, queryOf(request))
    const { version, map, stale } = await catalogue.map(instrument, model)
    return sendJson(request, reply, `${version} ${map.to} ${stale}`, () => {
      const table = map.weightTable?.() ?? { known: [], amounts: null, lifetimes: [], newest: [] }
      return {
        instrument,
        model,
        ...freshOf(map, stale),
        bands: LEVERAGE_BANDS.map(({ id }) => id),
        known: table.known.map((one) => ({ ...one, byBand: [...one.byBand] })),
        amounts: table.amounts,
        lifetimes: [...table.lifetimes],
        newest: table.newest.map((one) => ({ ...one, weights: [...one.weights] })),
      } satisfies WeightsAnswer
    })
  })

  app.get(ROUTES.cell, async (request, reply) => {
    const query = readParameters(cellQuery, queryOf(request))
    const { instrument, model, time, price, bucket, zoom } = query
    const { version, map } = await catalogue.map(instrument, model)
    checkBucket(map, bucket)
    return sendJson(request, reply, version, () => {
      const cell = map.cell(time, price, bucket, zoom) ?? outside(map, time)
      const { longUsd, shortUsd } = cell
      const venue = instrument.slice(0, instrument.indexOf(':'))
      return {
        instrument,
        model,
        ...cell,
        byBand: named(cell.byBand),
        byVenue: [{ venue, longUsd, shortUsd }],
      } satisfies CellAnswer
    })
  })
}

/** How new a map that grows is; nothing of one that stands still. */
const freshOf = ({ to }: ServedMap, stale: boolean | undefined) =>
  stale === undefined ? {} : { asOf: to, stale }

const named = (byBand: readonly Sides[]) =>
  byBand.map((sides, i) => ({ band: LEVERAGE_BANDS[i]!.id, ...sides }))

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
