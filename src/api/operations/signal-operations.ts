import {
  cascadeQuery,
  setupsQuery,
  signalHistoryQuery,
  signalRecordsQuery,
  signalsQuery,
} from '../query.ts'
import { ROUTES } from '../routes.ts'
import { signalRecordAnswerSchema } from '../signal-records.ts'
import { cascadeSchema } from '../cascade.ts'
import { setupsSchema } from '../setups.ts'
import { signalHistorySchema, signalsSchema } from '../signals.ts'
import { clustersTable, signalHistoryTable } from '../table/map-tables.ts'
import { OF_INSTRUMENT, OF_MAP, asking } from './operation.ts'

/** What the map says by rule, and what followed. */

export const signalsOperation = asking({
  id: 'signals',
  path: ROUTES.signals,
  family: 'Signals',
  says: 'Clusters, ratios and patterns of the map at one moment, and what else is known of the market',
  inQuery: signalsQuery,
  words: { time: 'The last reading at or before these UTC milliseconds, or `newest`.' },
  answer: signalsSchema,
  table: clustersTable,
  problems: [...OF_MAP, 'outside-map'],
  isHeavy: true,
})

export const signalHistoryOperation = asking({
  id: 'signalHistory',
  path: ROUTES.signalHistory,
  family: 'Signals',
  says: 'Ratios and regimes over time, clusters that ended, patterns that began and ended',
  inQuery: signalHistoryQuery,
  answer: signalHistorySchema,
  table: signalHistoryTable,
  problems: [...OF_MAP, 'range-too-large', 'interval-not-stored', 'outside-map'],
  isHeavy: true,
})

export const cascadeOperation = asking({
  id: 'cascade',
  path: ROUTES.cascade,
  family: 'Signals',
  says: 'How far forced orders would carry the price, from a price or an order: give one of them',
  inQuery: cascadeQuery,
  answer: cascadeSchema,
  problems: [...OF_MAP, 'outside-map'],
  isHeavy: true,
})

export const setupsOperation = asking({
  id: 'setups',
  path: ROUTES.setups,
  family: 'Signals',
  says: 'A frame toward either side, with what speaks for it, against it, and is not known',
  inQuery: setupsQuery,
  answer: setupsSchema,
  problems: [...OF_MAP, 'outside-map'],
  isHeavy: true,
})

export const signalRecordsOperation = asking({
  id: 'signalRecords',
  path: ROUTES.signalRecords,
  family: 'Signals',
  says: 'What followed patterns, clusters and setups of the past, against chance',
  inQuery: signalRecordsQuery,
  answer: signalRecordAnswerSchema,
  problems: OF_INSTRUMENT,
})
