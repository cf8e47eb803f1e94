import type { LiquidationDistance } from './component.ts'

/**
 * The prior weights "C2": what share of open interest is liquidated how far from its entry and how
 * long it lives, before any calibration. Read off Hyperliquid's public positions: of open interest
 * 36 % has up to 3x, 48 % 3–7x, 15 % more (December 2025), that is a stock of about
 * F(d) = 0.5 · (d / 0.45)^1.1 within distance d. Half of a band's stock sits at the leverage
 * buttons inside it. Near distances live short, far ones long.
 */

/** Stock of positions within distance d, as a share of open interest. */
const stockWithin = (distance: number): number => 0.5 * (Math.min(distance, 0.45) / 0.45) ** 1.1

/** Typical lifetime in turnovers at a distance: the middle of a log-normal of width 1.2. */
const typicalLifetime = (distance: number): number =>
  distance < 0.012 ? 0.15 : distance < 0.05 ? 1.5 : 7

function lifetimeShares(distance: number, lifetimes: readonly number[]): readonly number[] {
  const middle = Math.log(typicalLifetime(distance))
  const raw = lifetimes.map((life) => Math.exp(-0.5 * ((Math.log(life) - middle) / 1.2) ** 2))
  const sum = raw.reduce((a, b) => a + b, 0)
  return raw.map((share) => share / sum)
}

/**
 * Flow weights f: the share of opened quantity that is of each distance (rows) and lifetime
 * (columns). A stock s of lifetime θ is kept up by a flow weight s / (θ / 2), because the flow per
 * side is half the traded volume.
 * @returns distances × lifetimes, row by row
 */
export function priorWeights(
  distances: readonly LiquidationDistance[],
  lifetimes: readonly number[],
): Float64Array {
  const weights = new Float64Array(distances.length * lifetimes.length)
  distances.forEach((distance, k) => {
    const { from, to, share } = distance.band
    const buttons = distances.filter((d) => d.kind === 'button' && d.band.from === from)
    const half = buttons.length > 0 ? 0.5 : 1
    const stock = (stockWithin(to) - stockWithin(from)) * half
    const mine = distance.kind === 'button' ? stock / buttons.length : stock * share
    const at = distance.kind === 'button' ? distance.long : Math.sqrt(from * to)
    lifetimeShares(at, lifetimes).forEach((part, r) => {
      weights[k * lifetimes.length + r] = (mine * part) / (0.5 * lifetimes[r]!)
    })
  })
  return weights
}
