import { schemaSentence } from '../api/schema-sentence.ts'
import type { AlertRule } from '../signals/alerts/alert-rules.ts'
import { alertsSchema, SECRET_KEYS } from './config-schema.ts'
import type { ChannelFile, SecretPlace } from './config-schema.ts'
import type { Channel } from './channel.ts'
import { discordChannel } from './discord-channel.ts'
import { DEFAULT_TARGETS, hostOf, readTarget, vettedAddresses } from './guarded-address.ts'
import type { TargetRules } from './guarded-address.ts'
import { guardedPost } from './guarded-request.ts'
import type { GuardPorts } from './guarded-request.ts'
import { reason } from '../journal/journal-refused.ts'
import type { JournalClock } from '../journal/ports.ts'
import { listedChannel } from './listed-channel.ts'
import type { ListedChannel } from './listed-channel.ts'
import { mailChannel } from './mail-channel.ts'
import { isPushService, pushChannel } from './push-channel.ts'
import type { VapidKeys } from './push-encryption.ts'
import { TELEGRAM_API, telegramChannel } from './telegram-channel.ts'
import { webhookChannel } from './webhook-channel.ts'

/** Where secrets come from. */
export interface SecretPorts {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly readFile: (path: string) => Promise<string>
  /** Whether other users of the machine may read the configuration file. */
  readonly isOpenToOthers: boolean
}

