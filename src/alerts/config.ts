import { schemaSentence } from '../api/schema-sentence.ts'
import { reason } from '../journal/journal-refused.ts'
import type { AlertRule } from '../signals/alerts/alert-rules.ts'
import type { Channel } from './channel.ts'
import { hostOfChannel, makerOf } from './channel-maker.ts'
import type { ChannelMaker, SecretHere } from './channel-maker.ts'
import { alertsSchema, SECRET_KEYS } from './config-schema.ts'
import type { SecretPlace } from './config-schema.ts'
import { vettedAddresses } from './guarded-address.ts'
import type { GuardPorts } from './guarded-request.ts'
import type { PushRules } from './push-endpoint.ts'
import { listedChannel } from './listed-channel.ts'
import type { ListedChannel } from './listed-channel.ts'
import { secretAt } from './secret-at.ts'
import type { SecretPorts } from './secret-at.ts'

/** What the operator wrote, with its secrets. */
export interface AlertsConfig {
  readonly rules: readonly AlertRule[]
  readonly publicUrl: string | undefined
  readonly secrets: readonly string[]
  /** Whether other machines may have tests sent. */
  readonly allowRemoteTests: boolean
  readonly listed: readonly ListedChannel[]
  /** What browsers that ask for alerts are told by. */
  readonly push: PushRules
  /** Makes the channels; nothing is connected to before they send. */
  readonly channels: (ports: Parameters<ChannelMaker>[0]) => readonly Channel[]
  /** Targets that could not be sent to now, each in a sentence: for whoever saves or starts it. */
  readonly faults: (ports: Pick<GuardPorts, 'resolve'>) => Promise<readonly string[]>
}

/**
 * Reads the part `alerts` of the configuration file. Rejects with an Error of one sentence that names
 * the key, its value unless that is a secret, and what would be right.
 */
export async function readAlertsConfig(value: unknown, ports: SecretPorts): Promise<AlertsConfig> {
  const read = alertsSchema.safeParse(value ?? {})
  if (!read.success) {
    const isSecret = (path: readonly PropertyKey[]): boolean =>
      path.some((part) => SECRET_KEYS.includes(String(part))) || isDiscordUrl(value, path)
    throw new Error(`alerts: ${schemaSentence(alertsSchema, value, read.error, isSecret)}`)
  }
  const { rules, publicUrl, allowRemoteTests, vapid, targets, channels } = read.data
  const { pushServices: services, allowRemoteBrowsers } = read.data
  const secrets: string[] = []
  const secretOf = async (place: SecretPlace, where: string): Promise<string> => {
    const secret = await secretAt(place, where, ports)
    secrets.push(secret)
    return secret
  }
  const keys = vapid && {
    ...vapid,
    privateKey: await secretOf(vapid.privateKey, 'alerts: vapid.privateKey'),
  }
  if (keys !== undefined && Buffer.from(keys.privateKey, 'base64url').length !== 32)
    throw new Error('alerts: vapid.privateKey (not shown): must be 32 bytes in Base64url')
  const makers: ChannelMaker[] = []
  for (const [i, channel] of channels.entries()) {
    const secretHere: SecretHere = (place, key) => secretOf(place, `alerts: channels.${i}.${key}`)
    const wrong = (key: string, message: string): Error =>
      new Error(`alerts: channels.${i}.${key}: ${message}`)
    // oxlint-disable-next-line no-await-in-loop -- the first that is wrong is told
    makers.push(
      await makerOf(channel, { services, targets }, keys, secretHere, ports.readFile, wrong),
    )
  }
  const hosts = channels.flatMap((channel) => hostOfChannel(channel))
  return {
    rules,
    publicUrl,
    secrets,
    allowRemoteTests,
    listed: channels.map(listedChannel),
    push: { vapid: keys, services, targets, allowRemote: allowRemoteBrowsers, publicUrl },
    channels: (ports) => makers.map((make) => make(ports)),
    async faults({ resolve }) {
      const found = await Promise.all(
        hosts.map(({ name, host }) =>
          vettedAddresses(host, targets, resolve).then(
            () => undefined,
            (error: unknown) => `channel ${name}: ${reason(error)}`,
          ),
        ),
      )
      return found.filter((fault) => fault !== undefined)
    },
  }
}

/** The address of a Discord webhook is its secret. */
function isDiscordUrl(value: unknown, path: readonly PropertyKey[]): boolean {
  const [first, i, key] = path
  const channels = (value as { channels?: readonly { kind?: unknown }[] } | null)?.channels
  return first === 'channels' && key === 'url' && channels?.[Number(i)]?.kind === 'discord'
}
