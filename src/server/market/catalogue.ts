import { nearest } from '../../api/nearest.ts'
import type { InstrumentInfo } from '../../api/schema.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { Millis } from '../../market/units.ts'
import type { ModelInfo } from '../../model/models.ts'
import type { MapShelf } from '../map/map-shelf.ts'
import type { VersionedMap } from '../map/served-map.ts'
import { marketsById } from './market.ts'
import type { Market, MarketSource } from './market.ts'
import { problem } from '../http/problems.ts'

/** Finds what a request names, or throws the problem that says what there is instead. */
export interface Catalogue {
  readonly models: readonly ModelInfo[]
  instruments(): Promise<readonly InstrumentInfo[]>
  /** Throws `unknown-instrument`. */
  market(id: InstrumentId): Promise<Market>
  /** Throws `unknown-instrument`, `unknown-model` or `no-map`. */
  map(id: InstrumentId, model: string): Promise<VersionedMap>
}

export function createCatalogue(
  sources: readonly MarketSource[],
  models: readonly ModelInfo[],
  shelf: MapShelf,
): Catalogue {
  const lastPrices = new Map<string, number>()

  async function lastPrice(market: Market): Promise<number> {
    if (market.live?.lastPrice !== undefined) return market.live.lastPrice
    const { to, interval } = market.stored
    const key = `${market.instrument.id} ${await market.fingerprint()}`
    const known = lastPrices.get(key)
    if (known !== undefined) return known
    const price = (await market.candles(to - interval, to)).close.at(-1)
    if (price === undefined) throw new Error(`${market.instrument.id} has no candle at its end`)
    lastPrices.set(key, price)
    return price
  }

  async function info(market: Market): Promise<InstrumentInfo> {
    const { contractSize: _, ...instrument } = market.instrument
    const { from, to, interval } = market.stored
    return {
      ...instrument,
      from,
      to,
      simulated: market.simulated,
      candleInterval: interval,
      lastPrice: await lastPrice(market),
      hasOpenInterest: market.openInterestSpan !== undefined,
    }
  }

  return {
    models,
    market: (id) => findMarket(sources, id),
    instruments: async () =>
      Promise.all([...(await marketsById(sources)).values()].map((one) => info(one))),
    async map(id, model) {
      const found = await findMarket(sources, id)
      const ids = models.map((one) => one.id)
      if (!ids.includes(model))
        throw problem('unknown-model', `there is no model ${model}: use ${ids.join(', ')}`)
      return shelf.open(found, model)
    },
  }
}

/** The market of an instrument. Throws the problem `unknown-instrument`, which names near ones. */
export async function findMarket(
  sources: readonly MarketSource[],
  id: InstrumentId,
): Promise<Market> {
  const known = await marketsById(sources)
  const found = known.get(id)
  if (found !== undefined) return found
  const names = [...known.keys()]
  const near = nearest(id.slice(id.indexOf(':') + 1), names)
  const likely = near.length > 0 ? near : nearest(id, names)
  throw problem(
    'unknown-instrument',
    likely.length > 0
      ? `there is no ${id}: did you mean ${likely.join(' or ')}?`
      : `there is no ${id}: there are ${names.slice(0, 20).join(', ')}`,
  )
}

/** Bound of the rows of one answer. */
export const MAX_ROWS = 50_000

/** Throws the problem `range-too-large` where a range holds too many rows. */
export function checkRows(from: Millis, to: Millis, spacing: Millis): void {
  const estimatedRows = Math.ceil((to - from) / spacing)
  if (estimatedRows <= MAX_ROWS) return
  throw problem(
    'range-too-large',
    `this range holds about ${estimatedRows} rows, at most ${MAX_ROWS} are answered at once: ` +
      'ask for a shorter range or a longer interval',
    { estimatedRows, limit: MAX_ROWS },
  )
}
