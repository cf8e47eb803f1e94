import type { InstrumentId } from '../market/instrument.ts'
import { notionalUsd } from '../market/instrument.ts'
import type { MeasuredPosition } from '../market/measured-position.ts'
import { HOUR } from '../market/units.ts'
import type { Millis, Quantity } from '../market/units.ts'

/** Positions as they were last seen, by address and by instrument. All contracts are linear. */
export interface MeasuredLayer {
  /** What an address holds now, in place of what it held before. */
  put(address: string, positions: readonly MeasuredPosition[]): void
  /** A position whose liquidation price is passed is held to be gone until it is seen again. */
  onMark(instrument: InstrumentId, price: number): void
  onOpenInterest(instrument: InstrumentId, quantity: Quantity): void
  /** Lets go of what was not seen for `OLDEST`. */
  expire(now: Millis): void
  mark(instrument: InstrumentId): number | undefined
  openInterest(instrument: InstrumentId): Quantity | undefined
  /** Positions of an instrument that stand. */
  standing(instrument: InstrumentId): Iterable<MeasuredPosition>
  /** USD that an address holds, at the marks. */
  notionalOf(address: string): number
  /** The same, each position weighed by how near its liquidation is. */
  urgencyOf(address: string): number
  readonly counts: Readonly<Record<'addresses' | 'positions' | 'passed' | 'expired', number>>
}

/**
 * A position that was not seen for so long is left out: by then it is as likely changed as not, and
 * a level that nobody confirms is no measurement.
 */
export const OLDEST: Millis = 2 * HOUR

/** Distance of the liquidation price from the mark at which a position counts half. */
const HALF_DISTANCE = 0.02
/** What no price liquidates still counts a little: it may be added to. */
const WITHOUT_PRICE = 0.01

interface Held {
  readonly position: MeasuredPosition
  passed: boolean
}

export function measuredLayer(): MeasuredLayer {
  const byAddress = new Map<string, readonly Held[]>()
  const byInstrument = new Map<InstrumentId, Set<Held>>()
  const marks = new Map<InstrumentId, number>()
  const interests = new Map<InstrumentId, Quantity>()
  let expired = 0
  let passed = 0

  const heldIn = (instrument: InstrumentId): Set<Held> => {
    const known = byInstrument.get(instrument)
    if (known !== undefined) return known
    const made = new Set<Held>()
    byInstrument.set(instrument, made)
    return made
  }

  const drop = (address: string): readonly Held[] => {
    const held = byAddress.get(address) ?? []
    for (const one of held) heldIn(one.position.instrument).delete(one)
    byAddress.delete(address)
    return held
  }

  const usdOf = ({ instrument, quantity, entryPrice }: MeasuredPosition): number =>
    notionalUsd('linear', quantity, marks.get(instrument) ?? entryPrice)

  return {
    put(address, positions) {
      drop(address)
      if (positions.length === 0) return
      const held = positions.map(
        (position): Held => ({
          position,
          passed: isPassed(position, marks.get(position.instrument)),
        }),
      )
      for (const one of held) heldIn(one.position.instrument).add(one)
      byAddress.set(address, held)
    },
    onMark(instrument, price) {
      marks.set(instrument, price)
      for (const one of byInstrument.get(instrument) ?? [])
        if (!one.passed && isPassed(one.position, price)) {
          one.passed = true
          passed++
        }
    },
    onOpenInterest: (instrument, quantity) => void interests.set(instrument, quantity),
    expire(now) {
      for (const [address, held] of byAddress)
        if (held.every(({ position }) => now - position.observedTime > OLDEST))
          expired += drop(address).length
    },
    mark: (instrument) => marks.get(instrument),
    openInterest: (instrument) => interests.get(instrument),
    *standing(instrument) {
      for (const one of byInstrument.get(instrument) ?? []) if (!one.passed) yield one.position
    },
    notionalOf: (address) =>
      (byAddress.get(address) ?? []).reduce((sum, { position }) => sum + usdOf(position), 0),
    urgencyOf: (address) =>
      (byAddress.get(address) ?? []).reduce(
        (sum, { position }) =>
          sum + usdOf(position) * proximityOf(position, marks.get(position.instrument)),
        0,
      ),
    get counts() {
      const positions = [...byInstrument.values()].reduce((sum, { size }) => sum + size, 0)
      return { addresses: byAddress.size, positions, passed, expired }
    },
  }
}

/** Whether the mark stands at or beyond the price that liquidates it. */
function isPassed({ side, liquidationPrice }: MeasuredPosition, mark: number | undefined): boolean {
  if (liquidationPrice === undefined || mark === undefined) return false
  return side === 'long' ? mark <= liquidationPrice : mark >= liquidationPrice
}

/** 1 at the liquidation price, a half at `HALF_DISTANCE` from it, ever less beyond. */
export function proximityOf(
  { liquidationPrice, entryPrice }: MeasuredPosition,
  mark: number | undefined,
): number {
  if (liquidationPrice === undefined) return WITHOUT_PRICE
  const distance = Math.abs(liquidationPrice / (mark ?? entryPrice) - 1)
  return 1 / (1 + distance / HALF_DISTANCE)
}
