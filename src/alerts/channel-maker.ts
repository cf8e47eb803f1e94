import { X509Certificate } from 'node:crypto'
import { reason } from '../journal/journal-refused.ts'
import type { JournalClock } from '../journal/ports.ts'
import type { Channel } from './channel.ts'
import type { ChannelFile, SecretPlace } from './config-schema.ts'
import { discordChannel } from './discord-channel.ts'
import { DEFAULT_TARGETS, hostOf, readTarget } from './guarded-address.ts'
import { guardedPost } from './guarded-request.ts'
import type { GuardPorts } from './guarded-request.ts'
import { mailChannel } from './mail-channel.ts'
import { pushChannel } from './push-channel.ts'
import { readPushEndpoint } from './push-endpoint.ts'
import type { PushRules } from './push-endpoint.ts'
import type { VapidKeys } from './push-encryption.ts'
import { TELEGRAM_API, telegramChannel } from './telegram-channel.ts'
import type { SecretPorts } from './secret-at.ts'
import { webhookChannel } from './webhook-channel.ts'

/** Makes a channel; nothing is connected to before it sends. */
export type ChannelMaker = (ports: GuardPorts & { readonly clock: JournalClock }) => Channel

/** Services of the internet are on the internet, whatever the operator allows for webhooks. */
const publicPost = (ports: GuardPorts) => guardedPost(DEFAULT_TARGETS, ports)

export type SecretHere = (place: SecretPlace, key: string) => Promise<string>

/** What makes a channel that the operator wrote. Rejects with what `wrong` says of a key. */
export async function makerOf(
  channel: ChannelFile,
  { services, targets }: Pick<PushRules, 'services' | 'targets'>,
  vapid: VapidKeys | undefined,
  secretOf: SecretHere,
  readFile: SecretPorts['readFile'],
  wrong: (key: string, message: string) => Error,
): Promise<ChannelMaker> {
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
      const ca = channel.ca && (await certificates(channel.ca.file, readFile, wrong))
      const mail = { ...channel, user: channel.user, password, ca }
      return ({ resolve }) => mailChannel(name, mail, targets, resolve)
    }
    case 'push': {
      const read = readPushEndpoint(channel.endpoint, { services, targets })
      if ('error' in read) throw wrong('endpoint', read.error)
      const { endpoint, rules } = read
      if (vapid === undefined) throw wrong('kind', 'push needs the keys of alerts.vapid')
      const browser = {
        endpoint,
        p256dh: channel.p256dh,
        auth: await secretOf(channel.auth, 'auth'),
      }
      return (ports) => pushChannel(name, browser, vapid, guardedPost(rules, ports), ports.clock)
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

/** Hosts that the operator named, to be looked at before anything is sent. */
export function hostOfChannel(channel: ChannelFile): readonly { name: string; host: string }[] {
  const { name } = channel
  if (channel.kind === 'mail') return [{ name, host: channel.host }]
  if (channel.kind === 'webhook') return [{ name, host: hostOf(new URL(channel.url)) }]
  return []
}

async function certificates(
  path: string,
  readFile: SecretPorts['readFile'],
  wrong: (key: string, message: string) => Error,
): Promise<string> {
  try {
    const text = await readFile(path)
    // Throws where there is none.
    void new X509Certificate(text)
    return text
  } catch (error) {
    throw wrong('ca', `${path} holds no certificates in PEM: ${reason(error)}`)
  }
}
