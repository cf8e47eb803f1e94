import { z } from 'zod'
import { keptSignalsSchema } from '../../api/signal-records.ts'
import type { KeptSignals } from '../../api/signal-records.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { openInstrumentFiles } from '../child/instrument-files.ts'

/** Where records are kept in the data folder. */
export const SIGNAL_RECORDS = 'signal-records'

/** Records of signals on the disk, one file an instrument: they may be lost, and are made again. */
export interface SignalRecordFiles {
  /** Undefined where there is none, or where it cannot be read. */
  read(instrument: InstrumentId): Promise<KeptSignals | undefined>
  /** Resolves when it is on the disk. */
  write(kept: KeptSignals): Promise<void>
}

const fileSchema = z.strictObject({ version: z.literal(1), ...keptSignalsSchema.shape })

export function openSignalRecordFiles(
  directory: string,
  onProblem: (message: string) => void,
): SignalRecordFiles {
  const files = openInstrumentFiles({
    directory,
    schema: fileSchema,
    what: 'record of signals',
    instrumentOf: ({ record }) => record.instrument,
    onProblem,
  })
  return {
    async read(instrument) {
      const file = await files.read(instrument)
      return file && { madeAt: file.madeAt, record: file.record }
    },
    write: (kept) => files.write(kept.record.instrument, { version: 1, ...kept }),
  }
}
