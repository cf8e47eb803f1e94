/**
 * How often the record of signals sees what is not there: markets that are simulated, in which nothing
 * draws price, each with the record that `isotherm signals` makes of it. Told of each sort: the mean of
 * what is above chance over the markets with its standard error, and how many 95 % intervals miss 0.
 *
 *   npx tsx bench/chance-record.ts DIR             40 markets of 60 days, the seeds from 1 on
 *   npx tsx bench/chance-record.ts DIR 20 30       so many markets and days
 *
 * About a minute a market; records lie in DIR, and those that are there are not made again.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from '../src/cli/commands.ts'
import type { SignalsAnswer } from '../src/cli/signals/signals-answer.ts'
import type { LevelRecord } from '../src/score/level-record.ts'
import { FOLLOWED_SPANS } from '../src/score/span-record.ts'
import type { FollowedSpan } from '../src/score/span-record.ts'

const [folder, ...numbers] = process.argv.slice(2)
if (folder === undefined) throw new Error('name a folder for the markets and their records')
const [markets = 40, days = 60] = numbers.map(Number)

async function run(...args: readonly string[]): Promise<string> {
  let [out, err] = ['', '']
  const code = await runCommand(args, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    readFile: (path) => readFileSync(path, 'utf8'),
  })
  if (code !== 0) throw new Error(err)
  return out
}

async function recordOf(seed: number): Promise<SignalsAnswer['pooled']> {
  const path = join(folder!, `sim-${seed}.json`)
  if (!existsSync(path)) {
    const out = join(folder!, `sim-${seed}`)
    const market = ['--regime', 'mixed', '--days', String(days), '--seed', String(seed)]
    await run('simulate', ...market, '--out', out)
    writeFileSync(path, await run('signals', '--history', out, '--data', folder!, '--json'))
  }
  return (JSON.parse(readFileSync(path, 'utf8')) as SignalsAnswer).pooled
}

await mkdir(folder, { recursive: true })
const found = new Map<string, LevelRecord[]>()
for (let seed = 1; seed <= markets; seed++) {
  // oxlint-disable-next-line no-await-in-loop -- a market takes all of a core
  const { clusters, patterns } = await recordOf(seed)
  const sorts = [
    ...Object.entries(clusters),
    ...Object.entries(patterns).map(([kind, { within }]) => [kind, within] as const),
  ]
  for (const [sort, spans] of sorts)
    for (const span of Object.keys(FOLLOWED_SPANS) as FollowedSpan[]) {
      const name = `${sort}, ${span}`
      found.set(name, [...(found.get(name) ?? []), spans[span]])
    }
}

const points = (share: number): string =>
  `${share >= 0 ? '+' : '−'}${Math.abs(100 * share).toFixed(1)}`
console.log(`${markets} markets of ${days} days`)
let [intervals, missing] = [0, 0]
for (const [name, records] of found) {
  const told = records.flatMap(({ findings }) => findings?.reached ?? [])
  if (told.length < 2) continue
  const above = told.map(({ mean, chance }) => mean - chance)
  const mean = above.reduce((a, b) => a + b) / above.length
  const variance = above.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (above.length - 1)
  const drawn = told.flatMap(({ difference }) => difference ?? [])
  const missed = drawn.filter(({ low, high }) => low > 0 || high < 0).length
  intervals += drawn.length
  missing += missed
  console.log(
    `${name}: ${points(mean)} ± ${(100 * Math.sqrt(variance / above.length)).toFixed(1)} points in ` +
      `${told.length} markets; of ${drawn.length} intervals ${missed} miss 0`,
  )
}
console.log(`of all ${intervals} intervals ${missing} miss 0`)
