/**
 * Runs the prototype's models (../shared/prototype) and ours over the same recorded hours and prints,
 * per coin and model: open notional within ±5 % of price (median of hours after day 20), what was
 * realised ÷ what the map of the hour before said the hour would sweep (R/P), and how the hours
 * rank (Spearman). Ours runs twice: read as the prototype reads a bar, and as the product does.
 *
 *   npx tsx bench/reproduce.ts
 */
import { binMiddle, binOf, binPosition } from '../src/market/price-bin.ts'
import { BarReader } from '../src/model/bar-reader.ts'
import { LIFETIMES, liquidationDistances } from '../src/model/component.ts'
import type { SideIndex } from '../src/model/side.ts'
import { LONG, SHORT } from '../src/model/side.ts'
import { modelSpec } from '../src/model/models.ts'
import type { ModelSpec } from '../src/model/model-spec.ts'
import { PositionModel } from '../src/model/position-model.ts'
import { priorWeights } from '../src/model/prior.ts'
import type { RealHours } from './real-hours.ts'
import { realHours } from './real-hours.ts'

const SCORED_FROM = 20 * 24

/** USD by hour: what the map before the hour puts in the range the hour sweeps, and within ±5 %. */
interface Run {
  readonly predicted: number[][]
  readonly near: number[]
}

// The prototype assumes a maintenance margin of 0.45 % for every leverage.
const MAINTENANCE = 0.0045
const distanceAt = (side: 'long' | 'short', leverage: number) =>
  side === 'long'
    ? 1 - (1 - 1 / leverage) / (1 - MAINTENANCE)
    : (1 + 1 / leverage) / (1 + MAINTENANCE) - 1

const EDGES = [0.0035, 0.007, 0.012, 0.02, 0.032, 0.05, 0.08, 0.12, 0.19, 0.3, 0.45]
const pointsOf = (from: number, to: number) =>
  Math.max(2, Math.min(48, Math.ceil((to - from) / 0.001 / 2)))

/** Our models, set up the way the prototype is. */
function asPrototype(id: string): ModelSpec {
  const spec = modelSpec(id, distanceAt)
  const reading = { kind: 'whole', points: 6 } as const
  if (id !== 'isotherm') return { ...spec, reading }
  const distances = liquidationDistances(distanceAt, EDGES, pointsOf)
  const weights = [{ since: 0, weights: priorWeights(distances, LIFETIMES) }]
  return { ...spec, distances, weights, reading, agesInside: false }
}

function ours(spec: ModelSpec, hours: RealHours): Run {
  const model = new PositionModel(spec)
  const reader = new BarReader(hours.candles, hours.openInterest)
  const run: Run = { predicted: [], near: [] }
  let before = 0
  for (let bar = reader.next(); bar !== undefined; bar = reader.next()) {
    const sweeps = [binOf(bar.low), binOf(bar.high)]
    const spread = [binOf(before * 0.95), binOf(before * 1.05)]
    let near = 0
    const predicted = [LONG, SHORT].map((s) => {
      let swept = 0
      eachCell(model, s as SideIndex, (bin, usd) => {
        if (s === LONG ? bin >= sweeps[LONG]! : bin <= sweeps[SHORT]!) swept += usd
        if (bin >= spread[0]! && bin <= spread[1]!) near += usd
      })
      return swept
    })
    run.predicted.push(predicted)
    run.near.push(near)
    model.push(bar)
    before = bar.close
  }
  return run
}

function eachCell(model: PositionModel, side: SideIndex, take: (bin: number, usd: number) => void) {
  const { ledger, spec } = model
  if (ledger.bins === 0) return
  const scale = model.levelScale(side)
  for (let k = 0; k < spec.distances.length; k++)
    for (let b = ledger.firstBin; b < ledger.firstBin + ledger.bins; b++) {
      let amount = 0
      for (let r = 0; r < spec.lifetimes.length; r++)
        amount += model.weights[k * spec.lifetimes.length + r]! * ledger.alive(side, k, r, b)
      const bin = b + ledger.offsets[side][k]!
      if (amount > 0) take(bin, amount * scale * binMiddle(bin))
    }
}

interface PrototypeModel {
  OI?: number
  step(bar: object, realised: object): void
  density(side: number, out: Float64Array): void
}

const GRID = 0.001
const BUCKETS = 3000

