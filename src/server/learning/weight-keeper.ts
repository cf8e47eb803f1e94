import { learntWeightsSchema } from '../../api/learnt-weights.ts'
import type { Millis } from '../../market/units.ts'
import { readPrinted } from '../child/read-printed.ts'
import type { LearnJob, LearnRunner } from './score-process.ts'
import type { WeightFiles } from './weight-files.ts'

/** Keeps what instruments learn by themselves, for the others of their venue. */
export interface WeightKeeper extends Pick<WeightFiles, 'learnt' | 'unreadable'> {
  /** Learns anew; resolves when that is on the disk, or could not be done, which is told. */
  learn(job: LearnJob): Promise<void>
}

export interface WeightKeeperOptions {
  readonly run: LearnRunner
  readonly files: WeightFiles
  /** UTC milliseconds. */
  readonly now: () => Millis
  readonly onProblem: (message: string) => void
}

export const openWeightKeeper = ({
  run,
  files,
  now,
  onProblem,
}: WeightKeeperOptions): WeightKeeper => ({
  learnt: (instrument) => files.learnt(instrument),
  get unreadable() {
    return files.unreadable
  },
  async learn(job) {
    const { instrument, signal } = job
    try {
      const text = await run(job)
      await files.write(readPrinted(text, learntWeightsSchema, 'weights', instrument), now())
    } catch (error) {
      if (signal.aborted) return
      const why = error instanceof Error ? error.message : String(error)
      onProblem(`the weights of ${instrument} cannot be learnt or kept: ${why}`)
    }
  },
})
