/**
 * The fit of λ = a·x + b·y + c to realised amounts R: the a, b, c ≥ 0 of least QLIKE loss
 * Σ R/λ + ln λ. Newton's method, with the gradient Σ x·(1/λ − R/λ²) and the second derivatives
 * Σ x·x′·(2R/λ − 1)/λ². Where these are not convex, those that amounts with a spread in proportion
 * to their mean have on average, Σ x·x′/λ², stand in for them (Fisher scoring). Where such a step would
 * raise the loss, the multiplicative update for the Itakura–Saito divergence is taken in its place,
 * which with its square root never does (Févotte, Bertin & Durrieu 2009):
 *
 *     a ← a · √( Σ x·R/λ² ÷ Σ x/λ )
 */

import { boundedStep } from './bounded-step.ts'

/** Coefficients of a link: one per feature, in USD per unit of it, and the constant in USD a row. */
export interface Link {
  readonly slopes: readonly number[]
  readonly constant: number
}

/** Columns x, y ≥ 0 that a link is made of: one or two. */
export type Features<Column = ArrayLike<number>> = readonly [Column, Column?]

/** Other columns out of each of them. */
export const eachFeature = <From, To>(
  [first, second]: Features<From>,
  change: (one: From) => To,
): Features<To> => (second === undefined ? [change(first)] : [change(first), change(second)])

/** Rows to fit on, as columns of one length: features, and what came. */
export interface LinkRows {
  readonly features: Features<Float64Array>
  readonly realisedUsd: Float64Array
}

/**
 * Least share of the mean realised amount that the constant may be. A forecast of nothing for an
 * hour in which nothing came would else gain without bound.
 */
const LEAST_CONSTANT = 1e-3

/** Least part that a feature starts with: an update could not raise a coefficient from 0. */
const LEAST_START = 1e-3

/** A fit is over when no part of λ moves by more than this share of the mean in a step. */
const SETTLED = 1e-5

/** The expectation of a row in USD; NaN where a feature is. */
export const linkedUsd = ({ slopes, constant }: Link, features: Features, row: number): number =>
  slopes.reduce((sum, slope, k) => sum + slope * features[k]![row]!, constant)

/**
 * Fits from a link, or from equal parts for every feature and the constant where there is none.
 * A feature that is 0 in all rows keeps its coefficient. Undefined where nothing was realised in
 * any row: then no scale can be learnt.
 * @param most steps at most
 */
export function fitLink(
  { features, realisedUsd }: LinkRows,
  start: Link | undefined,
  most: number,
): Link | undefined {
  const meanRealised = mean(realisedUsd)
  if (!(meanRealised > 0)) return undefined
  const count = features.length
  const [x, y = new Float64Array(x.length)] = features

  // Coefficients in parts: what of the mean realised amount a feature, or the constant, makes.
  const units = [x, y].map((column) => {
    const of = mean(column)
    return of > 0 ? meanRealised / of : 0
  })
  const part = 1 / (count + 1)
  const startOf = (k: number) => {
    if (units[k] === 0) return 0
    return start ? Math.max(start.slopes[k]! / units[k]!, LEAST_START) : part
  }
  const constant = start ? start.constant / meanRealised : part
  const measure = (parts: readonly number[]): Fit =>
    fitOf(x, y, realisedUsd, [...units, meanRealised], parts)
  const least = [0, 0, LEAST_CONSTANT]
  let fit = measure([startOf(0), startOf(1), Math.max(constant, LEAST_CONSTANT)])
  for (let round = 0; round < most; round++) {
    const descent = fit.pull.map((pulled, k) => pulled - fit.push[k]!)
    const step = (curvature: Matrix) => boundedStep(fit.parts, descent, curvature, least)
    const to = step(fit.curvature) ?? step(fit.information)
    let next = to && measure(to)
    if (!(next && next.loss <= fit.loss)) next = measure(multiplied(fit, least))
    const moved = Math.max(...next.parts.map((to, k) => Math.abs(to - fit.parts[k]!)))
    fit = next
    if (moved < SETTLED) break
  }
  return {
    slopes: features.map((_, k) =>
      units[k] === 0 ? (start?.slopes[k] ?? 0) : fit.parts[k]! * units[k]!,
    ),
    constant: fit.parts[2]! * meanRealised,
  }
}

type Matrix = readonly (readonly number[])[]

/** How well coefficients fit, and what their neighbours look like; all by parts. */
interface Fit {
  readonly parts: readonly number[]
  readonly loss: number
  /** Σ x·R/λ² and Σ x/λ. */
  readonly pull: readonly number[]
  readonly push: readonly number[]
  /** Second derivatives of the loss, and what they are on average. */
  readonly curvature: Matrix
  readonly information: Matrix
}

/** Logarithms are taken of products of so many λ in units of the mean, which cannot overflow. */
const ROWS_A_LOGARITHM = 16

/** One pass over the rows: a year of days is fitted some thousand times over. */
function fitOf(
  x: Float64Array,
  y: Float64Array,
  realised: Float64Array,
  [unitX, unitY, unit]: readonly number[],
  parts: readonly number[],
): Fit {
  const [u, v, mean] = [unitX! / unit!, unitY! / unit!, unit!]
  const [a, b, c] = [parts[0]! * u, parts[1]! * v, parts[2]!]
  const pull = new Float64Array(3)
  const push = new Float64Array(3)
  const information = new Float64Array(6)
  const bent = new Float64Array(6)
  let [loss, product] = [0, 1]
  for (let row = 0; row < realised.length; row++) {
    const [xRow, yRow] = [x[row]!, y[row]!]
    const expected = c + a * xRow + b * yRow
    const inverse = 1 / expected
    const square = inverse * inverse
    const ratio = (realised[row]! / mean) * inverse
    loss += ratio
    product *= expected
    if (row % ROWS_A_LOGARITHM === 0) {
      loss += Math.log(product)
      product = 1
    }
    addVector(push, xRow, yRow, inverse)
    addVector(pull, xRow, yRow, ratio * inverse)
    addMatrix(information, xRow, yRow, square)
    addMatrix(bent, xRow, yRow, (2 * ratio - 1) * square)
  }
  const vector = ([one, xs, ys]: Float64Array) => [u * xs!, v * ys!, one!]
  const matrix = ([one, xs, ys, xx, xy, yy]: Float64Array): Matrix => [
    [u * u * xx!, u * v * xy!, u * xs!],
    [u * v * xy!, v * v * yy!, v * ys!],
    [u * xs!, v * ys!, one!],
  ]
  return {
    parts,
    loss: loss + Math.log(product),
    pull: vector(pull),
    push: vector(push),
    curvature: matrix(bent),
    information: matrix(information),
  }
}

/** Adds w·(1, x, y). */
function addVector(sums: Float64Array, x: number, y: number, weight: number): void {
  sums[0]! += weight
  sums[1]! += x * weight
  sums[2]! += y * weight
}

/** Adds w·(1, x, y, xx, xy, yy). */
function addMatrix(sums: Float64Array, x: number, y: number, weight: number): void {
  addVector(sums, x, y, weight)
  sums[3]! += x * x * weight
  sums[4]! += x * y * weight
  sums[5]! += y * y * weight
}

const multiplied = ({ parts, pull, push }: Fit, least: readonly number[]): readonly number[] =>
  parts.map((part, k) =>
    push[k]! > 0 ? Math.max(part * Math.sqrt(pull[k]! / push[k]!), least[k]!) : part,
  )

function mean(values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum / values.length
}