/** The prototype's own classes; its grid is centred on a price of 100, so prices are scaled. */
function prototype(model: PrototypeModel, hours: RealHours): Run {
  const { candles, openInterest } = hours
  const unit = candles.open[0]! / 100
  const run: Run = { predicted: [], near: [] }
  const density = new Float64Array(BUCKETS)
  const bucket = (price: number) => Math.floor(Math.log(price / unit / 100) / GRID) + BUCKETS / 2
  for (let i = 0; i < candles.openTime.length; i++) {
    const before = candles.close[i - 1] ?? 0
    const sweeps = [bucket(candles.low[i]!), bucket(candles.high[i]!)]
    const spread = [bucket(before * 0.95), bucket(before * 1.05)]
    let near = 0
    const predicted = [1, -1].map((side) => {
      if (i === 0) return 0
      model.density(side, density)
      let swept = 0
      density.forEach((coins, b) => {
        const usd = coins * 100 * unit * Math.exp((b + 0.5 - BUCKETS / 2) * GRID)
        if (side > 0 ? b >= sweeps[0]! : b <= sweeps[1]!) swept += usd
        if (b >= spread[0]! && b <= spread[1]!) near += usd
      })
      return swept
    })
    run.predicted.push(predicted)
    run.near.push(near)
    const oi = openInterest.value[i]!
    const price = (column: Float64Array) => column[i]! / unit
    const close = price(candles.close)
    const bar = {
      o: price(candles.open),
      h: price(candles.high),
      l: price(candles.low),
      c: close,
      // The prototype takes volume in money and divides by the close to get coins.
      v: candles.volume[i]! * close,
      tb: candles.takerBuyVolume[i]! * close,
      OI: oi,
      dOI: oi - (openInterest.value[i - 1] ?? oi),
    }
    model.step(bar, { L: 0, S: 0, n: 0 })
  }
  return run
}

function scores(run: Run, { candles, liquidatedLong, liquidatedShort }: RealHours): string[] {
  let [realised, predicted] = [0, 0]
  const pairs: [number, number][] = []
  for (let i = SCORED_FROM; i < run.predicted.length; i++) {
    ;[liquidatedLong, liquidatedShort].forEach((coins, side) => {
      const usd = coins[i]! * candles.close[i]!
      if (Number.isNaN(usd)) return
      realised += usd
      predicted += run.predicted[i]![side]!
      pairs.push([run.predicted[i]![side]!, usd])
    })
  }
  const near = run.near.slice(SCORED_FROM).sort((a, b) => a - b)
  const known = pairs.length > 0
  return [
    (near[near.length >> 1]! / 1e6).toFixed(0),
    known ? (realised / predicted).toFixed(4) : 'unknown',
    known ? spearman(pairs).toFixed(3) : 'unknown',
  ]
}

/** Ranks from 0, ties sharing their mean. */
function ranks(values: readonly number[]): Float64Array {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!)
  const rank = new Float64Array(values.length)
  for (let i = 0; i < order.length; ) {
    let j = i
    while (j < order.length && values[order[j]!] === values[order[i]!]) j++
    for (let k = i; k < j; k++) rank[order[k]!] = (i + j - 1) / 2
    i = j
  }
  return rank
}

function spearman(pairs: readonly (readonly [number, number])[]): number {
  const [x, y] = [ranks(pairs.map((p) => p[0])), ranks(pairs.map((p) => p[1]))]
  const mean = (x.length - 1) / 2
  let [xy, xx, yy] = [0, 0, 0]
  x.forEach((value, i) => {
    const [a, b] = [value - mean, y[i]! - mean]
    xy += a * b
    xx += a * a
    yy += b * b
  })
  return xy / Math.sqrt(xx * yy)
}

const { ModelA, ModelB, BankD } = await import(
  new URL('../../shared/prototype/models.mjs', import.meta.url).href
)
const prototypes: Record<string, () => PrototypeModel> = {
  'opening-only': () => new ModelA('oi', 6),
  'opening-volume': () => new ModelA('vol', 6),
  conserving: () => new ModelB(0, undefined, undefined, 6),
  turnover: () => new ModelB(0.25, undefined, undefined, 6),
  isotherm: () => new BankD({ calib: false, fit: 'none', spread: 6, bpd: 24 }),
}

console.log(`price bins of ours ${binPosition(1.001).toFixed(2)} to one of the prototype's`)
/** Share of the traded volume that rises of open interest account for. */
function risingShare({ candles, openInterest }: RealHours): number {
  let rises = 0
  for (let i = 1; i < openInterest.value.length; i++)
    rises += Math.max(0, openInterest.value[i]! - openInterest.value[i - 1]!)
  return rises / candles.volume.reduce((a, b) => a + b, 0)
}

for (const coin of ['BTC', 'ETH', 'SOL'])
  console.log(`${coin} rises of OI / volume: ${(100 * risingShare(realHours(coin))).toFixed(2)} %`)
console.log('coin model            who           USD M ±5 %      R/P  Spearman')
for (const coin of ['BTC', 'ETH', 'SOL']) {
  const hours = realHours(coin)
  for (const [id, make] of Object.entries(prototypes)) {
    const rows: [string, Run][] = [
      ['prototype', prototype(make(), hours)],
      ['ours, its way', ours(asPrototype(id), hours)],
      ['ours', ours(modelSpec(id, distanceAt), hours)],
    ]
    for (const [who, run] of rows) {
      const [near, ratio, rank] = scores(run, hours)
      console.log(
        `${coin}  ${id.padEnd(16)} ${who.padEnd(14)} ${near!.padStart(9)} ${ratio!.padStart(8)} ${rank!.padStart(9)}`,
      )
    }
  }
}
