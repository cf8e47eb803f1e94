import { z } from 'zod'
import { keptScoreSchema } from '../../api/score.ts'
import type { KeptScore } from '../../api/score.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { openInstrumentFiles } from '../child/instrument-files.ts'

/** Scores on the disk, one file an instrument: they may be lost, and are made again. */
export interface ScoreFiles {
  /** Undefined where there is none of this basis, or where it cannot be read. */
  read(instrument: InstrumentId, basis: string): Promise<KeptScore | undefined>
  /** Resolves when it is on the disk. */
  write(instrument: InstrumentId, basis: string, kept: KeptScore): Promise<void>
  /** How many could not be read. */
  readonly unreadable: number
}

/** The scores that were kept last, of whatever data. */
export interface LastScores {
  last(instrument: InstrumentId): Promise<KeptScore | undefined>
}

const fileSchema = z.strictObject({
  version: z.literal(1),
  /** What was scored: a score of other data is none of this. */
  basis: z.string(),
  ...keptScoreSchema.shape,
})

export function openScoreFiles(
  directory: string,
  onProblem: (message: string) => void,
): ScoreFiles & LastScores {
  const files = openInstrumentFiles({
    directory,
    schema: fileSchema,
    what: 'score',
    instrumentOf: ({ score }) => score.instrument,
    onProblem,
  })
  return {
    async read(instrument, wanted) {
      const file = await files.read(instrument)
      return file?.basis === wanted ? kept(file) : undefined
    },
    async last(instrument) {
      const file = await files.read(instrument)
      return file && kept(file)
    },
    write: (instrument, basis, score) => files.write(instrument, { version: 1, basis, ...score }),
    get unreadable() {
      return files.unreadable
    },
  }
}

const kept = ({ scoredAt, firstScoredDay, score }: KeptScore): KeptScore => ({
  scoredAt,
  firstScoredDay,
  score,
})
