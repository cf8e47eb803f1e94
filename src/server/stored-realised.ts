import { HOUR, MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { minutesOf } from '../model/feed-minutes.ts'
import type { FeedMinutes } from '../model/feed-minutes.ts'
import { FINER_SPAN, GrowingRealised } from '../pipeline/realised-flow.ts'
import type { Corrections, Realised } from '../pipeline/realised-flow.ts'
import { printsOf, rowsOfMinutes, rowsOfTotals } from '../pipeline/realised-rows.ts'
import type { KnownTime, RealisedRows } from '../pipeline/realised-rows.ts'
import { resampleCandles } from '../pipeline/resample-candles.ts'
import type { History, HistoryInstrument } from '../store/history.ts'
import { completenessAt } from '../venues/completeness.ts'
import { FullFeeds } from './full-feeds.ts'
import { knownTime } from './score-known.ts'

/** What is read of a history. */
type Stored = Pick<
  History,
  'instruments' | 'candles' | 'gaps' | 'liquidations' | 'liquidationTotals'
>

/**
 * What was liquidated in [from, to), as far as a history knows: from sums and from single
 * liquidations. Of a venue that publishes one a second these hold where both are known, as they can
 * be corrected; elsewhere sums do, as venues that tell them tell all.
 */
export async function storedRealised(
  history: Stored,
  stored: HistoryInstrument,
  from: Millis,
  to: Millis,
  feeds = new FullFeeds(history),
): Promise<GrowingRealised> {
  const sums = await ofTotals(history, stored, from, to)
  const events = await ofEvents(history, stored, from, to, feeds)
  if (events === undefined) return new GrowingRealised(sums)
  const isThrottled = events.throttled !== undefined
  return new GrowingRealised(...(isThrottled ? [sums, events] : [events, sums]))
}

async function ofTotals(
  history: Stored,
  { instrument, candles, liquidationTotals }: HistoryInstrument,
  from: Millis,
  to: Millis,
): Promise<Realised> {
  const rows = async (span: Millis): Promise<RealisedRows> => {
    const totals = liquidationTotals.find(({ interval }) => span % interval === 0)
    const finest = candles.find(({ interval }) => span % interval === 0)
    if (totals === undefined || finest === undefined) return new Map()
    // Sums are in the instrument's quantity: what they are worth is told by the close.
    const { id } = instrument
    const spans = resampleCandles(await history.candles(id, finest.interval, from, to), span)
    const closes = new Map(Array.from(spans.openTime, (time, i) => [time + span, spans.close[i]]))
    const sums = await history.liquidationTotals(id, totals.interval, from, to + 1)
    return rowsOfTotals(instrument, sums, span, (end) => closes.get(end))
  }
  return { hours: await rows(HOUR), finer: await rows(FINER_SPAN), throttled: undefined }
}

async function ofEvents(
  history: Stored,
  stored: HistoryInstrument,
  from: Millis,
  to: Millis,
  feeds: FullFeeds,
): Promise<Realised | undefined> {
  const { id, contract } = stored.instrument
  const known = await knownTime(history, stored)
  const [first, last] = [Math.max(from, known?.from ?? to), Math.min(to, known?.to ?? from)]
  if (known === undefined || first >= last) return undefined
  const minutes = minutesOf(printsOf(contract, await history.liquidations(id, first, last)))
  const corrections = await feeds.corrections(stored.instrument, first, last)
  return realisedOf(
    minutes,
    { ...known, from: first, to: last },
    stored.instrument.venue,
    corrections,
  )
}

/** What single liquidations tell, with what is needed to correct them where they are one a second. */
export function realisedOf(
  minutes: FeedMinutes,
  known: KnownTime,
  venue: string,
  corrections: Corrections,
): Realised {
  const hours = rowsOfMinutes(minutes, HOUR, known)
  const kept = completenessAt(venue, 'liquidation', known.to)?.kept
  return {
    hours,
    finer: rowsOfMinutes(minutes, FINER_SPAN, known),
    throttled: kept && {
      kept,
      minutes: new Map([...minutes].filter(([minute]) => hours.has(endOf(minute)))),
      corrections,
    },
  }
}

/** End of the hour that a minute lies in. */
const endOf = (minute: number): Millis => (Math.floor((minute * MINUTE) / HOUR) + 1) * HOUR
