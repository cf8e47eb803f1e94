import type { Millis } from '../../market/units.ts'
import type { MagnetReport } from '../../score/magnet-report.ts'
import type { InstrumentLooks } from './magnet-instrument.ts'

/** What `isotherm magnet --json` prints. */
export interface MagnetAnswer {
  readonly model: string
  readonly lookEveryMs: Millis
  readonly firstLookMs: Millis
  readonly horizonMs: Millis
  /** What happened in one stretch of this length is drawn together, of whatever instrument. */
  readonly stretchMs: Millis
  /** Rate at which intervals should hold the truth. */
  readonly level: number
  readonly pooled: MagnetReport
  readonly instruments: readonly InstrumentFindings[]
}

/** What the tests found of one instrument. */
export type InstrumentFindings = Omit<InstrumentLooks, 'watched'> & MagnetReport
