import type { LiquidationInfo, VenueInfo } from '../../api/live.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { PositionSide } from '../../market/units.ts'

/** Rows that the tape keeps; older ones are in the API. */
export const TAPE_LENGTH = 200

/** A liquidation with a number of its own, so that two alike in everything stay two rows. */
export interface TapeRow extends LiquidationInfo {
  readonly key: number
}

export interface TapeFilter {
  /** undefined shows every instrument. */
  readonly instrument: InstrumentId | undefined
  /** One of LEAST_USD. */
  readonly minUsd: number
  /** undefined shows both sides. */
  readonly position?: PositionSide | undefined
  /** Of every instrument, those of one venue. */
  readonly venue?: string | undefined
}

/** What a person can ask for as the smallest amount to show; 0 is any. */
export const LEAST_USD: readonly number[] = [0, 1_000, 10_000, 100_000, 1_000_000]

/**
 * The newest liquidations on top, at most `TAPE_LENGTH` of each filter. They are kept by filter, so
 * that a storm of small ones elsewhere does not push out what a person looks at.
 */
export interface Tape {
  /** Adds liquidations, oldest first. */
  readonly add: (liquidations: readonly LiquidationInfo[]) => void
  /** Starts anew from the server's list, newest first. */
  readonly reset: (newestFirst: readonly LiquidationInfo[]) => void
  /** Rows that a filter shows, newest first. */
  readonly rows: (filter: TapeFilter) => readonly TapeRow[]
}

export function createTape(): Tape {
  const kept = new Map<string, TapeRow[]>()
  let key = 0

  function keep(row: TapeRow, filter: TapeFilter): void {
    const rows = kept.get(keyOf(filter)) ?? []
    kept.set(keyOf(filter), rows)
    rows.push(row)
    // The oldest are cut in one go now and then, not at every row.
    if (rows.length > TAPE_LENGTH * 2) rows.splice(0, rows.length - TAPE_LENGTH)
  }

  function add(liquidations: readonly LiquidationInfo[]): void {
    for (const liquidation of liquidations) {
      const row = { ...liquidation, key: key++ }
      for (const minUsd of LEAST_USD) {
        if (row.notionalUsd < minUsd) break
        for (const position of [undefined, row.position]) {
          keep(row, { instrument: row.instrument, minUsd, position })
          for (const venue of [undefined, venueOf(row)])
            keep(row, { instrument: undefined, minUsd, position, venue })
        }
      }
    }
  }

  return {
    add,
    reset(newestFirst) {
      kept.clear()
      add(newestFirst.toReversed())
    },
    rows: (filter) => (kept.get(keyOf(filter)) ?? []).slice(-TAPE_LENGTH).toReversed(),
  }
}

const keyOf = ({ instrument, minUsd, position, venue }: TapeFilter): string =>
  [instrument, minUsd, position, instrument === undefined ? venue : ''].join(' ')

const venueOf = ({ instrument }: LiquidationInfo): string =>
  instrument.slice(0, instrument.indexOf(':'))

/** How complete a venue's liquidations are; undefined where nothing is known of the venue. */
export function completenessOf(
  of: LiquidationInfo,
  venues: readonly VenueInfo[],
): VenueInfo['liquidations'] | undefined {
  return venues.find((one) => one.venue === venueOf(of))?.liquidations
}
