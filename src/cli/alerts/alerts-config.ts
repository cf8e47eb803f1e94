import { readFile, stat } from 'node:fs/promises'
import { readAlertsConfig } from '../../alerts/config.ts'
import type { AlertsConfig } from '../../alerts/config.ts'
import type { LiveConfig } from '../serve/live-config.ts'
import { usageError } from '../command/read-flags.ts'

/**
 * The rules and channels of the configuration file, with their secrets; undefined where it has none.
 * Throws a UsageError that names the file and what is wrong.
 */
export async function readAlerts({ config, file }: LiveConfig): Promise<AlertsConfig | undefined> {
  if (config.alerts === undefined) return undefined
  try {
    return await readAlertsConfig(config.alerts, {
      env: process.env,
      readFile: (path) => readFile(path, 'utf8'),
      isOpenToOthers: await isOpenToOthers(file),
    })
  } catch (error) {
    throw usageError(`${file} ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Windows has no such modes: there a file counts as open. */
async function isOpenToOthers(file: string): Promise<boolean> {
  const { mode } = await stat(file)
  return process.platform === 'win32' || (mode & 0o077) !== 0
}
