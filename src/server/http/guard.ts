import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { quoted } from '../../api/quoted.ts'
import { OPERATIONS } from '../../api/operations/table.ts'
import { problem } from './problems.ts'

/** Headers of every answer: the page may run its own script and talk to its own server, no more. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** Longest address that is read, in characters. */
const MAX_URL = 2_048

/** Names that always mean this machine. */
export const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

/** The name in a Host header, in lower case and without the port; undefined where it is no host. */
function hostName(host: string): string | undefined {
  const [, name] = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.exec(host) ?? []
  return name?.toLowerCase()
}

/**
 * Refuses what this server never answers: other methods, long addresses, a Host that is not this
 * server (a web page can point its own name at this machine) and another site's Origin.
 * @param hosts names by which this server may be called, in lower case; any port
 * @param origins other sites whose pages may read
 */
export function guard(
  app: FastifyInstance,
  hosts: ReadonlySet<string>,
  origins: ReadonlySet<string>,
): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS)
    const { origin } = request.headers
    if (origin !== undefined && origins.has(origin)) {
      reply.headers(letRead(origin))
      if (request.method === 'OPTIONS') {
        checkCaller(request.headers, hosts, origins)
        return reply.code(204).headers(PREFLIGHT).send()
      }
    }
    if (request.raw.url !== undefined && request.raw.url.length > MAX_URL)
      throw problem('url-too-long', `the address is longer than ${MAX_URL} characters`)
    const { method } = request
    if (method !== 'GET' && method !== 'HEAD' && !methodsOf(request.url).includes(method))
      throw methodNotAllowed(request)
    checkCaller(request.headers, hosts, origins)
    return undefined
  })
  if (origins.size === 0) return
  // Answers are the same for all, their headers are not.
  app.addHook('onSend', async (_, reply) => {
    const vary = reply.getHeader('vary')
    reply.header('vary', vary === undefined ? 'Origin' : `${String(vary)}, Origin`)
  })
}

/** What lets a page of another site read an answer; never with cookies. */
const letRead = (origin: string): Readonly<Record<string, string>> => ({
  'access-control-allow-origin': origin,
  'access-control-expose-headers': 'ETag, Link, Retry-After, API-KEY-MAX-LIMIT, API-KEY-USE-LIMIT',
  'cross-origin-resource-policy': 'cross-origin',
})

const PREFLIGHT = {
  'access-control-allow-methods': 'GET, HEAD, POST',
  'access-control-allow-headers':
    'authorization, x-api-key, cg-api-key, coinglasssecret, content-type, if-none-match',
  'access-control-max-age': '600',
} as const

/** The methods that an address answers; of one that is not known, those of all that is only shown. */
export function methodsOf(url: string): readonly string[] {
  const [path] = url.split('?')
  const of = OPERATIONS.filter((operation) => operation.path === path).map(({ method }) => method)
  const isShown = of.length === 0 || of.includes('GET')
  return [...(isShown ? ['GET', 'HEAD'] : []), ...of.filter((method) => method !== 'GET')]
}

export const methodNotAllowed = ({ method, url }: Pick<FastifyRequest, 'method' | 'url'>) =>
  problem(
    'method-not-allowed',
    `${quoted(method)} is not answered here: use ${methodsOf(url).join(' or ')}`,
  )

/** Whether a request comes from a page of this server that can keep a session: over TLS, or on this machine. */
export function isOwnPage({ host = '', origin }: IncomingHttpHeaders): boolean {
  if (origin === `https://${host}`) return true
  return origin === `http://${host}` && LOOPBACK_NAMES.includes(hostName(host) ?? '')
}

/** Throws a problem where a request names another server in its Host, or comes from another site's page. */
export function checkCaller(
  { host, origin }: IncomingHttpHeaders,
  hosts: ReadonlySet<string>,
  origins: ReadonlySet<string>,
): void {
  const name = hostName(host ?? '')
  if (name === undefined || !hosts.has(name)) {
    const known = [...hosts].join(', ')
    throw problem(
      'host-not-allowed',
      `Host ${quoted(host ?? '')} is not this server (${known}): start it with --allow-host`,
    )
  }
  if (origin === undefined || origins.has(origin)) return
  if (origin !== `http://${host}` && origin !== `https://${host}`)
    throw problem('origin-not-allowed', `${quoted(origin)} may not read from this server`)
}
