import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import {
  alertPushEndOperation,
  alertPushKeyOperation,
  alertPushOperation,
} from '../api/operations/alert-operations.ts'
import type { ToldBrowsers } from '../alerts/told-browsers.ts'
import { handle, serve, told } from './handle.ts'
import { problem } from './problems.ts'

/** Browsers that ask to be told, and those that had enough. */
export function alertPushRoutes(
  app: FastifyInstance,
  browsers: ToldBrowsers | undefined,
  allowRemote: boolean,
): void {
  /** The browsers, where whoever asks may change them. */
  function changeable(request: FastifyRequest): ToldBrowsers {
    if (!/^application\/json(?:;|$)/i.test(request.headers['content-type'] ?? ''))
      throw problem('not-json', 'send a JSON object with content-type application/json')
    if (!allowRemote && !request.caller.mayWrite)
      throw problem(
        'not-from-here',
        'browsers of this machine and of keys that may write are told: set alerts.allowRemoteBrowsers to change that',
      )
    return there(browsers)
  }

  handle(app, alertPushKeyOperation, () => told({ publicKey: there(browsers).publicKey }))

  serve(app, alertPushOperation, async (_, request, reply) => {
    const all = changeable(request)
    const asked = bodyOf(request, alertPushOperation.body, '"endpoint", "p256dh" and "auth"')
    const added = await all.add(asked)
    if ('error' in added) throw problem('invalid-parameter', added.error)
    return send(reply, added)
  })

  serve(app, alertPushEndOperation, async (_, request, reply) => {
    const all = changeable(request)
    const { endpoint } = bodyOf(request, alertPushEndOperation.body, '"endpoint"')
    return send(reply, { ended: await all.remove(endpoint) })
  })
}

function there(browsers: ToldBrowsers | undefined): ToldBrowsers {
  if (browsers === undefined)
    throw problem('no-channel', 'no rules of alerts are read: no browser can be told')
  return browsers
}

function bodyOf<Body>({ body }: FastifyRequest, schema: z.ZodType<Body>, fields: string): Body {
  const read = schema.safeParse(body)
  if (!read.success)
    throw problem('invalid-parameter', `the body must be of a subscription: a text for ${fields}`)
  return read.data
}

const send = (reply: FastifyReply, answer: object): FastifyReply =>
  reply.header('cache-control', 'no-store').type('application/json').send(JSON.stringify(answer))
