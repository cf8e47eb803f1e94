import { request as httpRequest } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { LookupFunction } from 'node:net'
import { SECOND } from '../market/units.ts'
import type { JournalClock } from '../journal/ports.ts'
import { hostOf, readTarget, vettedAddresses, GuardError } from './guarded-address.ts'
import type { Resolve, TargetRules } from './guarded-address.ts'

/** From the first look at the name to the last byte of the answer. */
const LONGEST_REQUEST = 5 * SECOND

/** Of an answer; what lies beyond is not read. */
const LONGEST_ANSWER = 65_536

export interface OutgoingRequest {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

export interface Answer {
  readonly status: number
  /** The `Retry-After` header. */
  readonly retryAfter: string | undefined
  /** Its first 64 KB; nothing of one that says that all is well. */
  readonly text: string
}

/** Sends a POST. Rejects where nothing was answered, with a GuardError where nothing may be sent. */
export type Post = (request: OutgoingRequest, signal: AbortSignal) => Promise<Answer>

export interface GuardPorts {
  readonly clock: Pick<JournalClock, 'after'>
  readonly resolve: Resolve
  /** Certificates that are trusted in place of the system's: for tests. */
  readonly ca?: string
}

/** Names as the system resolves them. */
export const systemResolve: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address)

/**
 * Requests to where people say. The connection goes to an address that was vetted for it, whatever the
 * name resolves to a moment later; redirects are answers like any other.
 */
export function guardedPost(rules: TargetRules, { clock, resolve, ca }: GuardPorts): Post {
  return async ({ url, headers, body }, signal) => {
    const target = readTarget(url.href, rules)
    if ('error' in target) throw new GuardError(`the target ${target.error}`)
    const late = new AbortController()
    const cancel = clock.after(LONGEST_REQUEST, () => late.abort())
    const ended = AbortSignal.any([signal, late.signal])
    try {
      const host = hostOf(url)
      const addresses = await orAborted(vettedAddresses(host, rules, resolve), ended)
      const answer = await orAborted(
        new Promise<Answer>((done, failed) => {
          const send = url.protocol === 'https:' ? httpsRequest : httpRequest
          const request = send(url, {
            method: 'POST',
            headers: {
              ...headers,
              'content-length': Buffer.byteLength(body),
              'user-agent': 'Isotherm',
              // A compressed answer could not be told from a bomb.
              'accept-encoding': 'identity',
            },
            agent: false,
            lookup: toVetted(addresses),
            signal: ended,
            ...(ca === undefined ? {} : { ca }),
          })
          request.on('response', (response) => readAnswer(response, done, failed))
          request.on('error', failed)
          request.end(body)
        }),
        ended,
      )
      return answer
    } catch (error) {
      if (late.signal.aborted)
        throw new Error(`no answer within ${LONGEST_REQUEST / SECOND} s`, { cause: error })
      throw error
    } finally {
      cancel()
    }
  }
}

/** Settles when the work does, or rejects when it is called off: no one waits for a name for ever. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new Error('called off'))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

/** Leads every connection to addresses that were vetted. The name stays that of the certificate. */
const toVetted =
  (addresses: readonly string[]): LookupFunction =>
  (_host, options, call) => {
    const found = addresses.map((address) => ({ address, family: isIP(address) }))
    if (options.all === true) call(null, found)
    else call(null, found[0]!.address, found[0]!.family)
  }

function readAnswer(
  response: IncomingMessage,
  done: (answer: Answer) => void,
  failed: (error: Error) => void,
): void {
  const status = response.statusCode ?? 0
  const chunks: Buffer[] = []
  let bytes = 0
  const finish = (): void => {
    response.destroy()
    const text = Buffer.concat(chunks).subarray(0, LONGEST_ANSWER).toString('utf8')
    done({ status, retryAfter: response.headers['retry-after'], text })
  }
  response.on('error', failed)
  // It is delivered: what is wrong with the rest is no reason to send it again.
  if (status >= 200 && status < 300) return finish()
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= LONGEST_ANSWER) finish()
  })
  response.on('end', finish)
}
