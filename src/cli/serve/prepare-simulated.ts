import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { SECOND } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { historySource } from '../../server/market/market.ts'
import type { MarketSource } from '../../server/market/market.ts'
import { runOwnProcess } from '../../server/child/own-process.ts'
import { openHistory } from '../../store/history.ts'
import type { History } from '../../store/history.ts'
import type { CommandIo } from '../command/command-io.ts'
import {
  isWhole,
  removeOthers,
  SHOWN_SIMULATION,
  simulatedFolder,
  writeSimulated,
} from './simulated-folder.ts'
import type { SimulationChoice } from './simulated-folder.ts'

/** The simulated market that is shown where there is no other: made once, kept in the data folder. */
export interface PreparedSimulation {
  /** No markets before it is ready. */
  readonly source: MarketSource
  /** Undefined before it is ready. */
  readonly history: () => History | undefined
  /** How it fares, as a sentence. */
  notice(): string
  /** Begins to prepare it after a while; resolves when it is ready, given up or cannot be made. */
  start(after?: Millis): Promise<void>
  /** There is something real to be shown: if it is not ready yet, it is no longer wanted. */
  giveUp(): void
  close(): Promise<void>
}

/** Writes the market into the folder. Rejects with an Error of one sentence. */
export type SimulationWriter = (folder: string, signal: AbortSignal) => Promise<void>

export interface PrepareOptions {
  /** The data folder. */
  readonly data: string
  readonly choice?: SimulationChoice
  readonly write?: SimulationWriter
  readonly onProblem: (message: string) => void
}

/** The built program; beside this file once that is built. */
const MAIN = fileURLToPath(new URL('../main.js', import.meta.url))

/** With a network real data is there before this: then nothing is simulated. */
export const FIRST_LOOK_AROUND: Millis = 3 * SECOND

export function prepareSimulation(options: PrepareOptions): PreparedSimulation {
  const { data, choice = SHOWN_SIMULATION, write = writerOf(choice, data), onProblem } = options
  const folder = simulatedFolder(data, choice)
  const ending = new AbortController()
  let notice = 'A simulated market will be prepared.'
  let history: History | undefined
  let source: MarketSource | undefined
  let started: Promise<void> | undefined

  async function prepare(after: Millis): Promise<void> {
    if (!(await isWhole(folder, choice))) {
      await delay(after, undefined, { signal: ending.signal })
      notice = 'A simulated market is being prepared; that takes half a minute, once.'
      await write(folder, ending.signal)
      await removeOthers(folder)
    }
    if (ending.signal.aborted) return
    history = await openHistory(folder)
    source = historySource(history)
    notice = 'Until there is, this is a simulated market.'
  }

  return {
    source: { markets: async () => (await source?.markets()) ?? [] },
    history: () => history,
    notice: () => notice,
    start(after = 0) {
      started ??= prepare(after).catch((error: unknown) => {
        if (ending.signal.aborted) return
        const reason = error instanceof Error ? error.message : String(error)
        notice = `A simulated market cannot be prepared: ${reason}.`
        onProblem(notice)
      })
      return started
    },
    giveUp() {
      if (source === undefined) ending.abort()
    },
    async close() {
      ending.abort()
      await started
      await history?.close()
    },
  }
}

/** The history of the simulated market, which is made now where it was not before. */
export async function openSimulation(data: string, io: CommandIo): Promise<History> {
  const folder = simulatedFolder(data, SHOWN_SIMULATION)
  if (!(await isWhole(folder, SHOWN_SIMULATION))) {
    io.out('Simulating a market, once\n')
    await writeSimulated(folder, SHOWN_SIMULATION)
  }
  return openHistory(folder)
}

/** In a process of its own where the program is built: it takes seconds of computing. */
const writerOf =
  (choice: SimulationChoice, data: string): SimulationWriter =>
  async (folder, signal) => {
    if (!existsSync(MAIN)) return writeSimulated(folder, choice)
    const { seed, days, regime } = choice
    const flags = ['--seed', `${seed}`, '--days', `${days}`, '--regime', regime]
    await runOwnProcess({
      main: MAIN,
      command: 'simulate',
      flags: ['--out', folder, ...flags],
      signal,
      unsaid: [[data, 'the data folder']],
    })
  }
