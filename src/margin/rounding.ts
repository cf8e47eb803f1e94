import type { PriceRounding } from '../market/margin-rule.ts'
import type { PositionSide } from '../market/units.ts'

/** A computed price this near to a tick, relatively, is on it: what is left is float arithmetic. */
const ON_TICK = 1e-12

/** Digits after the point of a decimal number. */
export function decimalsOf(step: number): number {
  const [mantissa = '', exponent = '0'] = step.toExponential().split('e')
  const digits = mantissa.split('.')[1]?.length ?? 0
  return Math.max(0, digits - Number(exponent))
}

function toTick(price: number, tick: number, direction: 'up' | 'down'): number {
  const steps = price / tick
  const nearest = Math.round(steps)
  const onTick = Math.abs(steps - nearest) <= ON_TICK * Math.abs(steps)
  const whole = onTick ? nearest : direction === 'up' ? Math.ceil(steps) : Math.floor(steps)
  return Number((whole * tick).toFixed(Math.min(100, decimalsOf(tick))))
}

/**
 * A liquidation price as the venue shows it. Without a tick it is the exact price, except for a
 * venue that rounds to decimals.
 */
export function roundPrice(
  price: number,
  rounding: PriceRounding,
  side: PositionSide,
  tickSize: number | undefined,
): number {
  if (rounding.kind === 'decimals') return Number(price.toFixed(rounding.decimals))
  if (rounding.kind === 'none' || tickSize === undefined) return price
  if (rounding.kind === 'plus-tick') return side === 'long' ? price + tickSize : price - tickSize
  const against = side === 'long' ? 'up' : 'down'
  return toTick(
    price,
    tickSize,
    rounding.direction === 'against-trader' ? against : rounding.direction,
  )
}
