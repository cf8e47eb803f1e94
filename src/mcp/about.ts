import { z } from 'zod'
import { formatAge, formatTime, formatUsd } from '../api/format.ts'
import { isSimulated, parseInstrumentId } from '../market/instrument.ts'
import type { Desk } from './tool.ts'

/** What every answer says of itself: source, time, freshness, units, and that it is no advice. */

export const aboutSchema = z.object({
  source: z.string().describe('the Isotherm that was asked'),
  instrument: z.string(),
  simulated: z.boolean().describe('true: a made-up market'),
  time: z.number().describe('what the answer is of, in UTC milliseconds'),
  timeIso: z.string(),
  ageSeconds: z.number().describe('from the newest data in it to now'),
  stale: z
    .boolean()
    .nullable()
    .describe('true: older than it should be; null: not told, as where only history is served'),
  units: z.string(),
  notice: z.string(),
})

const UNITS =
  'Prices in the quote currency; names that end in Usd, and usd, low and high of amounts, are USD of notional; shares, moves and distances are fractions; times are UTC milliseconds; null is not known.'

export const NOTICE =
  'This is arithmetic on a model of positions that nobody outside a venue can see. It is no advice to trade.'

interface Of {
  readonly instrument: string
  readonly time: number
  readonly asOf?: number | null
  readonly stale?: boolean
}

export function aboutOf({ url, now }: Desk, { instrument, time, asOf, stale }: Of) {
  const id = parseInstrumentId(instrument)
  return {
    source: url,
    instrument,
    simulated: id !== undefined && isSimulated(id),
    time,
    timeIso: new Date(time).toISOString(),
    ageSeconds: Math.max(0, Math.round((now() - (asOf ?? time)) / 1_000)),
    stale: stale ?? null,
    units: UNITS,
    notice: NOTICE,
  }
}

type About = z.infer<typeof aboutSchema>

/** The first line of an answer, and the last. */
export function headLine(subject: string, { simulated, time, ageSeconds, stale }: About): string {
  const age = `newest data ${formatAge(1_000 * ageSeconds)} old`
  const state = { true: `STALE, ${age}`, false: `live, ${age}`, null: `history, ${age}` }
  const made = simulated ? ' SIMULATED market.' : ''
  return `${subject} at ${formatTime(time)} UTC (${state[`${stale}`]}).${made}`
}

/** An amount with its 10 and 90 %. */
export const rangeText = (usd: number, low: number, high: number): string =>
  `${formatUsd(usd)} (${formatUsd(low)} to ${formatUsd(high)})`

const BASIS = {
  learnt: 'learnt from what was liquidated',
  others: 'dollars by what other coins of the venue have taught',
  default: 'a stated default: nothing was learnt here, so dollars compare within this map alone',
} as const

/** How far amounts may be off, as a sentence. */
export function bandText(band: {
  readonly basis: keyof typeof BASIS
  readonly sampled: boolean
  readonly factor?: number
}): string {
  const level =
    band.factor === undefined ? '' : `; a level within a factor of ${band.factor.toFixed(1)}`
  const sampled = band.sampled ? '; the venue publishes only a part of its liquidations' : ''
  return `In 8 of 10 cases an amount lies in its brackets, its 10 and 90 %${level}: ${BASIS[band.basis]}${sampled}.`
}
