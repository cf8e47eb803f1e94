import type { JournalClock } from '../journal/ports.ts'
import type { Millis } from '../market/units.ts'

/** Resolves after a time, or as soon as it is called off. */
export function waited(
  clock: Pick<JournalClock, 'after'>,
  wait: Millis,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const end = (): void => {
      cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = clock.after(wait, end)
    signal.addEventListener('abort', end)
  })
}
