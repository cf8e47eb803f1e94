import { currencyRatesSchema } from '../currency.ts'
import { fundingSchema, liquidationTotalsSchema, liquidationWindowsSchema } from '../flows.ts'
import { liquidationsSchema } from '../live.ts'
import {
  candlesQuery,
  fundingQuery,
  liquidationTotalsQuery,
  liquidationWindowsQuery,
  openInterestQuery,
  pastLiquidationsQuery,
} from '../query.ts'
import { ROUTES } from '../routes.ts'
import { candlesSchema, instrumentsSchema, openInterestSchema, statusSchema } from '../schema.ts'
import {
  candlesTable,
  fundingTable,
  liquidationTotalsTable,
  liquidationsTable,
  openInterestTable,
} from '../table/market-tables.ts'
import { OF_INSTRUMENT, asking, none } from './operation.ts'

/** What there is, its prices, and what flows. */

export const statusOperation = asking({
  id: 'status',
  path: ROUTES.status,
  family: 'Server',
  says: 'The version, a sentence on what the server has, and whether it collects',
  inQuery: none,
  answer: statusSchema,
  problems: [],
})

export const instrumentsOperation = asking({
  id: 'instruments',
  path: ROUTES.instruments,
  family: 'Markets',
  says: 'Every instrument with its range and last price, and the models',
  inQuery: none,
  answer: instrumentsSchema,
  problems: [],
})

export const candlesOperation = asking({
  id: 'candles',
  path: ROUTES.candles,
  family: 'Markets',
  says: 'Closed candles as columns, oldest first, by open time',
  inQuery: candlesQuery,
  answer: candlesSchema,
  table: candlesTable,
  problems: [...OF_INSTRUMENT, 'range-too-large', 'interval-not-stored'],
  isHeavy: true,
})

export const openInterestOperation = asking({
  id: 'openInterest',
  path: ROUTES.openInterest,
  family: 'Markets',
  says: 'Open interest over time, one side counted',
  inQuery: openInterestQuery,
  words: {
    interval: 'Only the last sample of each bucket of so many milliseconds, its end included.',
  },
  answer: openInterestSchema,
  table: openInterestTable,
  problems: [...OF_INSTRUMENT, 'range-too-large'],
  isHeavy: true,
})

export const currencyRatesOperation = asking({
  id: 'currencyRates',
  path: ROUTES.currencyRates,
  family: 'Markets',
  says: 'What currencies are worth in USD, as the operator has told',
  inQuery: none,
  answer: currencyRatesSchema,
  problems: [],
})

export const fundingOperation = asking({
  id: 'funding',
  path: ROUTES.funding,
  family: 'Flows',
  says: 'The last funding rate told in each bucket',
  inQuery: fundingQuery,
  answer: fundingSchema,
  table: fundingTable,
  problems: [...OF_INSTRUMENT, 'range-too-large'],
  isHeavy: true,
})

export const liquidationTotalsOperation = asking({
  id: 'liquidationTotals',
  path: ROUTES.liquidationTotals,
  family: 'Flows',
  says: 'Sums of realised liquidations by bucket, and how much of each bucket is known',
  inQuery: liquidationTotalsQuery,
  answer: liquidationTotalsSchema,
  table: liquidationTotalsTable,
  problems: [...OF_INSTRUMENT, 'range-too-large'],
  isHeavy: true,
})

export const pastLiquidationsOperation = asking({
  id: 'pastLiquidations',
  path: ROUTES.pastLiquidations,
  family: 'Flows',
  says: 'Single realised liquidations of a range, the newest or the largest first',
  inQuery: pastLiquidationsQuery,
  answer: liquidationsSchema,
  table: liquidationsTable,
  problems: OF_INSTRUMENT,
  isHeavy: true,
})

export const liquidationWindowsOperation = asking({
  id: 'liquidationWindows',
  path: ROUTES.liquidationWindows,
  family: 'Flows',
  says: 'What was liquidated in the 1, 4, 12 and 24 hours up to a time',
  inQuery: liquidationWindowsQuery,
  words: { time: 'End of the windows in UTC milliseconds; now where it is absent.' },
  answer: liquidationWindowsSchema,
  problems: OF_INSTRUMENT,
  isHeavy: true,
})
