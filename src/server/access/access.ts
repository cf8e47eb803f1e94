import type { IncomingMessage } from 'node:http'
import type { Scope } from '../../api/access.ts'
import { contractAddress } from '../../api/coinglass/address.ts'
import { SOCKET } from '../../api/coinglass/channels.ts'
import type { Millis } from '../../market/units.ts'
import { isOwnPage } from '../http/guard.ts'
import { problem } from '../http/problems.ts'
import { cookieOf } from './cookie.ts'
import { peerOf, trustedProxies } from './forwarded.ts'
import type { Peer } from './forwarded.ts'
import { covers } from './key.ts'
import type { Key } from './key.ts'
import type { KeyFile } from './key-file.ts'
import type { Session, SessionFile } from './session-file.ts'
import { Sessions } from './sessions.ts'

/** Who may ask what. */
export interface AccessOptions {
  readonly keys?: KeyFile
  /** Where sessions of pages outlast a restart. */
  readonly sessions?: SessionFile
  /** Whether nothing but the page itself and `/health` is told without a key. */
  readonly isKeyRequired?: boolean
  /** Addresses and networks of proxies whose X-Forwarded-For is believed. */
  readonly proxies?: readonly string[]
  /** Whether browsers are to come over https alone, as where a proxy brings TLS. */
  readonly isBehindTls?: boolean
  /** Origins of other sites whose pages may read, as `https://example.org`. */
  readonly origins?: ReadonlySet<string>
}

/** Who asks. */
export interface Caller extends Peer {
  readonly key: Key | undefined
  /** What the key was taken from, where the request came with a page's cookie alone. */
  readonly session: Session | undefined
  /** Whether a key was given that is not known. */
  readonly hasWrongKey: boolean
  /** Whether they may change what is kept here, or have something sent. */
  readonly mayWrite: boolean
}

export class Access {
  readonly origins: ReadonlySet<string>
  readonly sessions: Sessions
  readonly #options: AccessOptions
  readonly #proxies: ReturnType<typeof trustedProxies>

  /** @param now UTC milliseconds, by which sessions end */
  constructor(options: AccessOptions, now: () => Millis) {
    this.#options = options
    this.sessions = new Sessions(now, options.sessions)
    this.origins = options.origins ?? new Set()
    this.#proxies = trustedProxies(options.proxies ?? [])
  }

  get isBehindTls(): boolean {
    return this.#options.isBehindTls === true
  }

  get isKeyRequired(): boolean {
    return this.#options.isKeyRequired === true
  }

  /** The key that a text is. */
  key(text: string): Key | undefined {
    return this.#options.keys?.find(text)
  }

  /** Whether a caller who was known still is: who stays connected has said so once. */
  isStill({ key, session }: Caller): boolean {
    if (session !== undefined && !this.sessions.isOpen(session)) return false
    return key === undefined || this.#options.keys?.still(key) !== undefined
  }

  caller(request: Asked): Caller {
    const { address, isLocal } = peerOf(
      request.socket.remoteAddress,
      request.headers,
      this.#proxies,
    )
    const text = keyTextOf(request)
    const session = text === undefined ? this.#sessionOf(request) : undefined
    const key =
      text === undefined ? session && this.#options.keys?.still(session.key) : this.key(text)
    const { origin } = request.headers
    // Another site's page may run on this machine, and still is not who sits at it.
    const sitsHere = isLocal && !(origin !== undefined && this.origins.has(origin))
    const hasKey = key !== undefined && covers(key.scope, 'write')
    return {
      address,
      isLocal: sitsHere,
      key,
      session: key && session,
      hasWrongKey: text !== undefined && key === undefined,
      mayWrite: hasKey || (sitsHere && !this.isKeyRequired),
    }
  }

  /**
   * The session of a page. Its cookie comes also with what another page has made the browser ask, so that it counts
   * where that does no harm, to read what the other page is not given, and else for the own page alone.
   */
  #sessionOf({ method, headers }: Asked): Session | undefined {
    const text = cookieOf(headers.cookie)
    const reads = (method === 'GET' || method === 'HEAD') && headers.upgrade === undefined
    const isOwn = headers.origin === undefined ? reads : isOwnPage(headers)
    return text !== undefined && isOwn ? this.sessions.find(text) : undefined
  }

  /** Throws a problem where a caller may not do what needs a scope. */
  demand({ key, hasWrongKey, isLocal }: Caller, scope: Scope): void {
    // Where no key is needed, one of another service does no harm.
    const isOpen = !this.isKeyRequired && (scope !== 'admin' || isLocal)
    if (isOpen) return
    if (hasWrongKey) throw problem('key-wrong', 'this key is not known here, or was revoked')
    if (key === undefined)
      throw problem(
        'key-needed',
        `send a key with scope ${scope} as Authorization: Bearer or X-API-Key: isotherm keys add makes one`,
      )
    if (!covers(key.scope, scope))
      throw problem('scope-too-small', `this key may ${key.scope}, and this needs ${scope}`)
  }
}

/** What is looked at of a request. */
type Asked = Pick<IncomingMessage, 'headers' | 'socket' | 'url' | 'method'>

/** The key that comes with a request, from wherever it may stand. */
function keyTextOf({ headers, url = '' }: Pick<Asked, 'headers' | 'url'>) {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
  // The last one is how the contract of CoinGlass had it up to its version 3.
  const named = headers['x-api-key'] ?? headers['cg-api-key'] ?? headers['coinglasssecret']
  const given = bearer ?? (typeof named === 'string' ? named.trim() : undefined)
  if (given !== undefined) return given
  const [path, query] = contractAddress(url).split('?')
  // The contract of this one has the key in its address.
  return path === SOCKET ? (new URLSearchParams(query).get('cg-api-key') ?? undefined) : undefined
}
