import { z } from 'zod'
import { formatPercent, formatTime, formatUsd } from '../api/format.ts'
import { liquidationWindowsSchema } from '../api/flows.ts'
import { liquidationSchema } from '../api/live.ts'
import { instrumentInfoSchema, modelSchema } from '../api/schema.ts'
import { scoreInfoSchema, scoresSchema } from '../api/score.ts'
import { HOUR } from '../market/units.ts'
import { aboutOf, aboutSchema, NOTICE } from './about.ts'
import { PUBLISHED } from './coverage-tool.ts'
import { asking, tool } from './tool.ts'

/** What there is, what came, and how right the map was. */

const { instrument, hours } = asking

const listedSchema = instrumentInfoSchema.omit({ id: true }).extend({ id: z.string() })

export const instrumentsTool = tool({
  name: 'list_instruments',
  title: 'Instruments and models',
  says: 'The instruments that this Isotherm has, with range of data and last price, and the models of the map.',
  input: z.object({
    search: z.string().max(40).default('').describe('part of an id, like BTC'),
    limit: z.number().int().min(1).max(1_000).default(50),
  }),
  output: z.object({
    source: z.string(),
    instruments: z.array(listedSchema),
    instrumentsLeftOut: z.number(),
    models: z.array(modelSchema),
  }),
  async answer({ client, url }, { search, limit }, signal) {
    const { instruments, models } = await client.get('instruments', {}, { signal })
    const part = search.toLowerCase()
    const found = instruments.filter(({ id }) => id.toLowerCase().includes(part))
    const shown = found.slice(0, limit)
    return {
      data: {
        source: url,
        instruments: shown,
        instrumentsLeftOut: found.length - shown.length,
        models,
      },
      lines: [
        `${found.length} of ${instruments.length} instruments of ${url}:`,
        ...shown.map(
          ({ id, lastPrice, from, to, simulated }) =>
            `${id}: ${lastPrice}, data from ${formatTime(from)} to ${formatTime(to)} UTC${simulated ? ', SIMULATED' : ''}`,
        ),
      ],
    }
  },
})

export const scoreTool = tool({
  name: 'score',
  title: 'How right the map was',
  says: 'How well the map of an instrument has predicted what was really liquidated: gain over a baseline, rank correlation, and by how much its dollars were too high (discount), each with an interval of 90 %.',
  input: z.object({ instrument }),
  output: z.object({
    about: aboutSchema,
    neededHours: scoresSchema.shape.neededHours,
    score: scoreInfoSchema.omit({ instrument: true }),
  }),
  async answer(desk, { instrument: id }, signal) {
    const { time, neededHours, scores } = await desk.client.get('scores', {}, { signal })
    const found = scores.find((one) => one.instrument === id)
    if (found === undefined)
      throw new RangeError(`there is no ${id}: list_instruments names those there are`)
    const { instrument: _instrument, ...score } = found
    const about = aboutOf(desk, { instrument: id, time, asOf: score.scoredAt })
    const { headline } = score
    return {
      data: { about, neededHours, score },
      lines: [
        `${id}: ${STATES[score.state]}${score.problem === null ? '' : `: ${score.problem}`}. What was liquidated is known of ${score.knownHours} hours, and ${neededHours} are needed${score.scoredAt === null ? '' : `; scored ${formatTime(score.scoredAt)} UTC`}.`,
        ...(headline === null
          ? ['How right the map is, is not known.']
          : [
              `Gain over the candle alone: ${intervalText(headline.qlikeGain)} nats per row. Rank correlation given range and volume: ${headline.partialSpearman?.toFixed(2) ?? 'not known'}. Dollars too high by ${intervalText(headline.discount)} (a share). ${headline.rows} rows, ${headline.days} days.`,
            ]),
        NOTICE,
      ],
    }
  },
})

/** What the states of a score mean. */
const STATES: Readonly<Record<z.output<typeof scoreInfoSchema>['state'], string>> = {
  scored: 'scored',
  waiting: 'not scored yet, though enough is known: ask again later',
  collecting: 'not scored, too little is known',
  failed: 'the last attempt to score it failed',
  simulated: 'a simulated market, of which nothing is scored yet',
}

const intervalText = (one: { value: number; low: number; high: number } | null): string =>
  one === null
    ? 'not known'
    : `${one.value.toFixed(2)} (${one.low.toFixed(2)} to ${one.high.toFixed(2)})`

const listedLiquidation = liquidationSchema.omit({ instrument: true })

export const liquidationsTool = tool({
  name: 'realised_liquidations',
  title: 'Realised liquidations of late',
  says: 'What was really liquidated in the last 1, 4, 12 and 24 hours, with how much of that time is known, and the largest or newest single liquidations. What venues publish, which may be a part.',
  input: z.object({
    instrument,
    hours,
    order: z.enum(['largest', 'newest']).default('largest'),
    limit: z.number().int().min(1).max(200).default(10),
  }),
  output: z.object({
    about: aboutSchema,
    completeness: liquidationWindowsSchema.shape.completeness,
    note: liquidationWindowsSchema.shape.note,
    windows: liquidationWindowsSchema.shape.windows,
    from: z.number(),
    to: z.number(),
    liquidations: z.array(listedLiquidation),
    more: z.boolean().describe('whether there are more than are listed'),
  }),
  async answer(desk, { instrument: id, hours: length, order, limit }, signal) {
    const told = await desk.client.get('liquidationWindows', { instrument: id }, { signal })
    const { time: to, completeness, note, windows } = told
    const from = to - Math.round(length * HOUR)
    const asked = { instrument: id, from, to, order, limit }
    const { liquidations: found, next } = await desk.client.get('pastLiquidations', asked, {
      signal,
    })
    const more = next !== null
    const liquidations = found.map(({ instrument: _instrument, ...one }) => one)
    const about = aboutOf(desk, { instrument: id, time: to })
    return {
      data: { about, completeness, note, windows, from, to, liquidations, more },
      lines: [
        `${id}, liquidations up to ${formatTime(to)} UTC; ${completeness === null ? 'how much of them the venue publishes is not known' : PUBLISHED[completeness]}${note === null ? '' : ` (${note})`}.${about.simulated ? ' SIMULATED market.' : ''}`,
        ...windows.map(windowText),
        ...(liquidations.length === 0
          ? [`No single liquidation is recorded of the last ${length} h.`]
          : []),
        ...liquidations.map(
          ({ time, position, price, notionalUsd }) =>
            `${formatTime(time)}: ${position} of ${formatUsd(notionalUsd)} at ${price}`,
        ),
        ...(more ? [`More than these ${liquidations.length} are known of that time.`] : []),
        'USD of notional; what is not known is not 0.',
      ],
    }
  },
})

type Window = z.output<typeof liquidationWindowsSchema>['windows'][number]

function windowText({ length, longUsd, shortUsd, known }: Window): string {
  const span = `Last ${length / HOUR} h`
  if (known === 0) return `${span}: not known, nothing is recorded of that time`
  const part =
    known >= 1 ? 'all of the time' : `${formatPercent(known).replace('+', '')} of the time`
  return `${span}: longs ${formatUsd(longUsd)}, shorts ${formatUsd(shortUsd)}; known of ${part}`
}
