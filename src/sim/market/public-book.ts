import type { BookLevel, OrderBook } from '../../market/event.ts'
import type { Millis } from '../../market/units.ts'
import { MINUTE, quantity, SECOND } from '../../market/units.ts'
import { streamOf } from './draw.ts'
import { coinsOf } from './lots.ts'
import { toTick } from './recorder.ts'
import type { SimulatedRun } from './run.ts'
import { venuePrice } from './venue-price.ts'

/** Levels of each side, a step of price apart. */
const LEVELS = 50
const STEP = 0.0001
/** Share of a level's amount that may stand at the next one instead. */
const UNEVEN = 0.6

/**
 * The order book of one venue of a run at the end of each second in [from, to), or less often. An
 * order that walks it moves the price as far as the run's forced orders did: `depthUsd` by 1 %, less or
 * more as the run's depth goes.
 * @param index place of the venue among those of the run
 */
export function* publicBooks(
  run: SimulatedRun,
  index: number,
  from: Millis,
  to: Millis,
  every: Millis = SECOND,
): Generator<OrderBook, void> {
  const { start } = run.options
  const end = start + run.path.activity.length * MINUTE
  const first = Math.max(start + every, Math.ceil((from - start) / every) * every + start)
  for (let time = first; time < Math.min(to, end + 1); time += every) yield bookAt(run, index, time)
}

function bookAt(run: SimulatedRun, index: number, time: Millis): OrderBook {
  const { path, options } = run
  const { venue } = run.venues[index]!
  const { id: instrument, venue: name, tickSize } = venue.instrument
  const second = Math.ceil((time - options.start) / SECOND) - 1
  const minute = Math.floor(second / 60)
  const price = venuePrice(run, index, second)
  // Of a minute's depth the end is known: that of the last one, at its first seconds.
  const depth = venue.depthUsd * path.depth[Math.max(0, minute - (second % 60 === 59 ? 0 : 1))]!
  const levelUsd = (depth * STEP) / 0.01
  const random = streamOf(options.seed, `${options.regime} book`, index, second)
  const side = (sign: 1 | -1): readonly BookLevel[] => {
    let moved = UNEVEN * random()
    return Array.from({ length: LEVELS }, (_, i) => {
      const next = UNEVEN * random()
      // What a level lacks stands at its neighbour: the sum over levels keeps to the depth.
      const usd = levelUsd * (1 + next - moved)
      moved = next
      const at = toTick(price * (1 + sign * (i + 0.5) * STEP), tickSize)
      const lots = Math.max(1, Math.round(usd / at / venue.lot))
      return { price: at, quantity: quantity(coinsOf(lots, venue.lot)) }
    })
  }
  return {
    type: 'order-book',
    venue: name,
    instrument,
    exchangeTime: time,
    receivedTime: time,
    bids: side(-1),
    asks: side(1),
  }
}
