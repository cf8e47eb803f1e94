import { createHmac } from 'node:crypto'
import type { JournalClock } from '../journal/ports.ts'
import { SECOND } from '../market/units.ts'
import type { Channel, Message } from './channel.ts'
import type { Post } from './guarded-request.ts'
import { httpChannel } from './http-channel.ts'

/**
 * Signs a body: HMAC-SHA256, in hex, of the time in seconds, a point and the body, so that an old
 * request cannot be sent again as a new one. docs/alerts.md says how to verify it.
 */
export const webhookSignature = (secret: string, seconds: number, body: string): string =>
  createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')

/** JSON to a URL, signed. */
export const webhookChannel = (
  name: string,
  { url, secret }: { readonly url: URL; readonly secret: string },
  post: Post,
  clock: Pick<JournalClock, 'wall'>,
): Channel =>
  httpChannel(name, false, post, clock, (message) => {
    const body = webhookBody(message)
    const seconds = Math.floor(clock.wall() / SECOND)
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': message.id,
      'isotherm-signature': `t=${seconds},v1=${webhookSignature(secret, seconds, body)}`,
    }
    return { url, headers, body }
  })

const webhookBody = ({ id, title, lines, link, isLate, alerts }: Message): string =>
  JSON.stringify({
    version: 1,
    id,
    title,
    text: lines.join('\n'),
    link: link ?? null,
    late: isLate,
    // Who else is told is nobody's business.
    alerts: alerts.map((alert) => ({ ...alert, channels: undefined })),
  })
