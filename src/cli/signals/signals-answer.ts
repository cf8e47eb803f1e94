import type { Millis } from '../../market/units.ts'
import type { SignalRecords, SignalsAbout } from './signals-instrument.ts'

/** What `isotherm signals --json` prints. */
export interface SignalsAnswer {
  readonly readEveryMs: Millis
  /** What happened in one stretch of this length is drawn together, of whatever instrument. */
  readonly stretchMs: Millis
  /** Of fewer cases nothing is said. */
  readonly fewestCases: number
  /** Rate at which intervals should hold the truth. */
  readonly level: number
  readonly pooled: SignalRecords
  readonly instruments: readonly (SignalsAbout & SignalRecords)[]
}
