import { asText } from '../wire/read-json.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import { recordOf } from '../wire/rows.ts'

/** The `data` of an answer, still unread; undefined after noting why there is none. */
export function dataOf(reading: Reading, what: string, answer: unknown): unknown {
  const whole = recordOf(reading, what, answer)
  if (whole === undefined) return undefined
  const code = asText(whole['code'])
  if (code === '0' && whole['data'] !== undefined) return whole['data']
  const kind = code === undefined || code === '0' ? 'drift' : 'refused'
  const said = `code is ${shown(whole['code'])} (${shown(whole['msg'])}), data must be there`
  return trouble(reading, kind, `${what}: ${said}`)
}
