import type { IncomingMessage } from 'node:http'
import type { Scope } from '../../api/access.ts'
import { SOCKET } from '../../api/coinglass/channels.ts'
import { problem } from '../problems.ts'
import { peerOf, trustedProxies } from './forwarded.ts'
import type { Peer } from './forwarded.ts'
import { covers } from './key.ts'
import type { Key } from './key.ts'
import type { KeyFile } from './key-file.ts'

/** Who may ask what. */
export interface AccessOptions {
  readonly keys?: KeyFile
  /** Whether nothing but the page itself and `/health` is told without a key. */
  readonly isKeyRequired?: boolean
  /** Addresses and networks of proxies whose X-Forwarded-For is believed. */
  readonly proxies?: readonly string[]
  /** Origins of other sites whose pages may read, as `https://example.org`. */
  readonly origins?: ReadonlySet<string>
}

/** Who asks. */
export interface Caller extends Peer {
  readonly key: Key | undefined
  /** Whether a key was given that is not known. */
  readonly hasWrongKey: boolean
  /** Whether they may change what is kept here, or have something sent. */
  readonly mayWrite: boolean
}

/** The cookie of a page that was let in. Browsers take a cookie of this name only over TLS, for the whole host. */
export const COOKIE = '__Host-isotherm'

export class Access {
  readonly origins: ReadonlySet<string>
  readonly #options: AccessOptions
  readonly #proxies: ReturnType<typeof trustedProxies>

  constructor(options: AccessOptions = {}) {
    this.#options = options
    this.origins = options.origins ?? new Set()
    this.#proxies = trustedProxies(options.proxies ?? [])
  }

  get isKeyRequired(): boolean {
    return this.#options.isKeyRequired === true
  }

  /** The key that a text is. */
  key(text: string): Key | undefined {
    return this.#options.keys?.find(text)
  }

  caller(request: Pick<IncomingMessage, 'headers' | 'socket' | 'url'>): Caller {
    const { address, isLocal } = peerOf(
      request.socket.remoteAddress,
      request.headers,
      this.#proxies,
    )
    const text = keyTextOf(request)
    const key = text === undefined ? undefined : this.key(text)
    const { origin } = request.headers
    // Another site's page may run on this machine, and still is not who sits at it.
    const sitsHere = isLocal && !(origin !== undefined && this.origins.has(origin))
    const hasKey = key !== undefined && covers(key.scope, 'write')
    return {
      address,
      isLocal: sitsHere,
      key,
      hasWrongKey: text !== undefined && key === undefined,
      mayWrite: hasKey || (sitsHere && !this.isKeyRequired),
    }
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

/** The key that comes with a request, from wherever it may stand. */
function keyTextOf({ headers, url = '' }: Pick<IncomingMessage, 'headers' | 'url'>) {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
  const named = headers['x-api-key'] ?? headers['cg-api-key']
  const given = bearer ?? (typeof named === 'string' ? named.trim() : undefined)
  if (given !== undefined) return given
  const [path, query] = url.split('?')
  // The contract of this one has the key in its address.
  if (path === SOCKET) return new URLSearchParams(query).get('cg-api-key') ?? undefined
  return cookieOf(headers.cookie)
}

function cookieOf(header: string | undefined): string | undefined {
  for (const one of (header ?? '').split(';')) {
    const [name = '', value = ''] = one.trim().split('=')
    if (name === COOKIE && value !== '') return value
  }
  return undefined
}
