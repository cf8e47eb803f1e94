import { cellQuery, levelsQuery, mapQuery, tileParams, yearQuery } from '../query.ts'
import { ROUTES } from '../routes.ts'
import { cellSchema, levelsSchema, mapSchema, weightsSchema } from '../schema.ts'
import { levelsTable } from '../table/map-tables.ts'
import { yearSchema } from '../year.ts'
import type { Operation } from './operation.ts'
import { OF_MAP, asking, none } from './operation.ts'

/** The map: for programs exact, for display as tiles. */

export const mapOperation = asking({
  id: 'map',
  path: ROUTES.map,
  family: 'Map',
  says: "The map's descriptor: version, buckets, range of time and price, how far dollars may be off",
  inQuery: mapQuery,
  answer: mapSchema,
  problems: OF_MAP,
  isHeavy: true,
})

export const levelsOperation = asking({
  id: 'levels',
  path: ROUTES.levels,
  family: 'Map',
  says: 'The levels of one column, exact, each with its 10 and 90 %, and max pain',
  inQuery: levelsQuery,
  words: {
    time: 'The last column that ends at or before these UTC milliseconds, or `newest`.',
    by: '`band` tells each level by leverage band too.',
    cumulative: '`outward` tells with each level what would be liquidated on the way to it.',
  },
  answer: levelsSchema,
  table: levelsTable,
  problems: [...OF_MAP, 'outside-map'],
  isHeavy: true,
})

export const cellOperation = asking({
  id: 'cell',
  path: ROUTES.cell,
  family: 'Map',
  says: 'The cell that holds a time and a price, by side, leverage band and venue, exact',
  inQuery: cellQuery,
  answer: cellSchema,
  problems: [...OF_MAP, 'outside-map'],
  isHeavy: true,
})

export const weightsOperation = asking({
  id: 'weights',
  path: ROUTES.weights,
  family: 'Map',
  says: 'The flow weights of a map: since when, learnt from what, the newest in full',
  inQuery: mapQuery,
  answer: weightsSchema,
  problems: OF_MAP,
  isHeavy: true,
})

export const yearOperation = asking({
  id: 'year',
  path: ROUTES.year,
  family: 'Map',
  says: 'The last 365 days in daily columns of 20 price bins, and what lay around the price',
  inQuery: yearQuery,
  answer: yearSchema,
  problems: OF_MAP,
  isHeavy: true,
})

export const tileOperation = {
  id: 'tile',
  method: 'GET',
  path: ROUTES.tile,
  family: 'Map',
  says: 'One tile of 256 × 256 cells for display, binary: docs/api.md says how it is laid out',
  inPath: tileParams,
  inQuery: none,
  answer: 'application/octet-stream',
  caching: 'closed',
  problems: [...OF_MAP, 'tile-version-unknown', 'tile-outside-map'],
} as const satisfies Operation
