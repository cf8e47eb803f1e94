import type { HistoryInstrument } from '../../store/history.ts'
import type { CommandIo } from '../command/command-io.ts'

/**
 * What is made of instruments of a history, one after the other. Where that throws a RangeError the
 * reason is told, and the instrument left out.
 */
export async function ofEachStored<Value>(
  instruments: readonly HistoryInstrument[],
  { err }: Pick<CommandIo, 'err'>,
  make: (stored: HistoryInstrument) => Promise<Value>,
): Promise<readonly Value[]> {
  const made: Value[] = []
  for (const stored of instruments)
    try {
      // oxlint-disable-next-line no-await-in-loop -- one connection reads
      made.push(await make(stored))
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      err(`${error.message}\n`)
    }
  return made
}
