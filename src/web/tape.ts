import type { LiquidationInfo, VenueInfo } from '../api/live.ts'
import type { InstrumentId } from '../market/instrument.ts'

/** Rows that the tape keeps; older ones are in the API. */
export const TAPE_LENGTH = 200

/** A liquidation with a number of its own, so that two alike in everything stay two rows. */
export interface TapeRow extends LiquidationInfo {
  readonly key: number
}

export interface TapeFilter {
  /** undefined shows every instrument. */
  readonly instrument: InstrumentId | undefined
  readonly minUsd: number
}

/** What of each filter's choice is offered; 0 is any amount. */
export const LEAST_USD: readonly number[] = [0, 1_000, 10_000, 100_000, 1_000_000]

export const isShown = (row: LiquidationInfo, { instrument, minUsd }: TapeFilter): boolean =>
  (instrument === undefined || row.instrument === instrument) && row.notionalUsd >= minUsd

/**
 * The newest liquidations on top, at most `TAPE_LENGTH`. They are bounded once per filter, so that a
 * storm of small ones elsewhere does not push out what a person looks at.
 */
export interface Tape {
  /** Adds liquidations, oldest first. */
  readonly add: (liquidations: readonly LiquidationInfo[]) => void
  /** Starts anew from the server's list, newest first. */
  readonly reset: (newestFirst: readonly LiquidationInfo[]) => void
  /** Rows that a filter shows, newest first. */
  readonly rows: (filter: TapeFilter) => readonly TapeRow[]
}

/** Kept of all instruments together, beside the rows of the one that is looked at. */
const KEPT = 2_000

export function createTape(): Tape {
  let kept: TapeRow[] = []
  let key = 0

  function add(liquidations: readonly LiquidationInfo[]): void {
    for (const liquidation of liquidations) kept.push({ ...liquidation, key: key++ })
    // Cut in one go now and then, not at every row.
    if (kept.length > KEPT * 1.5) kept = kept.slice(-KEPT)
  }

  return {
    add,
    reset(newestFirst) {
      kept = []
      add(newestFirst.toReversed())
    },
    rows(filter) {
      const shown: TapeRow[] = []
      for (let i = kept.length - 1; i >= 0 && shown.length < TAPE_LENGTH; i--)
        if (isShown(kept[i]!, filter)) shown.push(kept[i]!)
      return shown
    },
  }
}

/** How complete a venue's liquidations are; undefined where nothing is known of the venue. */
export function completenessOf(
  { instrument }: LiquidationInfo,
  venues: readonly VenueInfo[],
): VenueInfo['liquidations'] | undefined {
  const venue = instrument.slice(0, instrument.indexOf(':'))
  return venues.find((one) => one.venue === venue)?.liquidations
}
