import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { JournalClock } from '../journal/ports.ts'
import type { Channel, Outcome } from './channel.ts'
import { BROWSERS } from './config-schema.ts'
import { guardedPost } from './guarded-request.ts'
import type { GuardPorts } from './guarded-request.ts'
import type { ListedChannel } from './listed-channel.ts'
import { pushChannel } from './push-channel.ts'
import { areKeys, newVapidPair } from './push-encryption.ts'
import { readPushEndpoint } from './push-endpoint.ts'
import type { PushRules } from './push-endpoint.ts'

/** What a browser gives when it asks for alerts. */
export interface PushSubscription {
  readonly endpoint: string
  readonly p256dh: string
  readonly auth: string
}

/** What tells the key that a browser asked with from all others; it is not that key. */
const askedWithSchema = z.strictObject({ id: z.string(), hash: z.string() }).readonly()
export type AskedWith = z.infer<typeof askedWithSchema>

/** Whether a key that a browser asked with is still one. */
export type IsStillKey = (key: AskedWith) => boolean

const keptBrowserSchema = z
  .strictObject({
    endpoint: z.string(),
    p256dh: z.string(),
    auth: z.string(),
    /** Without one it asked where none is needed. */
    key: askedWithSchema.optional(),
  })
  .readonly()
type KeptBrowser = z.infer<typeof keptBrowserSchema>

const keptSchema = z.strictObject({
  format: z.literal(1),
  /** Of this server for ever: browsers that asked are tied to it. Not used where the operator has a pair. */
  vapid: z.strictObject({ publicKey: z.string(), privateKey: z.string() }),
  browsers: z.array(keptBrowserSchema),
})
type Kept = z.infer<typeof keptSchema>

/** A file that others cannot read: what is in it suffices to write to each of the browsers. */
export interface SecretFile {
  /** Undefined where there is none. */
  read(): Promise<string | undefined>
  /** Puts it in place at once, durably. */
  write(text: string): Promise<void>
}

const MOST_BROWSERS = 50

const KEY_IS_NONE: Outcome = {
  result: 'dead',
  why: 'the key that the browser asked with was revoked',
  isGone: true,
}

/** The channel of a browser: nobody can guess the endpoint by its name. */
export const browserName = (endpoint: string): string =>
  `${BROWSERS}/${createHash('sha256').update(endpoint).digest('hex').slice(0, 16)}`

export interface Browsers {
  /** By which a browser asks its push service. */
  readonly publicKey: string
  /** Those that may be told. */
  listed(): readonly ListedChannel[]
  channels(): readonly Channel[]
  /**
   * Keeps a browser, in place of what was kept of it; `error` says why not.
   * @param key with which it asked: once that is no key any more, the channel is gone
   */
  add(
    asked: PushSubscription,
    key?: AskedWith,
  ): Promise<{ readonly channel: Channel } | { readonly error: string }>
  /** Forgets one by the name of its channel; false where there is none. */
  remove(name: string): Promise<boolean>
}

export interface BrowserPorts extends GuardPorts {
  readonly clock: JournalClock
  readonly isStillKey: IsStillKey
}

/** Browsers that asked for alerts. Rejects where the file cannot be read or made. */
export async function openBrowsers(
  file: SecretFile,
  push: PushRules,
  ports: BrowserPorts,
): Promise<Browsers> {
  const text = await file.read()
  let kept: Kept =
    text === undefined
      ? { format: 1, vapid: newVapidPair(), browsers: [] }
      : keptSchema.parse(JSON.parse(text))
  const write = (next: Kept): Promise<void> => file.write(`${JSON.stringify(next)}\n`)
  // Before a browser is given the key, or another start would make another.
  if (text === undefined) await write(kept)
  const subject = push.publicUrl?.startsWith('https:') === true ? push.publicUrl : undefined
  const vapid = push.vapid ?? { ...kept.vapid, subject }

  const mayBeTold = ({ key }: KeptBrowser) => key === undefined || ports.isStillKey(key)

  function channelOf(browser: KeptBrowser): Channel | string {
    const { endpoint, p256dh, auth } = browser
    const read = readPushEndpoint(endpoint, push)
    if ('error' in read) return `endpoint ${read.error}`
    if (!areKeys({ p256dh, auth })) return 'p256dh and auth must be keys of a subscription'
    const post = guardedPost(read.rules, ports)
    const target = { endpoint: read.endpoint, p256dh, auth }
    const channel = pushChannel(browserName(endpoint), target, vapid, post, ports.clock)
    // Asked at every attempt: between two of them the key may be revoked.
    const send: Channel['send'] = (message, signal) =>
      mayBeTold(browser) ? channel.send(message, signal) : Promise.resolve(KEY_IS_NONE)
    return { ...channel, send }
  }

  let writing: Promise<unknown> = Promise.resolve()
  /** One change after another, each of what the one before has left. */
  function change<T>(work: () => Promise<T>): Promise<T> {
    const done = writing.then(work)
    writing = done.catch(() => undefined)
    return done
  }
  async function keep(browsers: readonly KeptBrowser[]): Promise<void> {
    const next = { ...kept, browsers: [...browsers] }
    await write(next)
    kept = next
  }
  const others = (name: string) =>
    kept.browsers.filter(({ endpoint }) => browserName(endpoint) !== name)

  return {
    publicKey: vapid.publicKey,
    listed: () =>
      kept.browsers.filter(mayBeTold).map(({ endpoint }) => ({
        name: browserName(endpoint),
        kind: 'push',
        target: new URL(endpoint).hostname,
      })),
    // What the operator no longer allows is kept and not sent to.
    channels: () => kept.browsers.map(channelOf).filter((made) => typeof made !== 'string'),
    add: (asked, key) =>
      change(async () => {
        const browser = key === undefined ? asked : { ...asked, key }
        const channel = channelOf(browser)
        if (typeof channel === 'string') return { error: channel }
        const rest = others(channel.name)
        if (rest.filter(mayBeTold).length >= MOST_BROWSERS)
          return { error: `${MOST_BROWSERS} browsers are told already, and no more can be` }
        await keep([...rest, browser])
        return { channel }
      }),
    remove: (name) =>
      change(async () => {
        const rest = others(name)
        if (rest.length === kept.browsers.length) return false
        await keep(rest)
        return true
      }),
  }
}
