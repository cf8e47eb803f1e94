import { asText } from '../wire/read-json.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import { recordField } from '../wire/fields.ts'
import type { Fields } from '../wire/rows.ts'
import { recordOf, rowsOf } from '../wire/rows.ts'

/** The `result` of an answer; undefined after noting why there is none. */
export function resultOf(reading: Reading, what: string, answer: unknown): Fields | undefined {
  const whole = recordOf(reading, what, answer)
  if (whole === undefined) return undefined
  const code = asText(whole['retCode'])
  if (code === '0') return recordField(reading, what, whole, 'result')
  const kind = code === undefined ? 'drift' : 'refused'
  const said = `retCode is ${shown(whole['retCode'])} (${shown(whole['retMsg'])}), must be 0`
  return trouble(reading, kind, `${what}: ${said}`)
}

/** The rows of `result.list`. */
export function resultRows(reading: Reading, what: string, answer: unknown): Fields[] {
  const result = resultOf(reading, what, answer)
  return result === undefined ? [] : rowsOf(reading, `${what}.list`, result['list'])
}