/** What the operator wrote, with its secrets. */
export interface AlertsConfig {
  readonly rules: readonly AlertRule[]
  readonly publicUrl: string | undefined
  readonly secrets: readonly string[]
  /** Whether other machines may have tests sent. */
  readonly allowRemoteTests: boolean
  readonly listed: readonly ListedChannel[]
  /** Makes the channels; nothing is connected to before they send. */
  readonly channels: (ports: GuardPorts & { readonly clock: JournalClock }) => readonly Channel[]
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
  const makers: Maker[] = []
  for (const [i, channel] of channels.entries()) {
    const secretHere: SecretHere = (place, key) => secretOf(place, `alerts: channels.${i}.${key}`)
    const wrong = (key: string, message: string): Error =>
      new Error(`alerts: channels.${i}.${key}: ${message}`)
    // oxlint-disable-next-line no-await-in-loop -- the first that is wrong is told
    makers.push(await makerOf(channel, targets, keys, secretHere, wrong))
  }
  const hosts = channels.flatMap((channel) => hostOfChannel(channel))
  return {
    rules,
    publicUrl,
    secrets,
    allowRemoteTests,
    listed: channels.map(listedChannel),
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

type Maker = (ports: GuardPorts & { readonly clock: JournalClock }) => Channel
/** Services of the internet are on the internet, whatever the operator allows for webhooks. */
const publicPost = (ports: GuardPorts) => guardedPost(DEFAULT_TARGETS, ports)

type SecretHere = (place: SecretPlace, key: string) => Promise<string>

async function makerOf(
  channel: ChannelFile,
  targets: TargetRules,
  vapid: VapidKeys | undefined,
  secretOf: SecretHere,
  wrong: (key: string, message: string) => Error,
): Promise<Maker> {
  const { name } = channel
  const target = (text: string, key: string, rules = targets): URL => {
    const read = readTarget(text, rules)
    if ('error' in read) throw wrong(key, read.error)
    return read.url
  }
  switch (channel.kind) {
    case 'webhook': {
      const url = target(channel.url, 'url')
      const secret = await secretOf(channel.secret, 'secret')
      return (ports) =>
        webhookChannel(name, { url, secret }, guardedPost(targets, ports), ports.clock)
    }
    case 'telegram': {
      const token = await secretOf(channel.token, 'token')
      if (!/^\d{6,12}:[A-Za-z0-9_-]{30,50}$/.test(token))
        throw wrong(
          'token',
          'must be the token alone, like 123456789:AA…, of the message of BotFather',
        )
      const bot = { token, chat: channel.chat, api: TELEGRAM_API }
      return (ports) => telegramChannel(name, bot, publicPost(ports), ports.clock)
    }
    case 'discord': {
      const url = target(await secretOf(channel.url, 'url'), 'url', DEFAULT_TARGETS)
      const isHook = /^\/api\/(?:v\d+\/)?webhooks\/\d+\/[A-Za-z0-9_-]+$/.test(url.pathname)
      if (!DISCORD.includes(url.host) || !isHook)
        throw wrong('url', 'must be like https://discord.com/api/webhooks/…')
      return (ports) => discordChannel(name, { url }, publicPost(ports), ports.clock)
    }
    case 'mail': {
      const password =
        channel.password === undefined ? undefined : await secretOf(channel.password, 'password')
      if (channel.tls === 'none' && !targets.allowPrivate)
        throw wrong('tls', 'must be "implicit" or "starttls": "none" is for private targets')
      const mail = { ...channel, user: channel.user, password }
      return ({ resolve }) => mailChannel(name, mail, targets, resolve)
    }
    case 'push': {
      const endpoint = target(channel.endpoint, 'endpoint', DEFAULT_TARGETS)
      if (!isPushService(endpoint.host))
        throw wrong('endpoint', 'must be of a push service of a browser')
      if (vapid === undefined) throw wrong('kind', 'push needs the keys of alerts.vapid')
      const browser = {
        endpoint,
        p256dh: channel.p256dh,
        auth: await secretOf(channel.auth, 'auth'),
      }
      return (ports) => pushChannel(name, browser, vapid, publicPost(ports), ports.clock)
    }
    default:
      return channel satisfies never
  }
}

const DISCORD: readonly string[] = [
  'discord.com',
  'discordapp.com',
  'ptb.discord.com',
  'canary.discord.com',
]

/** The address of a Discord webhook is its secret. */
function isDiscordUrl(value: unknown, path: readonly PropertyKey[]): boolean {
  const [first, i, key] = path
  const channels = (value as { channels?: readonly { kind?: unknown }[] } | null)?.channels
  return first === 'channels' && key === 'url' && channels?.[Number(i)]?.kind === 'discord'
}

/** Shorter, and it would stand in texts that tell nothing of it. */
const SHORTEST_SECRET = 8

async function secretAt(place: SecretPlace, where: string, ports: SecretPorts): Promise<string> {
  let secret: string
  if (typeof place === 'string') {
    if (ports.isOpenToOthers)
      throw new Error(
        `${where} (not shown): must be {"env": "NAME"} or {"file": "PATH"}, or the configuration file of mode 0600`,
      )
    secret = place
  } else if ('env' in place) {
    const name = place.env
    const path = ports.env[`${name}_FILE`]
    const given = ports.env[name]
    if (given === undefined || given === '') {
      if (path === undefined || path === '')
        throw new Error(`${where}: neither ${name} nor ${name}_FILE is set in the environment`)
      secret = await secretFile(path, where, ports)
    } else secret = given
  } else secret = await secretFile(place.file, where, ports)
  if (secret.length >= SHORTEST_SECRET && !/\p{Cc}/u.test(secret)) return secret
  throw new Error(
    `${where} (not shown): must be one line of at least ${SHORTEST_SECRET} characters`,
  )
}

async function secretFile(path: string, where: string, ports: SecretPorts): Promise<string> {
  try {
    return (await ports.readFile(path)).replace(/\r?\n$/, '')
  } catch (error) {
    throw new Error(`${where}: ${path} cannot be read: ${reason(error)}`, { cause: error })
  }
}

function hostOfChannel(channel: ChannelFile): readonly { name: string; host: string }[] {
  const { name } = channel
  if (channel.kind === 'mail') return [{ name, host: channel.host }]
  if (channel.kind === 'webhook') return [{ name, host: hostOf(new URL(channel.url)) }]
  return []
}
