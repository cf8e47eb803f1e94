import type { FastifyInstance, InjectOptions } from 'fastify'
import { ROUTES } from '../../src/api/routes.ts'
import { problemSchema } from '../../src/api/schema.ts'
import { keyOf, keyRing } from './key-ring.ts'
import { START, fakeServer } from './serve-fixture.ts'

/** A server that wants keys, and pages that log in. */

export const HOST = 'heat.example.org'

/** Where a page of the server is. */
export const OWN = `https://${HOST}`

export const hosts = new Set([HOST, 'localhost'])

/** A server that answers to keys alone, and a clock that a test moves. */
export async function keyedServer() {
  const [reader, writer] = [keyOf('read'), keyOf('write')] as const
  const keys = keyRing(reader, writer)
  const clock = { time: START }
  const { app } = await fakeServer({
    access: { keys, isKeyRequired: true, proxies: ['127.0.0.1'] },
    hosts,
    now: () => clock.time,
  })
  return { app, reader, writer, keys, clock }
}

export const JSON_TYPE = { 'content-type': 'application/json' }

export const PAGE = { host: HOST, origin: OWN }

/** Asks for a session as a page of the server does. */
export const logIn = (app: FastifyInstance, key: unknown, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: ROUTES.session,
    headers: { ...JSON_TYPE, ...PAGE, ...headers },
    payload: JSON.stringify({ key }),
  })

/** The cookie that an answer sets, as a browser sends it back. */
export const cookieOf = ({ headers }: { readonly headers: InjectAnswer['headers'] }): string =>
  String(headers['set-cookie']).split(';')[0]!

type InjectAnswer = Awaited<ReturnType<typeof logIn>>

export const codeOf = (answer: InjectAnswer) => problemSchema.parse(answer.json()).code

/** Asks with a cookie, for the status if nothing else is said. */
export async function ask(app: FastifyInstance, cookie: string, asked: InjectOptions = {}) {
  const headers = { host: HOST, cookie, ...asked.headers }
  return app.inject({ url: ROUTES.status, ...asked, headers })
}
