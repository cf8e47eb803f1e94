import { z } from 'zod'
import { instrumentIdSchema, timeSchema } from '../market/schema.ts'
import type { InstrumentId } from '../market/instrument.ts'
import { REGIMES } from '../signals/regime.ts'
import { PATTERNS } from '../signals/signal-state.ts'
import { openInstrumentFiles } from './instrument-files.ts'
import type { SignalsRemembered } from './signal-walk.ts'

/** Where what readings remember is kept in the data folder. */
export const SIGNAL_MEMORY = 'signal-memory'

/**
 * What the readings of a map remembered at a step, one file an instrument: clusters and patterns older
 * than a new reading would look back keep their names over a restart. Lost, they get others.
 */
export interface SignalMemoryFiles {
  /** Undefined where there is none, or where it cannot be read. */
  read(instrument: InstrumentId): Promise<SignalsRemembered | undefined>
  /** Resolves when it is on the disk. */
  write(instrument: InstrumentId, remembered: SignalsRemembered): Promise<void>
}

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
  const files = openInstrumentFiles({
    directory,
    schema: fileSchema,
    what: 'memory of signals',
    instrumentOf: ({ instrument }) => instrument,
    onProblem,
  })
  return {
    async read(instrument) {
      const file = await files.read(instrument)
      return file && { steps: file.steps, time: file.time, memory: file.memory }
    },
    async write(instrument, remembered) {
      // What is written is what can be read again.
      const file = fileSchema.parse({ version: 1, instrument, ...remembered })
      await files.write(instrument, file)
    },
  }
}
