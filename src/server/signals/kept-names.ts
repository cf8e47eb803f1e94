import type { InstrumentId } from '../../market/instrument.ts'
import { DAY } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { SignalMemoryFiles } from './signal-memory-files.ts'
import type { SignalSteps } from './signal-steps.ts'
import { goesOnFrom } from './signal-walk.ts'
import type { SignalWalk, SignalsRemembered } from './signal-walk.ts'

/** The names that an instrument's clusters and patterns were told by. */
export interface KeptNames {
  /** What a walk of these steps to a time goes on from: of before that time. */
  before(wanted: SignalSteps, to: Millis): Promise<SignalsRemembered | undefined>
  /** Once a UTC day: what is younger than that is read again and has the same names. */
  write(walk: Pick<SignalWalk, 'settled'>): void
}

export const NO_NAMES: KeptNames = {
  before: () => Promise.resolve(undefined),
  write: () => undefined,
}

/** @param onError is told where something could not be read or written */
export function keepNames(
  files: SignalMemoryFiles | undefined,
  onError: (error: unknown) => void,
): (instrument: InstrumentId) => KeptNames {
  if (files === undefined) return () => NO_NAMES
  /** The UTC day of the step that was written last, and where the steps to it began. */
  const written = new Map<InstrumentId, string>()
  return (instrument) => ({
    async before(wanted, to) {
      const kept = await files.read(instrument, to - 1)
      return kept && goesOnFrom(kept, wanted, to) ? kept : undefined
    },
    write({ settled }) {
      if (settled === undefined) return
      const told = `${Math.floor(settled.time / DAY)} ${settled.steps.from}`
      if (written.get(instrument) === told) return
      written.set(instrument, told)
      files.write(instrument, settled).catch(onError)
    },
  })
}
