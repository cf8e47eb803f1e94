import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { keptScoreSchema } from '../api/score.ts'
import type { KeptScore } from '../api/score.ts'
import type { InstrumentId } from '../market/instrument.ts'
import { replaceFile } from '../store/durable-file.ts'

/** Scores on the disk, one file an instrument: they may be lost, and are made again. */
export interface ScoreFiles {
  /** Undefined where there is none of this basis, or where it cannot be read. */
  read(instrument: InstrumentId, basis: string): Promise<KeptScore | undefined>
  /** Resolves when it is on the disk. */
  write(instrument: InstrumentId, basis: string, kept: KeptScore): Promise<void>
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
): ScoreFiles {
  // A symbol may hold a slash, and no file name should hold a colon.
  const pathOf = (id: InstrumentId) => join(directory, `${encodeURIComponent(id)}.json`)
  return {
    async read(instrument, basis) {
      const path = pathOf(instrument)
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') onProblem(`cannot read ${path}: ${error.message}`)
        return undefined
      })
      if (text === undefined) return undefined
      const file = parse(text)
      if (file === undefined || file.score.instrument !== instrument) {
        onProblem(`${path} is no score of ${instrument}: it is made again`)
        return undefined
      }
      const { scoredAt, firstScoredDay, score } = file
      return file.basis === basis ? { scoredAt, firstScoredDay, score } : undefined
    },
    write: (instrument, basis, kept) =>
      replaceFile(pathOf(instrument), (unfinished) =>
        writeFile(unfinished, JSON.stringify({ version: 1, basis, ...kept })),
      ),
  }
}

function parse(text: string): z.infer<typeof fileSchema> | undefined {
  try {
    return fileSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
