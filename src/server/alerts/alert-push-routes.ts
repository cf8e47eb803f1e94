import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  alertPushEndOperation,
  alertPushKeyOperation,
  alertPushOperation,
} from '../../api/operations/alert-operations.ts'
import type { ToldBrowsers } from '../../alerts/told-browsers.ts'
import { handle, serve, told } from '../http/handle.ts'
import { readBody, sendOnce } from '../http/posted.ts'
import { problem } from '../http/problems.ts'

/** Browsers that ask to be told, and those that had enough. */
export function alertPushRoutes(
  app: FastifyInstance,
  browsers: ToldBrowsers | undefined,
  allowRemote: boolean,
): void {
  /** The browsers, where whoever asks may change them. */
  function changeable({ caller }: FastifyRequest): ToldBrowsers {
    if (!allowRemote && !caller.mayWrite)
      throw problem(
        'not-from-here',
        'browsers of this machine and of keys that may write are told: set alerts.allowRemoteBrowsers to change that',
      )
    return there(browsers)
  }

  handle(app, alertPushKeyOperation, () => told({ publicKey: there(browsers).publicKey }))

  serve(app, alertPushOperation, async (_, request, reply) => {
    const asked = readBody(request, alertPushOperation.body)
    const { key } = request.caller
    const added = await changeable(request).add(asked, key && { id: key.id, hash: key.hash })
    if ('error' in added) throw problem('invalid-parameter', added.error)
    return sendOnce(reply, added)
  })

  serve(app, alertPushEndOperation, async (_, request, reply) => {
    const { endpoint } = readBody(request, alertPushEndOperation.body)
    return sendOnce(reply, { ended: await changeable(request).remove(endpoint) })
  })
}

function there(browsers: ToldBrowsers | undefined): ToldBrowsers {
  if (browsers === undefined)
    throw problem('no-channel', 'no rules of alerts are read: no browser can be told')
  return browsers
}
