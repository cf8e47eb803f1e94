import { bookSchema } from '../book.ts'
import {
  coverageSchema,
  healthSchema,
  liquidationsSchema,
  measuredSchema,
  quoteRatesSchema,
  venuesSchema,
} from '../live.ts'
import { streamLineSchema } from '../live-messages.ts'
import {
  bookQuery,
  coverageQuery,
  liquidationsQuery,
  measuredQuery,
  quoteRatesQuery,
  streamQuery,
} from '../query.ts'
import { ROUTES } from '../routes.ts'
import type { Operation } from './operation.ts'
import { OF_INSTRUMENT, asking, none } from './operation.ts'

/** What goes on now, and whether this server sees it. */

export const venuesOperation = asking({
  id: 'venues',
  path: ROUTES.venues,
  family: 'Live',
  says: 'How every venue and every stream fares',
  inQuery: none,
  answer: venuesSchema,
  problems: [],
  needsLive: true,
})

export const coverageOperation = asking({
  id: 'coverage',
  path: ROUTES.coverage,
  family: 'Live',
  says: 'What of a range was seen, by stream, and the gaps',
  inQuery: coverageQuery,
  answer: coverageSchema,
  problems: [...OF_INSTRUMENT, 'range-too-large'],
  needsLive: true,
})

export const liquidationsOperation = asking({
  id: 'liquidations',
  path: ROUTES.liquidations,
  family: 'Live',
  says: 'The newest realised liquidations, newest first',
  inQuery: liquidationsQuery,
  words: { instrument: 'All instruments where it is absent.' },
  answer: liquidationsSchema,
  problems: [],
  needsLive: true,
})

export const measuredOperation = asking({
  id: 'measured',
  path: ROUTES.measured,
  family: 'Live',
  says: 'Liquidation levels of positions that were observed themselves, where a venue shows them',
  inQuery: measuredQuery,
  answer: measuredSchema,
  problems: [...OF_INSTRUMENT, 'not-measured'],
  needsLive: true,
})

export const quoteRatesOperation = asking({
  id: 'quoteRates',
  path: ROUTES.quoteRates,
  family: 'Live',
  says: 'What each quote is worth in USD, and that amounts count it at par',
  inQuery: quoteRatesQuery,
  words: { time: 'The minute that holds these UTC milliseconds; now where it is absent.' },
  answer: quoteRatesSchema,
  problems: [],
  needsLive: true,
})

export const bookOperation = asking({
  id: 'book',
  path: ROUTES.book,
  family: 'Live',
  says: 'What rests in the order book, by bins of price',
  inQuery: bookQuery,
  answer: bookSchema,
  problems: [...OF_INSTRUMENT, 'no-book', 'book-not-in-sync', 'too-many-books'],
})

export const streamOperation = {
  id: 'stream',
  method: 'GET',
  path: ROUTES.stream,
  family: 'Live',
  says: 'What happens, as it happens, as one JSON object a line',
  inPath: none,
  inQuery: streamQuery,
  words: {
    instrument: 'News of others are left out; its bar and newest column come as well.',
    zoom: 'Of the columns: bins join 2^zoom bins of 0.05 % of the price.',
  },
  answer: 'application/x-ndjson',
  lines: streamLineSchema,
  caching: 'no-store',
  problems: [...OF_INSTRUMENT, 'too-many-viewers'],
  needsLive: true,
} as const satisfies Operation

export const healthOperation = {
  id: 'health',
  method: 'GET',
  path: ROUTES.health,
  family: 'Server',
  says: 'Whether the process is up, ready, and its data fresh; 503 with the same fields until it is ready',
  inPath: none,
  inQuery: none,
  answer: healthSchema,
  caching: 'no-store',
  problems: [],
} as const satisfies Operation

export const metricsOperation = {
  id: 'metrics',
  method: 'GET',
  path: ROUTES.metrics,
  family: 'Server',
  says: 'The state of the server in numbers, for Prometheus',
  inPath: none,
  inQuery: none,
  answer: 'text/plain',
  caching: 'no-store',
  problems: [],
} as const satisfies Operation
