import { createHash } from 'node:crypto'
import { MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { Alert } from '../signals/alerts/alert-state.ts'
import type { Message } from './channel.ts'
import { describeAlert, printed } from './describe-alert.ts'

/** What is older is told as something past. */
const LATE_AFTER = 10 * MINUTE

/** Alerts of a digest that are written out; the others are counted. */
const WRITTEN_OUT = 10

const SEVERITIES = ['high', 'medium', 'low'] as const

/** Alerts as one message. */
export function messageOf(
  alerts: readonly Alert[],
  now: Millis,
  publicUrl: string | undefined,
  picture: Uint8Array | undefined,
): Message {
  const [first] = alerts
  if (first === undefined) throw new Error('a message is of an alert')
  const isLate = now - first.time > LATE_AFTER
  const late = isLate ? 'Late: ' : ''
  const link = publicUrl === undefined ? undefined : linkTo(first, publicUrl)
  const id = idOf(alerts)
  if (alerts.length === 1) {
    const title = `${late}${printed(first.name)} – ${first.instrument}`
    return { id, alerts, title, lines: describeAlert(first), link, isLate, picture }
  }
  const worstFirst = alerts.toSorted(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || a.time - b.time,
  )
  const written = worstFirst.slice(0, WRITTEN_OUT)
  const left = alerts.length - written.length
  const lines = [
    ...written.map((alert) => `${printed(alert.name)}: ${describeAlert(alert)[0]}`),
    ...(left === 0 ? [] : [`and ${left} more`]),
  ]
  return { id, alerts, title: `${late}${alerts.length} alerts`, lines, link, isLate, picture }
}

/** What a receiver tells messages apart by. It says nothing of what was decided. */
function idOf(alerts: readonly Alert[]): string {
  const hash = createHash('sha256')
  for (const { key } of alerts) hash.update(`${key}\n`)
  return hash.digest('hex').slice(0, 32)
}

/** The page at the instrument and the time of an alert: what was known then. */
export const linkTo = (alert: Alert, publicUrl: string): string => `${publicUrl}/${viewOf(alert)}`

/** The end of that link, by which the page knows what to show. */
export const viewOf = ({ instrument, time }: Alert): string =>
  `#instrument=${encodeURIComponent(instrument).replaceAll('%3A', ':')}&at=${new Date(time).toISOString()}`
