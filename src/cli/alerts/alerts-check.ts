import { systemResolve } from '../../alerts/guarded-request.ts'
import type { AlertsConfig } from '../../alerts/config.ts'
import type { CommandIo } from '../command/command-io.ts'

/** Tells what was read, and which targets cannot be sent to now. Exit code 1 where there is one. */
export async function checkAlerts(config: AlertsConfig, io: CommandIo): Promise<number> {
  const { rules, listed, publicUrl } = config
  io.out(`links lead to ${publicUrl ?? 'nowhere: publicUrl is not set'}\n`)
  for (const { id, when, channels } of rules)
    io.out(`rule ${id}: ${when.kind}, to ${channels?.join(', ') ?? 'all channels'}\n`)
  for (const { name, kind, target } of listed) io.out(`channel ${name}: ${kind}, ${target}\n`)
  const troubles = [
    ...(rules.length === 0 ? ['there are no rules: nothing is told'] : []),
    ...(listed.length === 0 ? ['there are no channels: nobody is told'] : []),
    ...(await config.faults({ resolve: systemResolve })),
  ]
  for (const trouble of troubles) io.err(`${trouble}\n`)
  if (troubles.length === 0) io.out('All is well.\n')
  return troubles.length === 0 ? 0 : 1
}
