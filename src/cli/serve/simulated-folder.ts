import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { HOUR } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { publicEvents } from '../../sim/market/public-events.ts'
import { simulateMarket, SIMULATOR_VERSION } from '../../sim/market/run.ts'
import type { SimulationOptions } from '../../sim/market/run.ts'
import { UNFINISHED } from '../../store/durable-file.ts'
import { openHistory } from '../../store/history.ts'

/** Which market is simulated. */
export type SimulationChoice = Pick<SimulationOptions, 'seed' | 'days' | 'regime'>

/** The market that is shown where there is no other. */
export const SHOWN_SIMULATION: SimulationChoice = { seed: 1, days: 25, regime: 'mixed' }

/** A Monday. The market ends where its days end, whenever it is looked at. */
const START: Millis = Date.UTC(2026, 0, 5)

/** Says which market the folder holds, and the hash of each file: a folder without it is not whole. */
const CONTENTS = 'simulated.json'

/** Another market, or another version of the simulator, lies in another folder. */
export const simulatedFolder = (data: string, { seed, days, regime }: SimulationChoice): string =>
  join(data, 'simulated', `${regime}-${seed}-${days}d-v${SIMULATOR_VERSION}`)

/**
 * Simulates a market and writes what it published as a Parquet history. The folder is replaced at
 * once, when all is written; the same choice gives the same files.
 */
export async function writeSimulated(folder: string, choice: SimulationChoice): Promise<void> {
  const unfinished = `${folder}.${process.pid}${UNFINISHED}`
  try {
    await mkdir(dirname(folder), { recursive: true })
    const [run] = simulateMarket({ ...choice, start: START }).venues
    const history = await openHistory(unfinished)
    try {
      await history.append(publicEvents(run!), [run!.venue.instrument])
    } finally {
      await history.close()
    }
    await writeFile(join(unfinished, CONTENTS), await contentsOf(unfinished, choice))
    await rm(folder, { recursive: true, force: true })
    await rename(unfinished, folder)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

/** Whether a folder holds this market, as this version of the simulator made it, and unchanged since. */
export async function isWhole(folder: string, choice: SimulationChoice): Promise<boolean> {
  const kept = await readFile(join(folder, CONTENTS), 'utf8').catch(() => undefined)
  return kept !== undefined && kept === (await contentsOf(folder, choice))
}

/** Whether a folder holds something, and none of it is a simulated market. */
export async function holdsOther(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch((): string[] => [])
  return names.length > 0 && !names.includes(CONTENTS)
}

/** Removes the simulated markets beside a folder: of other choices and versions, and what was cut off. */
export async function removeOthers(folder: string): Promise<void> {
  const parent = dirname(folder)
  const others = (await readdir(parent)).map((name) => join(parent, name))
  for (const one of others.filter((name) => name !== folder)) {
    // oxlint-disable-next-line no-await-in-loop -- few, and rarely any
    const { mtimeMs } = await stat(one)
    const isBeingWritten = one.endsWith(UNFINISHED) && Date.now() - mtimeMs < HOUR
    // oxlint-disable-next-line no-await-in-loop -- as above
    if (!isBeingWritten) await rm(one, { recursive: true, force: true })
  }
}

async function contentsOf(folder: string, { seed, days, regime }: SimulationChoice) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isFile() && entry.name !== CONTENTS)
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
  const files: Record<string, string> = {}
  for (const name of names) {
    // oxlint-disable-next-line no-await-in-loop -- one file in memory at a time
    const bytes = await readFile(join(folder, name))
    files[name.replaceAll('\\', '/')] = createHash('sha256').update(bytes).digest('hex')
  }
  return JSON.stringify({ version: SIMULATOR_VERSION, seed, days, regime, files }, null, 2)
}
