import type { Random } from '../../market/seeded-random.ts'
import { normal } from '../../market/seeded-random.ts'
import type { AgentKind } from './agent-mix.ts'
import { drawIndex, exponential, poisson } from './draw.ts'
import type { Exchange } from './exchange.ts'
import { marginLevel, tierOf } from './margin-level.ts'
import type { Order } from './positions.ts'
import type { Past, PriceSince } from './past.ts'
import type { PricePath } from './price-path.ts'
import { DAY_MINUTES } from './regime.ts'

const SMALLEST_USD = 20
/** Mean of the collateral behind a cross position beyond its initial margin, over that margin. */
const CROSS_COLLATERAL = 1.6
/** Chance that a trader without a stop adds margin, and how far towards liquidation. */
const MARGIN_CALL_CHANCE = 0.12
const MARGIN_CALL_AT = 0.75
/** Chance that a trader who meant to close holds on to a loss, and for which part of a lifetime. */
const HOLD_LOSS_CHANCE = 0.35
const HOLD_LOSS_LIFE = 0.7
/** No venue takes an order that would be liquidated this near. */
const NEAREST_LEVEL = 0.0005
/** Stops and targets are set within this distance. */
const FARTHEST_ORDER = 0.25

export interface TradersOptions {
  readonly exchange: Exchange
  readonly path: PricePath
  readonly mix: readonly AgentKind[]
  readonly random: Random
  /** Minutes of the run. */
  readonly minutes: number
  /** Leverage of new positions drifts to e^shift times what it was at the start. */
  readonly leverageShift: number
}

/** The traders of one venue: when they open, how much, how levered, and when they close. */
export class Traders {
  readonly #options: TradersOptions
  readonly #random: Random
  /** Kinds that open, and positions that are due to be closed, in each second of the minute. */
  readonly #opening: number[][] = Array.from({ length: 60 }, () => [])
  readonly #closing: number[][] = Array.from({ length: 60 }, () => [])
  #minute = 0

  constructor(options: TradersOptions) {
    this.#options = options
    this.#random = options.random
  }

  /** Opens what is still open of what was opened before the run. */
  populate(past: Past): void {
    const { mix, exchange } = this.#options
    mix.forEach((kind, index) => {
      const meanDays = (kind.lifeMinutes * Math.exp(kind.lifeSpread ** 2 / 2)) / DAY_MINUTES
      const stock = kind.flow * exchange.venue.openInterestUsd * meanDays
      for (let count = 0; count < stock / kind.sizeUsd; count++) {
        // Of what is open at a moment, the long-lived are over-represented: by a log-normal whose
        // middle is higher by the square of its width. Some of that life has passed.
        const life = this.#life(kind) * Math.exp(kind.lifeSpread ** 2)
        const age = life * this.#random()
        this.#open(index, life - age, past.at(age))
      }
    })
  }

  beginMinute(minute: number): void {
    const { mix, exchange, path } = this.#options
    const random = this.#random
    this.#minute = minute
    mix.forEach((kind, index) => {
      const usual = (kind.flow * exchange.venue.openInterestUsd) / DAY_MINUTES / kind.sizeUsd
      for (let count = poisson(random, usual * path.activity); count > 0; count--)
        this.#opening[Math.floor(random() * 60)]!.push(index)
    })
    exchange.closings.take(minute, (position, generation) => {
      this.#closing[Math.floor(random() * 60)]!.push(position, generation)
    })
  }

  /** What the traders do in a second of the minute, 0 to 59. */
  act(second: number): void {
    const opening = this.#opening[second]!
    for (const index of opening) this.#enter(index)
    if (opening.length > 0) opening.length = 0
    const closing = this.#closing[second]!
    for (let i = 0; i < closing.length; i += 2) this.#leave(closing[i]!, closing[i + 1]!)
    if (closing.length > 0) closing.length = 0
  }

