import type { Millis, PositionSide } from '../../market/units.ts'
import { normal, type Random, seededRandom } from '../../market/seeded-random.ts'
import type { Happening, StateHappening } from './happening.ts'
import { onGrid, type StandInInstrument, wholeLots } from './instrument.ts'
import { anchorPrice, pastOpenInterest, saltOf } from './past.ts'

/** How much happens, per instrument. */
export interface ActivityRates {
  readonly tradesPerSecond: number
  readonly liquidationsPerMinute: number
  /** Standard deviation of the price over a minute, as a fraction. */
  readonly movePerMinute: number
}

/** As much as a test of ten minutes wants: something every second, and not more than it can hold. */
export const calmRates: ActivityRates = {
  tradesPerSecond: 0.7,
  liquidationsPerMinute: 3,
  movePerMinute: 0.0008,
}

/** Many happenings at one moment. */
export interface ActivityBurst {
  readonly type: 'trade' | 'liquidation'
  readonly symbol: string
  readonly count: number
}

/** A market that moves by chance, the same way for the same seed. */
export interface Activity {
  /** What happens in (from, to], oldest first, and the state of every instrument at `to`. */
  step(from: Millis, to: Millis): Happening[]
  burst(burst: ActivityBurst, from: Millis, to: Millis): Happening[]
}

interface Market {
  readonly instrument: StandInInstrument
  readonly random: Random
  price: number
  openInterest: number
  funding: number
  trades: number
}

/** Seconds in which most of the distance to the anchor is made up: venues do not drift apart. */
const RETURN = 120
/** Part of all liquidations that come in a cluster of up to this many. */
const CLUSTERS = 0.2
const CLUSTER_SIZE = 20
/** Part of the members of a cluster that equal the one before in everything. */
const TWINS = 0.3

/** Begins a market at the prices of `past.ts`. */
export function startActivity(
  instruments: readonly StandInInstrument[],
  seed: number,
  start: Millis,
  rates: ActivityRates,
): Activity {
  const markets = instruments.map((instrument): Market => {
    const salt = saltOf(instrument, seed)
    return {
      instrument,
      random: seededRandom(salt),
      price: anchorPrice(instrument, start),
      openInterest: pastOpenInterest(instrument, salt, start),
      funding: 0.0001,
      trades: 0,
    }
  })
  return {
    step(from, to) {
      const all = markets.flatMap((market) => stepMarket(market, from, to, rates))
      return inOrder([...all, ...markets.map((market) => stateOf(market, to))])
    },
    burst({ type, symbol, count }, from, to) {
      const market = markets.find((each) => each.instrument.symbol === symbol)
      if (market === undefined) throw new RangeError(`no instrument ${symbol} to burst`)
      const made: Happening[] = []
      // Among hundreds in a millisecond two would be equal by chance, and in messages of their own
      // nobody could tell them apart; those of one message are made where liquidations cluster.
      const known = new Set<string>()
      while (made.length < count) {
        const at = moment(market.random, from, to)
        const one =
          type === 'trade' ? trade(market, at) : liquidation(market, at, anySide(market.random))
        const text = JSON.stringify(one)
        if (type === 'liquidation' && known.has(text)) continue
        known.add(text)
        made.push(one)
      }
      return inOrder(made)
    },
  }
}

function stepMarket(market: Market, from: Millis, to: Millis, rates: ActivityRates): Happening[] {
  const { random, instrument } = market
  const made: Happening[] = []
  const seconds = (to - from) / 1_000
  const before = market.price
  const drawn = (anchorPrice(instrument, to) / before - 1) * (1 - Math.exp(-seconds / RETURN))
  market.price = nextPrice(market, rates.movePerMinute * Math.sqrt(seconds / 60), drawn)
  const trades = poisson(random, rates.tradesPerSecond * seconds)
  for (let i = 0; i < trades; i++) made.push(trade(market, moment(random, from, to)))
  const liquidations = poisson(random, (rates.liquidationsPerMinute * seconds) / 60)
  // A falling price liquidates longs.
  const side: PositionSide = market.price < before ? 'long' : 'short'
  for (let i = 0; i < liquidations; i++) {
    const at = moment(random, from, to)
    const first = liquidation(market, at, side)
    made.push(first)
    if (random() >= CLUSTERS) continue
    const more = 1 + Math.floor(random() * CLUSTER_SIZE)
    for (let j = 0; j < more; j++) {
      made.push(random() < TWINS ? { ...first } : liquidation(market, at, side))
    }
  }
  const change = 1 + normal(random) * 0.0003 * Math.sqrt(seconds)
  market.openInterest = wholeLots(instrument, market.openInterest * change)
  market.funding = onGrid(market.funding + normal(random) * 1e-7 * Math.sqrt(seconds), 8)
  return made
}

function trade(market: Market, at: Millis): Happening {
  const { random, instrument } = market
  market.price = nextPrice(market, 0.00003, 0)
  return {
    type: 'trade',
    symbol: instrument.symbol,
    at,
    price: market.price,
    quantity: amount(market, 1),
    takerSide: random() < 0.5 ? 'buy' : 'sell',
    count: ++market.trades,
  }
}

function liquidation(market: Market, at: Millis, position: PositionSide): Happening {
  const { random, instrument } = market
  const away = 1 + (position === 'long' ? -1 : 1) * 0.001 * random()
  return {
    type: 'liquidation',
    symbol: instrument.symbol,
    at,
    position,
    price: onGrid(market.price * away, instrument.priceDigits),
    quantity: amount(market, 4),
  }
}

/** How the market stands: mark and index lie close to the last price. */
function stateOf(market: Market, at: Millis): StateHappening {
  const { instrument, random, price } = market
  return {
    type: 'state',
    symbol: instrument.symbol,
    at,
    lastPrice: price,
    markPrice: onGrid(price * (1 + normal(random) * 0.00005), instrument.priceDigits),
    indexPrice: onGrid(price * (1 + normal(random) * 0.00005), instrument.priceDigits),
    openInterest: market.openInterest,
    fundingRate: market.funding,
  }
}

/** A step of the price by chance, and by a fraction that draws it back. */
function nextPrice({ price, instrument, random }: Market, deviation: number, drawn: number) {
  const moved = onGrid(price * (1 + normal(random) * deviation + drawn), instrument.priceDigits)
  return moved > 0 ? moved : price
}

/** Amounts are spread widely: many small, few large. */
const amount = ({ instrument, random }: Market, scale: number): number =>
  wholeLots(instrument, instrument.tradeSize * scale * Math.exp(1.2 * normal(random)))

const anySide = (random: Random): PositionSide => (random() < 0.5 ? 'long' : 'short')

const moment = (random: Random, from: Millis, to: Millis): Millis =>
  to - Math.floor(random() * (to - from))

function poisson(random: Random, mean: number): number {
  // Knuth's method; a step is short, so the mean is small.
  const limit = Math.exp(-Math.min(mean, 500))
  let count = 0
  for (let product = random(); product > limit; product *= random()) count++
  return count
}

const inOrder = (made: Happening[]): Happening[] => made.sort((a, b) => a.at - b.at)
