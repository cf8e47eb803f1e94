import { z } from 'zod'
import { formatPercent } from '../api/format.ts'
import { levelsSchema } from '../api/schema.ts'
import type { LevelsAnswer } from '../api/schema.ts'
import { aboutOf, aboutSchema, bandText, headLine, NOTICE, rangeText } from './about.ts'
import { asking, tool } from './tool.ts'

/** The map around the price. */

const { price, zoom, levels, maxPain, band, total, openInterestUsd } = levelsSchema.shape

type Level = LevelsAnswer['levels'][number]

/** So many levels of each side, the largest, ascending in price. */
function largest(levels: readonly Level[], limit: number): Level[] {
  const of = (side: 'longUsd' | 'shortUsd') =>
    levels
      .filter((level) => level[side] > 0)
      .toSorted((a, b) => b[side] - a[side])
      .slice(0, limit)
  return [...new Set([...of('longUsd'), ...of('shortUsd')])].toSorted((a, b) => a.bin - b.bin)
}

type Pain = NonNullable<LevelsAnswer['maxPain']['long']>

const painLine = (side: string, pain: Pain | null): string[] =>
  pain === null
    ? []
    : [
        `Most ${side} at one level, ${pain.priceFrom.toPrecision(6)} to ${pain.priceTo.toPrecision(6)}: ${rangeText(pain.usd, pain.low, pain.high)}`,
      ]

function levelLine(level: Level, at: number): string {
  const { priceFrom, priceTo, longUsd, shortUsd, low, high } = level
  const parts = [
    ...(longUsd > 0 ? [`longs ${rangeText(longUsd, low.longUsd, high.longUsd)}`] : []),
    ...(shortUsd > 0 ? [`shorts ${rangeText(shortUsd, low.shortUsd, high.shortUsd)}`] : []),
  ]
  const middle = (priceFrom + priceTo) / 2
  return `${priceFrom.toPrecision(6)} to ${priceTo.toPrecision(6)} (${formatPercent(middle / at - 1)}): ${parts.join(', ')}`
}

export const mapTool = tool({
  name: 'map_around_price',
  title: 'Liquidation map around the price',
  says: 'Estimated USD of open positions that would be liquidated at prices near the current one: longs below, shorts above, each with its 10 and 90 %. A model, not what venues publish.',
  input: z.object({
    ...asking,
    withinPercent: z.number().min(0.1).max(50).default(5).describe('of the price, up and down'),
    zoom: z.number().int().min(0).max(6).default(3).describe('levels join 2^zoom bins of 0.05 %'),
    limit: z
      .number()
      .int()
      .min(1)
      .max(200)
      .default(10)
      .describe('so many levels of each side, the largest'),
  }),
  output: z.object({
    about: aboutSchema,
    price,
    zoom,
    priceFrom: z.number(),
    priceTo: z.number(),
    between: levelsSchema.shape.total.describe('all levels between both prices'),
    levels: levels.describe('the largest of each side, ascending in price'),
    levelsLeftOut: z.number(),
    maxPain,
    total: total.describe('the whole map'),
    openInterestUsd,
    band,
  }),
  async answer(desk, { instrument, model, time, withinPercent, zoom: asked, limit }, signal) {
    const question = { instrument, model, time, zoom: asked }
    const whole = await desk.client.get('levels', question, { signal })
    const [priceFrom, priceTo] = [-1, 1].map(
      (sign) => whole.price * (1 + (sign * withinPercent) / 100),
    ) as [number, number]
    const range = { ...question, priceFrom, priceTo }
    const part = await desk.client.get('levels', range, { signal })
    const shown = largest(part.levels, limit)
    const between = part.between ?? part.total
    const { low, high } = between
    const about = aboutOf(desk, part)
    return {
      data: {
        about,
        price: part.price,
        zoom: asked,
        priceFrom,
        priceTo,
        between,
        levels: shown,
        levelsLeftOut: part.levels.length - shown.length,
        maxPain: part.maxPain,
        total: part.total,
        openInterestUsd: part.openInterestUsd,
        band: part.band,
      },
      lines: [
        headLine(`${instrument}, price ${part.price}`, about),
        `Within ${withinPercent} %: longs below ${rangeText(between.longUsd, low.longUsd, high.longUsd)}, shorts above ${rangeText(between.shortUsd, low.shortUsd, high.shortUsd)}.`,
        ...shown.map((level) => levelLine(level, part.price)),
        ...painLine('longs', part.maxPain.long),
        ...painLine('shorts', part.maxPain.short),
        bandText(part.band),
        NOTICE,
      ],
    }
  },
})
