import { isIP } from 'node:net'
import { createTransport } from 'nodemailer'
import { reason } from '../journal/journal-refused.ts'
import { SECOND } from '../market/units.ts'
import type { Channel, Message, Outcome } from './channel.ts'
import { GuardError, vettedAddresses } from './guarded-address.ts'
import type { Resolve, TargetRules } from './guarded-address.ts'

const LONGEST_SILENCE = 5 * SECOND

export interface MailTarget {
  readonly host: string
  readonly port: number
  /** From the first byte, by STARTTLS, or not at all. */
  readonly tls: 'implicit' | 'starttls' | 'none'
  readonly user: string | undefined
  readonly password: string | undefined
  /** Certificates that are trusted in place of the system's; undefined for those. */
  readonly ca?: string | undefined
  readonly from: string
  readonly to: string
}

/** Plain text by SMTP, with the picture attached. */
export function mailChannel(
  name: string,
  target: MailTarget,
  rules: TargetRules,
  resolve: Resolve,
): Channel {
  const { host, port, tls, user, password, ca } = target
  return {
    name,
    wantsPicture: true,
    async send(message, signal) {
      try {
        const [address = host] = await vettedAddresses(host, rules, resolve)
        const transport = createTransport({
          host: address,
          port,
          secure: tls === 'implicit',
          requireTLS: tls === 'starttls',
          ignoreTLS: tls === 'none',
          tls: {
            ...(isIP(host) === 0 ? { servername: host } : {}),
            ...(ca === undefined ? {} : { ca }),
          },
          ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
          connectionTimeout: LONGEST_SILENCE,
          greetingTimeout: LONGEST_SILENCE,
          socketTimeout: LONGEST_SILENCE,
          disableFileAccess: true,
          disableUrlAccess: true,
        })
        const stop = (): void => transport.close()
        signal.addEventListener('abort', stop, { once: true })
        try {
          await transport.sendMail(mailOf(message, target))
        } finally {
          signal.removeEventListener('abort', stop)
          transport.close()
        }
        return { result: 'delivered' }
      } catch (error) {
        return outcomeOfMail(error)
      }
    },
  }
}

function mailOf({ id, title, lines, link, picture }: Message, { from, to }: MailTarget) {
  const png = { filename: 'map.png', contentType: 'image/png' }
  return {
    from,
    to,
    subject: title,
    text: [...lines, ...(link === undefined ? [] : ['', link])].join('\n'),
    messageId: `<${id}@isotherm.invalid>`,
    headers: { 'Idempotency-Key': id, 'Auto-Submitted': 'auto-generated' },
    attachments: picture === undefined ? [] : [{ ...png, content: Buffer.from(picture) }],
  }
}

/** A reply of 5xx stands; anything else may pass (RFC 5321, 4.2.1). */
function outcomeOfMail(error: unknown): Outcome {
  const reply = (error as { responseCode?: unknown } | null)?.responseCode
  const isFinal = error instanceof GuardError || (typeof reply === 'number' && reply >= 500)
  return { result: isFinal ? 'dead' : 'again', why: reason(error) }
}
