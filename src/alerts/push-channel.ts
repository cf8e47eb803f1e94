import type { JournalClock } from '../journal/ports.ts'
import type { Channel, Message } from './channel.ts'
import type { Post } from './guarded-request.ts'
import { cutTo, httpChannel } from './http-channel.ts'
import { viewOf } from './message.ts'
import { encryptPush, LONGEST_PUSH, vapidHeader } from './push-encryption.ts'
import type { PushKeys, VapidKeys } from './push-encryption.ts'

export interface PushTarget extends PushKeys {
  /** What the browser was given by its push service. */
  readonly endpoint: URL
}

/** Hosts of push services of browsers, or of what lies under them. */
const SERVICES = ['fcm.googleapis.com', 'updates.push.services.mozilla.com', 'web.push.apple.com']
const UNDER = ['.notify.windows.com', '.push.apple.com', '.push.services.mozilla.com']

/** Whether a host is that of a known push service: no other is sent to. */
export const isPushService = (host: string): boolean =>
  SERVICES.includes(host) || UNDER.some((end) => host.endsWith(end))

/** A push service keeps a message for a browser that is away for so many seconds. */
const KEPT_SECONDS = 3_600

/** A web push message (RFC 8030), encrypted for one browser. */
export const pushChannel = (
  name: string,
  { endpoint, p256dh, auth }: PushTarget,
  vapid: VapidKeys,
  post: Post,
  clock: Pick<JournalClock, 'wall'>,
): Channel =>
  httpChannel(name, false, post, clock, (message) => ({
    url: endpoint,
    headers: {
      'content-type': 'application/octet-stream',
      'content-encoding': 'aes128gcm',
      ttl: String(KEPT_SECONDS),
      urgency: message.alerts.some(({ severity }) => severity === 'high') ? 'high' : 'normal',
      // A service that holds one of this topic puts the new one in its place.
      topic: message.id,
      authorization: vapidHeader(endpoint.origin, clock.wall(), vapid),
    },
    body: encryptPush(textOf(message), { p256dh, auth }),
  }))

/** What the page's worker reads (src/worker); `view` is the link's end, for the page at its own address. */
function textOf({ id, title, lines, link, isLate, alerts }: Message): string {
  // A sign takes three bytes at most.
  const text = cutTo(lines.join('\n'), (LONGEST_PUSH - 1_200) / 3)
  const keys = alerts.length === 1 ? alerts.map(({ key }) => cutTo(key, 100)) : undefined
  const view = viewOf(alerts[0]!)
  return JSON.stringify({ id, title: cutTo(title, 100), text, link, view, late: isLate, keys })
}
