import { z } from 'zod'
import { formatPercent, formatUsd } from '../api/format.ts'
import { cascadeSchema } from '../api/cascade.ts'
import { setupsSchema } from '../api/setups.ts'
import { signalsSchema } from '../api/signals.ts'
import type { CascadeAnswer } from '../api/cascade.ts'
import type { ClusterAnswer } from '../api/signals.ts'
import { aboutOf, aboutSchema, bandText, headLine, NOTICE, rangeText } from './about.ts'
import { asking, tool } from './tool.ts'

/** What the map says by rule. */

const { instrument, model, time } = asking
const signals = signalsSchema.shape

const clusterLine = ({ side, centrePrice, distance, usd, range, significant }: ClusterAnswer) =>
  `${side}s at ${centrePrice.toPrecision(6)} (${formatPercent(distance)}): ${rangeText(usd, range.low, range.high)}${significant ? ', significant' : ''}`

export const clustersTool = tool({
  name: 'clusters',
  title: 'Clusters of liquidation levels',
  says: 'Stretches of price where many positions would be liquidated, with size, range, distance, age, growth and the chance that a random walk touches them in a day.',
  input: z.object({
    instrument,
    model,
    time,
    limit: z.number().int().min(1).max(100).default(20).describe('so many, the nearest'),
  }),
  output: z.object({
    about: aboutSchema,
    price: signals.price,
    clusters: signals.clusters.describe('from the lowest price up'),
    clustersLeftOut: z.number(),
    ended: signals.ended,
    band: signals.band,
  }),
  async answer(desk, { limit, ...asked }, signal) {
    const { price, clusters, ended, band, ...told } = await desk.client.get('signals', asked, {
      signal,
    })
    const near = clusters.toSorted((a, b) => Math.abs(a.distance) - Math.abs(b.distance))
    const shown = near.slice(0, limit).toSorted((a, b) => a.centrePrice - b.centrePrice)
    const about = aboutOf(desk, told)
    return {
      data: {
        about,
        price,
        clusters: shown,
        clustersLeftOut: clusters.length - shown.length,
        ended,
        band,
      },
      lines: [
        headLine(`${told.instrument}, price ${price}`, about),
        ...(shown.length === 0 ? ['There is no cluster.'] : shown.map(clusterLine)),
        bandText(band),
        NOTICE,
      ],
    }
  },
})

export const signalsTool = tool({
  name: 'signals',
  title: 'Ratios, patterns and setups',
  says: 'The ratio of shorts above the price to longs below it, by band of distance, patterns (formations) that stand by rule, facts of the market, and a frame toward either side with what speaks for and against it.',
  input: z.object({
    instrument,
    model,
    time,
    horizon: z.enum(['4h', '1d', '3d', '7d']).default('1d').describe('of the setups'),
  }),
  output: z.object({
    about: aboutSchema,
    price: signals.price,
    ratios: signals.ratios,
    formations: signals.formations,
    lacks: signals.lacks,
    facts: signals.facts,
    hasBook: signals.hasBook,
    horizon: setupsSchema.shape.horizon,
    setups: setupsSchema.shape.setups,
    band: signals.band,
  }),
  async answer(desk, { horizon, ...asked }, signal) {
    const [read, { setups }] = await Promise.all([
      desk.client.get('signals', asked, { signal }),
      desk.client.get('setups', { ...asked, horizon }, { signal }),
    ])
    const { price, ratios, formations, lacks, facts, hasBook, band } = read
    const about = aboutOf(desk, read)
    return {
      data: { about, price, ratios, formations, lacks, facts, hasBook, horizon, setups, band },
      lines: [
        headLine(`${read.instrument}, price ${price}`, about),
        ...Object.entries(ratios).map(
          ([name, { above, below, ratio, regime }]) =>
            `${name}: shorts above ${rangeText(above.usd, above.low, above.high)}, longs below ${rangeText(below.usd, below.low, below.high)}, ratio ${ratio?.toFixed(2) ?? 'not known'}, ${regime}`,
        ),
        ...formations.map(
          ({ label, side, confirmed }) =>
            `Pattern: ${label}, ${side ?? 'both sides'}${confirmed ? '' : ', unconfirmed'}`,
        ),
        ...setups.map(
          ({ side, standing, lacks: missing }) =>
            `Setup toward ${side === 'long' ? 'shorts above' : 'longs below'} (${horizon}): ${standing}${missing.length === 0 ? '' : `, not known: ${missing.join(', ')}`}`,
        ),
        bandText(band),
        NOTICE,
      ],
    }
  },
})

const { price, side, basis, why, bookTime, fill, walk, sweep, clusters } = cascadeSchema.shape

export const cascadeTool = tool({
  name: 'cascade',
  title: 'How far forced orders would carry the price',
  says: 'What a fall to a price (side long) or a rise to it (side short), or an order of so many USD, would set off: liquidations, and how far these would carry the price. Give price or usd.',
  input: z.object({
    instrument,
    model,
    time,
    side: z.enum(['long', 'short']).describe('whose positions are closed: longs as price falls'),
    price: z.number().positive().optional(),
    usd: z.number().nonnegative().max(1e12).optional(),
  }),
  output: z.object({
    about: aboutSchema,
    price,
    side,
    basis,
    why,
    bookTime,
    fill,
    walk,
    sweep,
    clusters,
  }),
  async answer(desk, asked, signal) {
    const told = await desk.client.get('cascade', asked, { signal })
    const { instrument: id, model: _model, simulated: _simulated, asked: _asked, ...rest } = told
    const { time: _time, asOf: _asOf, stale: _stale, notice: _notice, ...data } = rest
    const about = aboutOf(desk, told)
    return {
      data: { about, ...data },
      lines: [headLine(`${id}, price ${told.price}`, about), ...cascadeLines(told), NOTICE],
    }
  },
})

function cascadeLines({ walk: walked, sweep: swept, why: reason }: CascadeAnswer): string[] {
  if (walked !== null) {
    const { mid, low, high } = walked
    return [
      `To ${mid.endPrice} (${formatPercent(mid.move)}), ${mid.end}: ${formatUsd(mid.forcedUsd)} of liquidations; with the map at its 10 and 90 %: ${low.endPrice} and ${high.endPrice}.`,
    ]
  }
  const line =
    swept === null
      ? []
      : [
          `On the way lie ${formatUsd(swept.flowUsd)} of forced orders, ${swept.hours?.toFixed(2) ?? 'an unknown number of'} usual hours of volume.`,
        ]
  return [...line, ...(reason === null ? [] : [`No walk through a book: ${reason}`])]
}