  #enter(index: number): void {
    const { exchange, mix, path } = this.#options
    const kind = mix[index]!
    const life = this.#life(kind) / Math.sqrt(path.activity)
    const { price, markPrice } = exchange
    const [high, low] = [Math.max(price, markPrice), Math.min(price, markPrice)]
    const order = this.#open(index, life, { price, high, low })
    if (order === undefined) return
    const takes = this.#random() < kind.takerChance
    exchange.trade(order.quantity, takes === order.sign > 0)
  }

  #leave(at: number, generation: number): void {
    const { exchange, mix } = this.#options
    const { positions, closings } = exchange
    // A trader who has added margin since comes back later.
    if (!positions.isSame(at, generation) || positions.closeMinute[at] !== this.#minute) return
    const isLoss = positions.sign[at]! * (exchange.price - positions.entry[at]!) < 0
    if (isLoss && this.#random() < HOLD_LOSS_CHANCE) {
      const more = HOLD_LOSS_LIFE * this.#life(mix[positions.kind[at]!]!)
      const minute = this.#minute + 1 + Math.floor(more)
      positions.closeMinute[at] = minute
      closings.add(minute, at, generation)
    } else exchange.close(at, this.#random() < 0.5)
  }

  /**
   * Opens a position at a price, or gives undefined where a price since then has ended it or came
   * too near to its level.
   */
  #open(index: number, lifeMinutes: number, { price, high, low }: PriceSince): Order | undefined {
    const order = this.#draw(index, price, lifeMinutes)
    const { sign } = order
    const [worst, best] = sign > 0 ? [low, high] : [high, low]
    const isLiquidated = sign * (order.liquidationPrice - worst * (1 - sign * NEAREST_LEVEL)) >= 0
    const isClosed =
      sign * (order.marginCall - worst) >= 0 ||
      sign * (order.stop - worst) >= 0 ||
      sign * (order.target - best) <= 0
    if (isLiquidated || isClosed) return undefined
    this.#options.exchange.open(order)
    return order
  }

  #draw(index: number, entry: number, lifeMinutes: number): Order {
    const { exchange, mix, path } = this.#options
    const random = this.#random
    const kind = mix[index]!
    const tilt = kind.longTilt + kind.momentumTilt * Math.tanh(path.momentum)
    const sign = random() < 0.5 + tilt ? 1 : -1
    const quantity = this.#sizeUsd(kind) / entry
    const leverage = this.#leverage(kind, quantity * entry)
    const initial = (quantity * entry) / leverage
    const isCross = random() < kind.crossChance
    const wallet = isCross ? initial * (1 + CROSS_COLLATERAL * exponential(random)) : initial
    const isHedged = random() < kind.hedgedChance
    const liquidationPrice = isHedged
      ? Number.NaN
      : marginLevel(exchange.venue, sign, entry, quantity, wallet)
    const distance = isHedged ? 1 : Math.abs(1 - liquidationPrice / entry)
    const reach = Math.min(distance, FARTHEST_ORDER)
    const at = (share: number) => entry * (1 - sign * reach * share)
    const hasStop = random() < kind.stopChance
    const addsMargin = !hasStop && !isHedged && random() < MARGIN_CALL_CHANCE
    return {
      kind: index,
      sign,
      entry,
      quantity,
      wallet,
      leverage,
      liquidationPrice,
      stop: hasStop ? at(0.2 + 0.7 * random()) : Number.NaN,
      target: random() < kind.targetChance ? at(-(0.4 + 1.6 * random())) : Number.NaN,
      marginCall: addsMargin ? entry * (1 - sign * distance * MARGIN_CALL_AT) : Number.NaN,
      closeMinute: this.#minute + 1 + Math.floor(lifeMinutes),
      patience: addsMargin ? this.#life(kind) : 0,
    }
  }

  #sizeUsd(kind: AgentKind): number {
    const { sizeUsd, sizeSpread, largestUsd } = kind
    const drawn = sizeUsd * Math.exp(sizeSpread * normal(this.#random) - sizeSpread ** 2 / 2)
    return Math.max(SMALLEST_USD, Math.min(drawn, largestUsd))
  }

  #leverage(kind: AgentKind, notionalUsd: number): number {
    const { exchange, minutes, leverageShift } = this.#options
    const drawn = kind.leverages[drawIndex(this.#random, kind.leverageChances)]!
    const isLevered = kind.name !== 'hedger'
    const drift = isLevered ? Math.exp(leverageShift * (this.#minute / minutes)) : 1
    const most = tierOf(exchange.venue, notionalUsd).maxLeverage ?? Number.POSITIVE_INFINITY
    return Math.min(most, Math.max(1, drawn * drift))
  }

  #life(kind: AgentKind): number {
    return kind.lifeMinutes * Math.exp(kind.lifeSpread * normal(this.#random))
  }
}
