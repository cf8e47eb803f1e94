import type { AlertText, AlertsAnswer, ToldAlert } from '../../api/alerts.ts'
import type { ServerMessage } from '../../api/live-messages.ts'
import { cursorText, keyIn, pageOf } from '../../api/pages.ts'
import { describeAlert } from '../../alerts/describe-alert.ts'
import type { ListedChannel } from '../../alerts/listed-channel.ts'
import type { OutboxRow } from '../../alerts/outbox-records.ts'
import type { Millis } from '../../market/units.ts'
import type { AlertRule } from '../../signals/alerts/alert-rules.ts'
import type { Alert } from '../../signals/alerts/alert-state.ts'
import type { ServedAlerts } from './served-alerts.ts'

const NONE: Omit<AlertsAnswer, 'time'> = {
  enabled: false,
  publicUrl: null,
  rules: [],
  channels: [],
  alerts: [],
  next: null,
  health: { waiting: 0, dead: 0, lostLines: 0, dropped: 0, failure: null },
}

/** @param dropped liquidations that were too many to be looked at */
export function alertsAnswer(
  served: ServedAlerts | undefined,
  dropped: number,
  asked: { readonly limit: number; readonly cursor?: string | undefined },
  time: Millis,
): AlertsAnswer {
  if (served === undefined) return { time, ...NONE }
  const { desk, config } = served
  const health = desk.health()
  return {
    time,
    enabled: true,
    publicUrl: config.publicUrl ?? null,
    rules: config.rules.map(ruleInfo),
    channels: [...channelsOf(served)],
    ...toldAlerts(desk.deliveries(), asked),
    health: { ...health, dropped: health.dropped + dropped, failure: health.failure ?? null },
  }
}

/** Channels of the configuration, and browsers. */
export const channelsOf = (served: ServedAlerts | undefined): readonly ListedChannel[] => [
  ...(served?.config.listed ?? []),
  ...(served?.browsers?.listed() ?? []),
]

const ruleInfo = (rule: AlertRule): AlertsAnswer['rules'][number] => ({
  id: rule.id,
  name: rule.name ?? rule.id,
  severity: rule.severity,
  when: { ...rule.when },
  instruments: rule.instruments ?? null,
  venues: rule.venues ?? null,
  repeats: rule.repeats,
  cooldownMinutes: rule.cooldownMinutes,
  hysteresis: rule.hysteresis,
  quiet: rule.quiet ?? null,
  channels: rule.channels ?? null,
})

const timeOf = ([first]: readonly OutboxRow[]): readonly number[] => [first!.alert.time]

/** A page of alerts with the deliveries of each, newest first. */
function toldAlerts(
  rows: readonly OutboxRow[],
  { limit, cursor }: Parameters<typeof alertsAnswer>[2],
): Pick<AlertsAnswer, 'alerts' | 'next'> {
  const byKey = new Map<string, OutboxRow[]>()
  for (const row of rows) {
    const same = byKey.get(row.alert.key)
    if (same === undefined) byKey.set(row.alert.key, [row])
    else same.push(row)
  }
  const page = pageOf([...byKey.values()], timeOf, limit, keyIn(cursor))
  return { alerts: page.rows.map(toldAlert), next: cursorText('told', page.next) }
}

function toldAlert(rows: readonly OutboxRow[]): ToldAlert {
  const deliveries = rows
    .filter(({ channel }) => channel !== '')
    .map(({ alert: _alert, ...delivery }) => delivery)
  return { ...alertText(rows[0]!.alert), deliveries }
}

const alertText = ({ channels, ...alert }: Alert): AlertText => ({
  ...alert,
  text: [...describeAlert({ ...alert, channels })],
})

/** Of one message to pages. */
const MOST_AT_ONCE = 20

const SEVERITIES = ['high', 'medium', 'low']

/** Alerts as pages that are open are told of them. */
export function alertsMessage(
  alerts: readonly Alert[],
): Extract<ServerMessage, { type: 'alerts' }> {
  const worstFirst = alerts.toSorted(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || b.time - a.time,
  )
  const told = worstFirst.slice(0, MOST_AT_ONCE).map(alertText)
  return { type: 'alerts', alerts: told, left: alerts.length - told.length }
}
