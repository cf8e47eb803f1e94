import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AlertsConfig } from '../../alerts/config.ts'
import { systemResolve } from '../../alerts/guarded-request.ts'
import { openBrowsers } from '../../alerts/browsers.ts'
import type { IsStillKey, SecretFile } from '../../alerts/browsers.ts'
import { openToldBrowsers } from '../../alerts/told-browsers.ts'
import type { CollectorLog } from '../../collector/collector-options.ts'
import { nodeDisk } from '../../journal/node-disk.ts'
import { nodeClock } from '../../journal/ports.ts'
import type { ServedAlerts } from '../../server/alerts/served-alerts.ts'
import { replaceFile } from '../../store/durable-file.ts'
import { alertPictures } from './alert-pictures.ts'

/** Alerts as they run, and what ends them. */
export interface RunningAlerts extends ServedAlerts {
  close(): Promise<void>
}

/**
 * Opens the outbox in `<data>/alerts` and sends what waits in it.
 * @param isStillKey by which browsers are told no more once the key that they asked with is revoked
 */
export async function startAlerts(
  config: AlertsConfig,
  data: string,
  isStillKey: IsStillKey,
  log: CollectorLog,
): Promise<RunningAlerts> {
  const directory = join(data, 'alerts')
  await mkdir(directory, { recursive: true })
  const pictures = alertPictures((message) => log.warn(message))
  const ports = { clock: nodeClock, resolve: systemResolve }
  const file = secretFile(join(directory, 'browsers.json'))
  const kept = await openBrowsers(file, config.push, { ...ports, isStillKey })
  const warn = (message: string): void => log.warn(`alerts: ${message}`)
  const { desk, browsers } = await openToldBrowsers(
    {
      disk: nodeDisk(directory),
      clock: nodeClock,
      rules: config.rules,
      channels: config.channels(ports),
      publicUrl: config.publicUrl,
      pictureOf: (alert) => pictures.of(alert),
      secrets: config.secrets,
    },
    kept,
    warn,
  )
  void tellFaults(config, log)
  return {
    desk,
    browsers,
    config,
    drawFrom: (maps) => pictures.drawFrom(maps),
    close: () => desk.close(),
  }
}

/** A file of mode 0600. */
const secretFile = (path: string): SecretFile => ({
  read: () =>
    readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    }),
  write: (text) => replaceFile(path, (unfinished) => writeFile(unfinished, text, { mode: 0o600 })),
})

/** What cannot be sent to now may be later: it is no reason not to start. */
async function tellFaults(config: AlertsConfig, log: CollectorLog): Promise<void> {
  for (const fault of await config.faults({ resolve: systemResolve })) log.warn(`alerts: ${fault}`)
}
