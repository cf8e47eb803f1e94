import type { FastifyInstance } from 'fastify'
import { tileOperation } from '../../api/operations/map-operations.ts'
import { ROUTES } from '../../api/routes.ts'
import { TILE_SIZE, binPosition } from '../../heatmap/grid.ts'
import type { TileAddress } from '../../heatmap/grid.ts'
import type { Catalogue } from '../market/catalogue.ts'
import { serve } from '../http/handle.ts'
import type { ServedMap } from './served-map.ts'
import { checkBucket } from './map-routes.ts'
import { problem } from '../http/problems.ts'
import { codingFor, isKnown, sendCoded } from '../http/reply.ts'
import type { TileDesk } from './tile-desk.ts'

/** The tiles: addressed by the map's version, so that a closed one may be kept for ever. */
export function tileRoutes(app: FastifyInstance, catalogue: Catalogue, desk: TileDesk): void {
  serve(app, tileOperation, async (asked, request, reply) => {
    const { version, instrument, model, planes, ...address } = asked
    const current = await catalogue.map(instrument, model)
    if (version !== current.version)
      throw problem(
        'tile-version-unknown',
        `the map of ${instrument} by ${model} has version ${current.version}, not ${version}: ` +
          `fetch ${ROUTES.map} anew`,
      )
    checkBucket(current.map, address.bucket)
    checkPlace(current.map, address)
    const coding = codingFor(request)
    const tile = await desk.tile(current, planes, address, coding)
    const freshness = tile.closed ? 'immutable' : 'revalidate'
    if (isKnown(request, reply, `"${tile.digest}"`, freshness)) return reply.send()
    return sendCoded(reply, tile.body, coding, 'application/octet-stream')
  })
}

/** Prices beyond these are no prices; between them a tile without levels is an empty tile. */
const PRICES = { from: 1e-15, to: 1e15 }

function checkPlace(map: ServedMap, { bucket, zoom, x, y }: TileAddress): void {
  const span = bucket * TILE_SIZE
  if ((x + 1) * span <= map.from || x * span >= map.to)
    throw problem(
      'tile-outside-map',
      `x=${x} is outside the map: use ${Math.floor(map.from / span)} to ${Math.ceil(map.to / span) - 1}`,
    )
  const tileOf = (price: number) => Math.floor(binPosition(price) / (TILE_SIZE * 2 ** zoom))
  const [lowest, highest] = [tileOf(PRICES.from), tileOf(PRICES.to)]
  if (y < lowest || y > highest)
    throw problem('tile-outside-map', `y=${y} is no price: use ${lowest} to ${highest}`)
}
