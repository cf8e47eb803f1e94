import { HOUR } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { missingIn, rowsOfMinutes } from '../../pipeline/realised-rows.ts'
import type { KnownTime } from '../../pipeline/realised-rows.ts'
import type { History, HistoryInstrument } from '../../store/history.ts'

/** What is known of the realised liquidations of an instrument. */
export interface KnownHours {
  /** Hours of which it is known what was liquidated. */
  readonly hours: number
  /** Since when liquidations are recorded; undefined where none are. */
  readonly since: Millis | undefined
}

/** Counts the hours that a score could use: of sums of an hour or less, else of single liquidations. */
export async function knownHours(
  history: Pick<History, 'gaps' | 'instruments'>,
  stored: HistoryInstrument,
): Promise<KnownHours> {
  const totals = stored.liquidationTotals.find(({ interval }) => HOUR % interval === 0)
  if (totals !== undefined)
    return { hours: Math.floor((totals.rows * totals.interval) / HOUR), since: totals.from }
  const known = await knownTime(history, stored)
  if (known === undefined) return { hours: 0, since: undefined }
  return { hours: rowsOfMinutes(new Map(), HOUR, known).size, since: known.from }
}

/**
 * Where single liquidations are known: from the first to the last, but for gaps. The silence after
 * the last one is known where a collector followed them (only it records gaps): what it recorded of
 * the venue comes into the history at once, so that what is there of the venue's other instruments
 * says up to when it is.
 */
export async function knownTime(
  history: Pick<History, 'gaps' | 'instruments'>,
  { instrument, liquidations }: HistoryInstrument,
): Promise<KnownTime | undefined> {
  if (liquidations === undefined) return undefined
  const gaps = (await history.gaps(instrument.id)).filter(({ stream }) => stream === 'liquidation')
  const { venue } = instrument
  const followed = gaps.length > 0 ? await history.instruments() : []
  const ends = followed
    .filter((other) => other.instrument.venue === venue)
    .map((other) => other.liquidations?.to ?? 0)
  const to = Math.max(liquidations.to, ...ends)
  return { from: liquidations.from, to, missing: missingIn(gaps, to) }
}
