import { coinSignalsSchema, venueFailureSchema } from '../coin-signals.ts'
import { coinSignalsQuery, venueFailureQuery } from '../query.ts'
import { ROUTES } from '../routes.ts'
import { OF_MAP, asking } from './operation.ts'

/** What the maps of a coin say together. */

const WORDS = {
  coin: 'A base coin as `instruments` spells it, like `BTC`.',
  time: 'The last readings at or before these UTC milliseconds, or `newest`.',
}

export const coinSignalsOperation = asking({
  id: 'coinSignals',
  path: ROUTES.coinSignals,
  family: 'Signals',
  says: 'Clusters of the sum of all maps of a coin, and the part of each venue',
  inQuery: coinSignalsQuery,
  words: WORDS,
  answer: coinSignalsSchema,
  problems: OF_MAP,
})

export const venueFailureOperation = asking({
  id: 'venueFailure',
  path: ROUTES.venueFailure,
  family: 'Signals',
  says: 'What would be left of the clusters of a coin without one of its venues',
  inQuery: venueFailureQuery,
  words: { ...WORDS, venue: 'Id of a venue whose maps of the coin count.' },
  answer: venueFailureSchema,
  problems: OF_MAP,
})
