import { readFile, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROUTES } from '../../src/api/routes.ts'
import { signalsSchema } from '../../src/api/signals.ts'
import type { SignalsAnswer } from '../../src/api/signals.ts'
import { DAY } from '../../src/market/units.ts'
import type { Product } from './whole-chain.ts'
import { until } from './whole-chain.ts'

/** What tests of signals over `kill -9` do and ask. */

export const ID = 'binance:BTCUSDT'
export const MEMORY = 'signal-memory'
export const MONTH = 30 * DAY

/**
 * Ends a process by SIGKILL at a moment of its first write of what readings remember: where half of it
 * is written, all of it, or where it is in its place.
 */
export const KILLER = `
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
const point = process.env.ISOTHERM_TEST_KILL
const { writeFile, rename } = fs.promises
const isMemory = (path) => String(path).includes('${MEMORY}')
const die = () => {
  process.kill(process.pid, 'SIGKILL')
  return new Promise(() => undefined)
}
fs.promises.writeFile = async (path, text, ...rest) => {
  if (isMemory(path) && point === 'half-written') {
    fs.writeFileSync(path, text.slice(0, text.length / 2))
    return die()
  }
  await writeFile(path, text, ...rest)
  if (isMemory(path) && point === 'written') return die()
}
fs.promises.rename = async (from, to) => {
  await rename(from, to)
  if (isMemory(to) && point === 'in-place') return die()
}
syncBuiltinESMExports()
`

export const isReady = ({ url }: Product) =>
  until<{ readonly ready: boolean }>(`${url}/health`, ({ ready }) => ready)

/** What the newest reading says, once it is of a time. */
export async function signalsFrom(product: Product, time: number): Promise<SignalsAnswer> {
  await isReady(product)
  return signalsSchema.parse(
    await until<Partial<SignalsAnswer>>(urlOf(product), (answer) => (answer.time ?? 0) >= time),
  )
}

export const urlOf = ({ url }: Product): string => `${url}${ROUTES.signals}?instrument=${ID}`

/** Asks until the process has ended, and tells what by. */
export async function askedUntilEnd(product: Product): Promise<NodeJS.Signals | null> {
  const life = { isOver: false }
  const ended = product.ended.finally(() => (life.isOver = true))
  while (!life.isOver) {
    // oxlint-disable-next-line no-await-in-loop
    await fetch(urlOf(product)).then(
      (answer) => answer.text().catch(() => ''),
      () => '',
    )
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((next) => setTimeout(next, 50))
  }
  return ended
}

/** What two say once both have read as far. */
export async function bothSay(one: Product, other: Product, time: number) {
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop
    const [a, b] = await Promise.all([signalsFrom(one, time), signalsFrom(other, time)])
    if (a.time === b.time) return [saidIn(a), saidIn(b)] as const
  }
}

/** All that is said by rule, without how new it is. */
const saidIn = ({ asOf: _asOf, stale: _stale, ...said }: SignalsAnswer) => said

export const named = ({ clusters }: Pick<SignalsAnswer, 'clusters'>) => clusters.map(({ id }) => id)

/** A memory as one would have left it that had begun a month before: no other reading gives its names. */
const aged = (text: string): string =>
  text
    .replaceAll(/(long|short)-(\d{13})-/g, (_, side, since) => `${side}-${Number(since) - MONTH}-`)
    .replaceAll(/"(since|from)":(\d{13})/g, (_, name, time) => `"${name}":${Number(time) - MONTH}`)

/** Puts what was remembered into the day before, so that the next process has a day to write. */
export async function makeOld(folder: string): Promise<void> {
  const [day] = await readdir(join(folder, MEMORY))
  const before = new Date(Date.parse(day!) - DAY).toISOString().slice(0, 10)
  await rename(join(folder, MEMORY, day!), join(folder, MEMORY, before))
  const path = join(folder, MEMORY, before, `${encodeURIComponent(ID)}.json`)
  await writeFile(path, aged(await readFile(path, 'utf8')))
}
