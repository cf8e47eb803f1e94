/**
 * Whether chance, as the record of signals makes it, is fair to levels that no map points to: of simulated
 * markets in which nothing draws price, random levels 2 to 5 % away at random hours, each beside the times
 * most like its own. Told are the share that was reached within 72 hours less chance, in points, as the mean
 * over markets with its standard error.
 *
 *   npx tsx bench/chance-levels.ts DIR [24]        so many of the markets that bench/chance-record.ts left there
 */
import { join } from 'node:path'
import type { CandleColumns } from '../src/market/candle-columns.ts'
import { seededRandom } from '../src/market/seeded-random.ts'
import { DAY, HOUR } from '../src/market/units.ts'
import { looksAfter } from '../src/score/level-look.ts'
import type { LevelCase, MatchedLook } from '../src/score/level-look.ts'
import { MatchedTimes } from '../src/score/matched-times.ts'
import { openHistory } from '../src/store/history.ts'

const [folder, wanted = '24'] = process.argv.slice(2)
if (folder === undefined) throw new Error('name the folder of the markets')
const markets = Number(wanted)

const KINDS = {
  'where price had been going that day': (along: boolean) => along,
  'where it had been coming from': (along: boolean) => !along,
  all: () => true,
}

interface RandomLevel extends LevelCase {
  readonly isAlong: boolean
}

function randomLevels(candles: CandleColumns, seed: number): readonly RandomLevel[] {
  const random = seededRandom(seed)
  const { openTime, interval, close } = candles
  const day = DAY / interval
  return Array.from(openTime).flatMap((open, i) => {
    if ((open + interval) % HOUR !== 0 || i < 8 * day || random() < 0.5) return []
    const side = random() < 0.5 ? 1 : -1
    const moved = Math.sign(close[i]! - close[i - day]!)
    const distances = [side * (0.02 + 0.03 * random())]
    return [{ time: open + interval, distances, isAlong: moved === side }]
  })
}

const hits = (looks: readonly { readonly reached: unknown }[]): number =>
  looks.filter(({ reached }) => reached !== undefined).length / looks.length

function above(looks: readonly MatchedLook[]): number {
  const known = looks.filter(({ matched }) => matched.length > 0)
  const chance = known.reduce((sum, { matched }) => sum + hits(matched), 0) / known.length
  return hits(known) - chance
}

const found = new Map<string, number[]>()
for (let seed = 1; seed <= markets; seed++) {
  // oxlint-disable no-await-in-loop -- a market takes all of a core
  const history = await openHistory(join(folder, `sim-${seed}`))
  const [stored] = await history.instruments()
  const { interval, from, to } = stored!.candles[0]!
  const candles = await history.candles(stored!.instrument.id, interval, from, to)
  await history.close()
  // oxlint-enable no-await-in-loop
  const times = new MatchedTimes(candles)
  const levels = randomLevels(candles, seed)
  for (const [kind, isOf] of Object.entries(KINDS)) {
    const cases = levels.filter(({ isAlong }) => isOf(isAlong))
    const looks = looksAfter(candles, times, cases, 3 * DAY)
    found.set(kind, [...(found.get(kind) ?? []), 100 * above(looks)])
  }
}

for (const [kind, points] of found) {
  const mean = points.reduce((a, b) => a + b) / points.length
  const variance = points.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (points.length - 1)
  const error = Math.sqrt(variance / points.length)
  console.log(
    `${kind}: ${mean.toFixed(1)} ± ${error.toFixed(1)} points in ${points.length} markets`,
  )
}
