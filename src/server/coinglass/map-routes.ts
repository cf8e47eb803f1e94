import {
  HEATMAP_MODELS,
  HEATMAP_RANGE_NAMES,
  heatmapAnswer,
  olderHeatmap,
} from '../../api/coinglass/heatmap-rows.ts'
import type { HeatmapAnswer, HeatmapModel } from '../../api/coinglass/heatmap-rows.ts'
import {
  MAP_RANGES,
  MAP_RANGE_NAMES,
  PAIN_RANGES,
  PAIN_RANGE_NAMES,
  instrumentOf,
  maxPainRow,
  rowsByPrice,
} from '../../api/coinglass/map-rows.ts'
import type { MapRange } from '../../api/coinglass/map-rows.ts'
import { choiceOf } from '../../api/coinglass/parameters.ts'
import type { Asked } from '../../api/coinglass/parameters.ts'
import { rangeLength } from '../../api/coinglass/spans.ts'
import { maxPain } from '../../heatmap/outward.ts'
import { DAY, HOUR, MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { Market } from '../market/market.ts'
import { isProblem } from '../http/problems.ts'
import type { VersionedMap } from '../map/served-map.ts'
import { askedCoin, coinOf, endOf, followed, grouped, nameOf, pairOf } from './desk.ts'
import type { Desk } from './desk.ts'
import { inTurn } from './in-turn.ts'
import { keptWork } from './kept-work.ts'
import { makeHeatmap } from './make-heatmap.ts'
import { byLeverage, levelsNow, levelsOpened, summedLevels } from './map-levels.ts'
import type { AddRoute } from './add-route.ts'

/** Levels now are those of the recommended model. */
const MODEL = HEATMAP_MODELS.model1

/** Coins that max pain is told of, those with the most open interest first: each needs its maps. */
const MOST_COINS = 50

/** Where positions would be liquidated: over time, now, and where the most. */
export function mapRoutes(add: AddRoute, desk: Desk): void {
  const work = keptWork()

  async function heatmap(
    markets: readonly Market[],
    model: HeatmapModel,
    asked: Asked,
  ): Promise<HeatmapAnswer> {
    const range = choiceOf(asked, 'range', HEATMAP_RANGE_NAMES, '3d')
    const mapped = await withMaps(desk, markets, HEATMAP_MODELS[model])
    return work.of(`heatmap ${model} ${range} ${stateOf(mapped)}`, async () =>
      heatmapAnswer(await makeHeatmap(mapped, range)),
    )
  }
  const ofPair = (model: HeatmapModel) => async (asked: Asked) =>
    heatmap([await pairOf(desk, asked)], model, asked)
  const ofCoinNamed = (model: HeatmapModel) => async (asked: Asked) =>
    heatmap(askedCoin(await followed(desk), asked).markets, model, asked)

  for (const model of Object.keys(HEATMAP_MODELS) as HeatmapModel[]) {
    add(`/futures/liquidation/heatmap/${model}`, ofPair(model))
    add(`/futures/liquidation/aggregated-heatmap/${model}`, ofCoinNamed(model))
    // As version 3 has them, which names the first model in no way.
    const older = model === 'model1' ? '' : `${model}/`
    add(`/futures/liquidation/${older}heatmap`, async (asked) =>
      olderHeatmap(await ofPair(model)(asked)),
    )
    add(`/futures/liquidation/${older}aggregated-heatmap`, async (asked) =>
      olderHeatmap(await ofCoinNamed(model)(asked)),
    )
  }

  const opened = (mapped: readonly Mapped[], range: MapRange) =>
    work.of(`map ${range} ${stateOf(mapped)}`, () =>
      levelsOpened(mapped, MAP_RANGES[range], rangeLength(range)),
    )

  add('/futures/liquidation/map', async (asked) => {
    const range = choiceOf(asked, 'range', MAP_RANGE_NAMES, '1d')
    const { levels } = await opened(await withMaps(desk, [await pairOf(desk, asked)], MODEL), range)
    return { data: rowsByPrice(levels.map(byLeverage)) }
  })

  const coinMap = (usual: 'v1' | 'v2') => async (asked: Asked) => {
    const range = choiceOf(asked, 'range', MAP_RANGE_NAMES, '1d')
    const format = choiceOf(asked, 'format', ['v1', 'v2'], usual)
    const mapped = await withMaps(desk, askedCoin(await followed(desk), asked).markets, MODEL)
    const all = await opened(mapped, range)
    if (format === 'v1') return { data: rowsByPrice(all.levels.map(summedLevels)) }
    const data = await inTurn(mapped, async (one) => ({
      instrument: instrumentOf(
        one.market.instrument,
        nameOf(one.market),
        await fundingHours(one.market, desk.now()),
      ),
      liqMapV2: rowsByPrice((await opened([one], range)).levels.map(summedLevels)),
    }))
    return { data, last_price: all.price }
  }
  add('/futures/liquidation/aggregated-map', coinMap('v1'))
  add('/futures/liquidation/v2/exLiqMap', coinMap('v2'))

  add('/futures/liquidation/max-pain', async (asked) => {
    const range = choiceOf(asked, 'range', PAIN_RANGE_NAMES, '24h')
    const markets = await followed(desk)
    const minute = Math.floor(Math.max(...markets.map((one) => endOf(one, desk.now()))) / MINUTE)
    return work.of(`max-pain ${range} ${minute} ${markets.length}`, async () => {
      const coins = await byOpenInterest(markets)
      const rows = await inTurn(coins.slice(0, MOST_COINS), async ([coin, some]) => {
        const mapped = await mapsOf(desk, some, MODEL)
        if (mapped.length === 0) return undefined
        const { price, levels } = levelsNow(mapped, PAIN_RANGES[range])
        const { long } = maxPain(levels.filter((level) => level.price < price))
        const { short } = maxPain(levels.filter((level) => level.price > price))
        return maxPainRow(coin, price, { long, short })
      })
      return rows.filter((row) => row !== undefined)
    })
  })
}

type Mapped = VersionedMap & { readonly market: Market }

/** Another text whenever one of the maps is another. */
const stateOf = (mapped: readonly Mapped[]): string =>
  JSON.stringify(mapped.map(({ market, map, version }) => [market.instrument.id, version, map.to]))

/** The maps of those that have one. */
async function mapsOf(
  { catalogue }: Desk,
  markets: readonly Market[],
  model: string,
): Promise<readonly Mapped[]> {
  const all = await inTurn(markets, async (market) => {
    try {
      return { market, ...(await catalogue.map(market.instrument.id, model)) }
    } catch (error) {
      if (markets.length > 1 && isProblem(error) && error.problem.code === 'no-map')
        return undefined
      throw error
    }
  })
  return all.filter((one) => one !== undefined)
}

/** Throws the problem `no-map` where none has one. */
async function withMaps(
  desk: Desk,
  markets: readonly Market[],
  model: string,
): Promise<readonly Mapped[]> {
  const mapped = await mapsOf(desk, markets, model)
  return mapped.length > 0 ? mapped : mapsOf(desk, markets.slice(0, 1), model)
}

/** Coins by what is open of them, the most first. */
async function byOpenInterest(
  markets: readonly Market[],
): Promise<readonly (readonly [string, readonly Market[]])[]> {
  const coins = await inTurn([...grouped(markets, coinOf)], async ([coin, some]) => {
    const open = await inTurn(some, openUsd)
    return { coin, some, usd: open.reduce((total, usd) => total + usd, 0) }
  })
  return coins
    .filter(({ usd }) => usd > 0)
    .toSorted((a, b) => b.usd - a.usd)
    .map(({ coin, some }) => [coin, some])
}

/** What is open in an instrument, in USD at its last price; 0 where that is not known. */
async function openUsd({
  instrument,
  openInterestSpan,
  stored,
  ...market
}: Market): Promise<number> {
  if (openInterestSpan === undefined) return 0
  const { to } = openInterestSpan
  const { value } = await market.openInterest(to - DAY, to)
  const { close } = await market.candles(stored.to - HOUR, stored.to)
  const open = value.at(-1) ?? 0
  return instrument.contract === 'linear' ? open * (close.at(-1) ?? 0) : open
}

/** Hours between two fundings as the newest rate says; null where none does. */
export async function fundingHours(market: Market, now: Millis): Promise<number | null> {
  const end = endOf(market, now)
  const span = (await market.fundingRates?.(end - DAY, end + 1))?.interval.at(-1) ?? Number.NaN
  return Number.isNaN(span) ? null : span / HOUR
}
