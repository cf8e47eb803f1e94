import { z } from 'zod'
import { learntWeightsSchema } from '../../api/learnt-weights.ts'
import type { InstrumentWeights } from '../../api/learnt-weights.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { timeSchema } from '../../market/schema.ts'
import { DAY } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { LIFETIMES } from '../../model/component.ts'
import type { LearntElsewhere } from '../../model/shared-weights.ts'
import { openInstrumentFiles } from '../child/instrument-files.ts'

/** Learnt weights on the disk, one file an instrument: the newest run replaces the one before. */
export interface WeightFiles {
  /** What an instrument teaches others; undefined where nothing of this history is kept that can be read. */
  learnt(instrument: InstrumentId): Promise<LearntElsewhere | undefined>
  /** Resolves when it is on the disk. */
  write(weights: InstrumentWeights, learntAt: Millis): Promise<void>
  /** How many could not be read. */
  readonly unreadable: number
}

const fileSchema = z.strictObject({
  version: z.literal(1),
  /** Folder of the history that they were learnt from: another one teaches other weights. */
  history: z.string(),
  learntAt: timeSchema,
  weights: learntWeightsSchema.refine(
    ({ lifetimes }) => lifetimes.join() === LIFETIMES.join(),
    'weights of other lifetimes are those of another model',
  ),
})

/**
 * A file is made some time after what it holds was learnt. Others are taught a day later, so that a map
 * that goes on and one that is made anew from the same events have been taught the same.
 */
const TAUGHT_AFTER: Millis = DAY

export function openWeightFiles(
  directory: string,
  history: string,
  onProblem: (message: string) => void,
): WeightFiles {
  const files = openInstrumentFiles({
    directory,
    schema: fileSchema,
    what: 'learnt weights',
    instrumentOf: ({ weights }) => weights.instrument,
    onProblem,
  })
  /** A file is read once, whoever asks, until it is another. */
  const known = new Map<
    InstrumentId,
    { state: string; learnt: Promise<LearntElsewhere | undefined> }
  >()

  async function read(instrument: InstrumentId): Promise<LearntElsewhere | undefined> {
    const file = await files.read(instrument)
    return file?.history === history ? taught(file.weights) : undefined
  }

  return {
    async learnt(instrument) {
      const state = await files.state(instrument)
      if (state === undefined) return undefined
      const last = known.get(instrument)
      if (last?.state === state) return last.learnt
      const learnt = read(instrument)
      known.set(instrument, { state, learnt })
      return learnt
    },
    write: (weights, learntAt) =>
      files.write(weights.instrument, { version: 1, history, learntAt, weights }),
    get unreadable() {
      return files.unreadable
    },
  }
}

function taught({ distances, known }: InstrumentWeights): LearntElsewhere {
  const entries = known.map(({ since, weights, ...entry }) => ({
    ...entry,
    since: since + TAUGHT_AFTER,
    weights: Float64Array.from(weights),
  }))
  return { distances, prior: entries[0]!.weights, known: entries }
}
