/**
 * Time and peak memory of the model and of the whole map on generated minutes. Each case runs in a
 * process of its own, three times; the best time counts. `dense` is the way other maps are built:
 * every cell of every leverage tier is scanned at every candle, and every column is kept whole; it
 * runs beside the others so that a ratio can be quoted on any machine.
 *
 *   npx tsx bench/model.ts            30 days of minutes
 *   npx tsx bench/model.ts 525600     a year
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { TILE_SIZE } from '../src/heatmap/grid.ts'
import type { PlaneSet } from '../src/heatmap/planes.ts'
import { DAY, MINUTE } from '../src/market/units.ts'
import { modelSpec } from '../src/model/models.ts'
import type { MapSource } from '../src/pipeline/map-source.ts'
import { createPositionMap } from '../src/pipeline/position-map.ts'
import { Replay } from '../src/pipeline/replay.ts'
import { generatedBars } from './generated-bars.ts'

const CASES = [
  'nothing',
  'model',
  'map side 1',
  'map side 0',
  'map band 1',
  'screen 1 60',
  'screen 30 3600',
  'dense',
] as const

function runModel(source: MapSource): string {
  const replay = new Replay(source, modelSpec('isotherm', source.distanceAt))
  let bars = 0
  while (replay.step() !== undefined) bars++
  const { distances, lifetimes } = replay.model.spec
  return `${bars} bars, ${distances.length} distances × ${lifetimes.length} lifetimes × 2 sides`
}

function runMap(source: MapSource, planes: PlaneSet, zoom: number): string {
  const map = createPositionMap(source, 'isotherm')
  const width = MINUTE * TILE_SIZE
  let tiles = 0
  let bytes = 0
  const last = Math.ceil(map.to / width)
  for (const strip of map.strips(planes, MINUTE, zoom, Math.floor(map.from / width), last))
    for (const tile of strip.tiles.values()) {
      tiles++
      bytes += tile.length
    }
  const { from, to } = map.priceRange()
  const bins = Math.ceil(Math.log(to / from) / (Math.log1p(0.0005) * 2 ** zoom))
  return `${bins} bins, ${tiles} tiles, ${(bytes / 1e6).toFixed(0)} MB before compression`
}

/** What a page asks for first: the last days, in buckets of so many seconds, from a cold start. */
function runScreen(source: MapSource, days: number, seconds: number): string {
  const map = createPositionMap(source, 'isotherm')
  const bucket = seconds * 1000
  const width = bucket * TILE_SIZE
  const first = Math.floor((map.to - days * DAY) / width)
  let tiles = 0
  for (let x = first; x * width < map.to; x++) tiles += map.tiles('side', bucket, 1, x).size
  return `last ${days} days, ${(days * DAY) / bucket} columns, ${tiles} tiles, strip by strip`
}

/** 1,100 bins × 4 tiers, decayed and copied at every candle. */
function runDense({ candles }: MapSource): string {
  const BINS = 1100
  const tiers = [0.1, 0.04, 0.02, 0.01].map((distance) => ({
    distance,
    cells: new Float64Array(BINS),
  }))
  const columns: Float64Array[] = []
  const bin = (price: number) => Math.floor((price / candles.open[0]! - 0.5) * BINS)
  for (let i = 0; i < candles.openTime.length; i++) {
    const column = new Float64Array(BINS)
    const close = candles.close[i]!
    const [low, high] = [bin(candles.low[i]!), bin(candles.high[i]!)]
    for (const { distance, cells } of tiers) {
      for (let b = 0; b < BINS; b++) {
        cells[b]! *= 0.9995
        if (b >= low && b <= high) cells[b] = 0
      }
      cells[bin(close * (1 - distance))]! += candles.volume[i]! * close
      cells[bin(close * (1 + distance))]! += candles.volume[i]! * close
      for (let b = 0; b < BINS; b++) column[b]! += cells[b]!
    }
    columns.push(column)
  }
  return `${columns.length} columns of ${BINS} bins, 4 tiers`
}

function run(name: string, source: MapSource): string {
  const [kind, planes, zoom] = name.split(' ')
  if (kind === 'model') return runModel(source)
  if (kind === 'screen') return runScreen(source, Number(planes), Number(zoom))
  if (kind === 'map') return runMap(source, planes as PlaneSet, Number(zoom))
  return kind === 'dense' ? runDense(source) : 'only the input'
}

const [first, second] = process.argv.slice(2)
if (first === '--case') {
  const source = await generatedBars(Number(process.argv[4]))
  let best = Number.POSITIVE_INFINITY
  let what = ''
  for (let i = 0; i < 3; i++) {
    const before = process.cpuUsage().user
    what = run(second!, source)
    best = Math.min(best, (process.cpuUsage().user - before) / 1000)
  }
  const peak = process.resourceUsage().maxRSS / 1024
  console.log(JSON.stringify({ best, peak, what }))
} else {
  const bars = first ?? '43200'
  const self = fileURLToPath(import.meta.url)
  console.log(
    `${bars} bars of a minute; CPU time of the best of 3 runs, peak memory of the process`,
  )
  for (const name of CASES) {
    // A year of dense columns does not fit beside the rest.
    if (name === 'dense' && Number(bars) > 50_000) continue
    const args = ['--import', 'tsx', self, '--case', name, bars]
    const { best, peak, what } = JSON.parse(
      execFileSync(process.execPath, args, { encoding: 'utf8' }),
    ) as { best: number; peak: number; what: string }
    console.log(
      `${name.padEnd(14)} ${best.toFixed(0).padStart(6)} ms ${peak.toFixed(0).padStart(5)} MB  ${what}`,
    )
  }
}
