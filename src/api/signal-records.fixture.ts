import { PATTERNS } from '../signals/signal-state.ts'
import type { InstrumentId } from '../market/instrument.ts'
import type { KeptSignals, LevelRecordAnswer, TradeRecordAnswer } from './signal-records.ts'

const FEW: LevelRecordAnswer = { cases: 3, findings: null }

/** Invented figures. */
const ENOUGH: LevelRecordAnswer = {
  cases: 492,
  findings: {
    reached: { mean: 0.634, chance: 0.626, difference: { value: 0.008, low: -0.041, high: 0.052 } },
    reachedAbove: 0.5,
    reachedAfter: 3_600_000,
    toward: { log: 0.02, sigmas: 1, chanceSigmas: 1 },
    away: { log: 0.02, sigmas: 1, chanceSigmas: 1 },
  },
}
const NO_TRADES: TradeRecordAnswer = { noted: 4, entered: 0, findings: null }

/** A record of an instrument in which clusters that are near and do not count alone have enough cases. */
export const keptSignalsOf = (instrument: InstrumentId): KeptSignals => ({
  madeAt: Date.UTC(2024, 8, 1),
  record: {
    instrument,
    from: '2024-07-01T00:00:00.000Z',
    to: '2024-08-31T00:00:00.000Z',
    learnt: true,
    candleMs: 3_600_000,
    readings: 1_465,
    unknownReadings: 0,
    patterns: Object.fromEntries(
      PATTERNS.map((kind) => [
        kind,
        {
          count: 3,
          ended: { long: 0, short: 1, either: 0, faded: 2, standing: 0 },
          stood: 3_600_000,
          within: { '24h': FEW, '72h': FEW },
        },
      ]),
    ) as KeptSignals['record']['patterns'],
    clusters: {
      'near other': { '24h': ENOUGH, '72h': ENOUGH },
      'far unknown': { '24h': FEW, '72h': FEW },
    },
    setups: { stands: NO_TRADES, open: NO_TRADES },
  },
})
