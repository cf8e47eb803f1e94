import type { AlertsAnswer, ToldAlert } from '../api/alerts.ts'
import { describeAlert } from '../alerts/describe-alert.ts'
import type { OutboxRow } from '../alerts/outbox-records.ts'
import type { Millis } from '../market/units.ts'
import type { AlertRule } from '../signals/alerts/alert-rules.ts'
import type { ServedAlerts } from './alert-routes.ts'

const NONE: Omit<AlertsAnswer, 'time'> = {
  enabled: false,
  publicUrl: null,
  rules: [],
  channels: [],
  alerts: [],
  health: { waiting: 0, dead: 0, lostLines: 0, dropped: 0, failure: null },
}

/**
 * @param dropped liquidations that were too many to be looked at
 * @param limit of the alerts, newest first
 */
export function alertsAnswer(
  served: ServedAlerts | undefined,
  dropped: number,
  limit: number,
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
    channels: [...config.listed],
    alerts: toldAlerts(desk.deliveries(), limit),
    health: { ...health, dropped: health.dropped + dropped, failure: health.failure ?? null },
  }
}

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

/** Alerts with the deliveries of each, newest first. */
function toldAlerts(rows: readonly OutboxRow[], limit: number): ToldAlert[] {
  const byKey = new Map<string, OutboxRow[]>()
  for (const row of rows) {
    const same = byKey.get(row.alert.key)
    if (same === undefined) byKey.set(row.alert.key, [row])
    else same.push(row)
  }
  return [...byKey.values()]
    .sort(([a], [b]) => b!.alert.time - a!.alert.time)
    .slice(0, limit)
    .map((same) => {
      const { channels: _, ...alert } = same[0]!.alert
      const deliveries = same.map(({ alert: _alert, ...delivery }) => delivery)
      return { ...alert, text: [...describeAlert(same[0]!.alert)], deliveries }
    })
}
