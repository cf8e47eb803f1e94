import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { AlertsConfig } from '../alerts/config.ts'
import { systemResolve } from '../alerts/guarded-request.ts'
import { openAlerts } from '../alerts/open-alerts.ts'
import type { CollectorLog } from '../collector/collector.ts'
import { nodeDisk } from '../journal/node-disk.ts'
import { nodeClock } from '../journal/ports.ts'
import type { ServedAlerts } from '../server/alert-routes.ts'
import { alertPictures } from './alert-pictures.ts'

/** Alerts as they run, and what ends them. */
export interface RunningAlerts extends ServedAlerts {
  close(): Promise<void>
}

/** Opens the outbox in `<data>/alerts` and sends what waits in it. */
export async function startAlerts(
  config: AlertsConfig,
  data: string,
  log: CollectorLog,
): Promise<RunningAlerts> {
  const directory = join(data, 'alerts')
  await mkdir(directory, { recursive: true })
  const pictures = alertPictures((message) => log.warn(message))
  const desk = await openAlerts({
    disk: nodeDisk(directory),
    clock: nodeClock,
    rules: config.rules,
    channels: config.channels({ clock: nodeClock, resolve: systemResolve }),
    publicUrl: config.publicUrl,
    pictureOf: (alert) => pictures.of(alert),
    secrets: config.secrets,
  })
  void tellFaults(config, log)
  return {
    desk,
    config,
    drawFrom: (maps) => pictures.drawFrom(maps),
    close: () => desk.close(),
  }
}

/** What cannot be sent to now may be later: it is no reason not to start. */
async function tellFaults(config: AlertsConfig, log: CollectorLog): Promise<void> {
  for (const fault of await config.faults({ resolve: systemResolve })) log.warn(`alerts: ${fault}`)
}
