import { asRecord } from '../venues/wire/read-json.ts'
import { shown, trouble } from '../venues/wire/reading.ts'
import type { Reading } from '../venues/wire/reading.ts'

/** Notes that ccxt could not read what the venue answered (`ccxt-error.ts`), and whether it is so. */
export function unreadable(reading: Reading, answer: unknown): boolean {
  const detail = asRecord(answer)?.['unreadable']
  if (detail === undefined) return false
  trouble(reading, 'malformed', `ccxt cannot read the venue's answer: ${shown(detail)}`)
  return true
}
