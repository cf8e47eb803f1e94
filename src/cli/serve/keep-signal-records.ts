import { join } from 'node:path'
import type { Logger } from 'pino'
import { DAY } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { signalsProcess } from '../../server/learning/score-process.ts'
import { SIGNAL_RECORDS, openSignalRecordFiles } from '../../server/signals/signal-record-files.ts'
import { openSignalRecordKeeper } from '../../server/signals/signal-record-keeper.ts'
import type { SignalRecordKeeper } from '../../server/signals/signal-record-keeper.ts'
import type { History } from '../../store/history.ts'
import { MAIN } from './keep-scores.ts'

/** What followed is told of so long a history at least: maps warm up, and three days are looked ahead. */
const LEAST: Millis = 10 * DAY

/** Renews what followed signals of a history that goes on, in `<data>/signal-records`. */
export function keepSignalRecords(
  history: History,
  data: string,
  logger: Logger,
): SignalRecordKeeper {
  const onProblem = (message: string) => logger.warn(message)
  return openSignalRecordKeeper({
    run: signalsProcess({ main: MAIN, history: history.directory, data }),
    files: openSignalRecordFiles(join(data, SIGNAL_RECORDS), onProblem),
    async known() {
      const stored = await history.instruments()
      return stored
        .filter(({ candles: [finest], openInterest }) => {
          const span = finest === undefined ? 0 : finest.to - finest.from
          return openInterest !== undefined && span >= LEAST
        })
        .map(({ instrument }) => instrument.id)
    },
    now: Date.now,
    onProblem,
  })
}
