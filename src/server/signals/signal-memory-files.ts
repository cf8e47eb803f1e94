import { readdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { instrumentIdSchema, timeSchema } from '../../market/schema.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { DAY } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { REGIMES } from '../../signals/regime.ts'
import { PATTERNS } from '../../signals/signal-state.ts'
import { openInstrumentFiles } from '../child/instrument-files.ts'
import type { SignalsRemembered } from './signal-walk.ts'

/** Where what readings remember is kept in the data folder. */
export const SIGNAL_MEMORY = 'signal-memory'

/**
 * What the readings of a map remembered as time went on: a folder a UTC day, `2026-03-01`, with one
 * file an instrument. So clusters and patterns keep their names over a restart, and a past moment is
 * told with the names of then. Lost, what is older than a new reading would look back gets others.
 */
export interface SignalMemoryFiles {
  /** The newest of a time or before that can be read; undefined where there is none. */
  read(instrument: InstrumentId, time: Millis): Promise<SignalsRemembered | undefined>
  /**
   * Keeps it as that of its day, unless there is an earlier one that it goes on from. Resolves when
   * it is on the disk.
   */
  write(instrument: InstrumentId, remembered: SignalsRemembered): Promise<void>
}

/** Each of so many days is kept, of those before the first of each week: a reading looks back two. */
const EACH_KEPT: Millis = 35 * DAY
const WEEK = 7 * DAY

const side = z.enum(['long', 'short'])

const clusterSchema = z.object({
  side,
  firstBin: z.int(),
  endBin: z.int(),
  priceFrom: z.number(),
  priceTo: z.number(),
  peakPrice: z.number(),
  centrePrice: z.number(),
  distance: z.number(),
  usd: z.number(),
  distanceBand: z.enum(['near', 'far', 'beyond']),
})

const trackSchema = z.object({
  id: z.string(),
  since: timeSchema,
  firstPrice: z.number(),
  cluster: clusterSchema,
  seen: timeSchema,
  readings: z.array(z.object({ time: timeSchema, usd: z.number() })),
})

const massesSchema = z.object({
  past: z
    .array(
      z.object({
        time: timeSchema,
        usd: z.number(),
        sweptUsd: z.number(),
        isSignificant: z.boolean(),
      }),
    )
    .min(1),
  last: clusterSchema
    .pick({ side: true, firstBin: true, endBin: true, usd: true })
    .extend({ isSignificant: z.boolean().optional() })
    .transform(({ isSignificant, ...last }) => ({ ...last, isSignificant })),
  seen: timeSchema,
  sweptUsd: z.number(),
})

/** What is not finite is null in JSON. */
const numberSchema = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN)

const formationSchema = z
  .object({
    kind: z.enum(PATTERNS),
    id: z.string(),
    label: z.string(),
    side: side.optional(),
    since: timeSchema,
    sincePrice: z.number(),
    held: timeSchema,
    clusterIds: z.array(z.string()),
    targets: z.array(z.object({ side, price: z.number() })),
    isConfirmed: z.boolean(),
    numbers: z.record(z.string(), numberSchema),
  })
  .transform(({ side: of, ...rest }) => ({ ...rest, side: of }))

const ratioSchema = z.object({ regime: z.enum(REGIMES), since: timeSchema })

const fileSchema = z.object({
  version: z.literal(1),
  instrument: instrumentIdSchema,
  steps: z.object({ from: timeSchema, every: z.number().positive() }),
  time: timeSchema,
  memory: z.object({
    tracks: z.array(trackSchema),
    masses: z.array(z.tuple([z.string(), massesSchema])),
    ratios: z.object({ near: ratioSchema, far: ratioSchema, all: ratioSchema }),
    formations: z.object({
      open: z.array(formationSchema),
      spent: z.array(z.object({ formation: formationSchema, until: timeSchema })),
    }),
  }),
})

export function openSignalMemoryFiles(
  directory: string,
  onProblem: (message: string) => void,
): SignalMemoryFiles {
  const filesOf = (day: string) =>
    openInstrumentFiles({
      directory: join(directory, day),
      schema: fileSchema,
      what: 'memory of signals',
      instrumentOf: ({ instrument }) => instrument,
      onProblem,
    })

  async function prune(instrument: InstrumentId, now: Millis): Promise<void> {
    const weeks = new Set<number>()
    for (const day of (await daysOf(directory)).toSorted()) {
      const time = Date.parse(day)
      if (time > now - EACH_KEPT) return
      const files = filesOf(day)
      // oxlint-disable-next-line no-await-in-loop -- the oldest first
      if ((await files.state(instrument)) === undefined) continue
      const week = Math.floor(time / WEEK)
      // oxlint-disable-next-line no-await-in-loop -- the oldest first
      if (weeks.has(week)) await files.remove(instrument)
      // oxlint-disable-next-line no-await-in-loop -- the oldest first
      if (weeks.has(week))
        await rmdir(join(directory, day)).catch(ignoreWhere('ENOTEMPTY', 'ENOENT'))
      weeks.add(week)
    }
  }

  return {
    async read(instrument, time) {
      const days = (await daysOf(directory)).filter((day) => day <= dayOf(time))
      for (const day of days.toSorted().toReversed()) {
        // oxlint-disable-next-line no-await-in-loop -- mostly the first is it
        const file = await filesOf(day).read(instrument)
        if (file !== undefined && file.time <= time)
          return { steps: file.steps, time: file.time, memory: file.memory }
      }
      return undefined
    },
    async write(instrument, remembered) {
      const { time, steps } = remembered
      const files = filesOf(dayOf(time))
      const known = await files.read(instrument)
      const isOfSame = known?.steps.from === steps.from && known.steps.every === steps.every
      if (isOfSame && known.time <= time) return
      // What is written is what can be read again.
      await files.write(instrument, fileSchema.parse({ version: 1, instrument, ...remembered }))
      await prune(instrument, time)
    },
  }
}

const dayOf = (time: Millis): string => new Date(time).toISOString().slice(0, 10)

const DAY_NAME = /^\d{4}-\d{2}-\d{2}$/

const daysOf = async (directory: string): Promise<readonly string[]> =>
  ((await readdir(directory).catch(ignoreWhere('ENOENT'))) ?? []).filter((name) =>
    DAY_NAME.test(name),
  )

/** Takes failures of some kinds for nothing to be done. */
const ignoreWhere =
  (...codes: readonly string[]) =>
  (error: unknown): undefined => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (!codes.some((one) => one === code)) throw error
  }
