import type { FastifyInstance } from 'fastify'
import type { AlertTestAnswer } from '../../api/alerts.ts'
import { alertTestOperation, alertsOperation } from '../../api/operations/alert-operations.ts'
import { quoted } from '../../api/quoted.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { alertPushRoutes } from './alert-push-routes.ts'
import { alertsAnswer, channelsOf } from './alerts-answer.ts'
import type { AlertWatch } from './alert-watch.ts'
import { handle, serve, toldPage } from '../http/handle.ts'
import type { Live } from '../live/live.ts'
import { readBody, sendOnce } from '../http/posted.ts'
import { problem } from '../http/problems.ts'
import type { ServedAlerts } from './served-alerts.ts'

export interface AlertRouteOptions {
  readonly alerts: ServedAlerts | undefined
  readonly watch: Pick<AlertWatch, 'dropped'> | undefined
  readonly live: Pick<Live, 'market'> | undefined
  readonly now: () => Millis
}

/** Tests a minute, of all channels and callers. */
const MOST_TESTS = 6

/** A test is of no instrument; its link leads somewhere all the same. */
const SOMEWHERE = 'binance:BTCUSDT' as InstrumentId

/** Rules, what was told and to whom it came; and a test of a channel. */
export function alertRoutes(app: FastifyInstance, options: AlertRouteOptions): void {
  const { alerts, watch, live, now } = options
  let tests: readonly Millis[] = []

  handle(app, alertsOperation, ({ limit, cursor }) =>
    toldPage(alertsAnswer(alerts, watch?.dropped ?? 0, { limit, cursor }, now())),
  )

  serve(app, alertTestOperation, async (_, request, reply) => {
    const { channel } = readBody(request, alertTestOperation.body)
    if (alerts?.config.allowRemoteTests !== true && !request.caller.mayWrite)
      throw problem(
        'not-from-here',
        'tests are sent for this machine and keys that may write: set alerts.allowRemoteTests to change that',
      )
    const names = channelsOf(alerts).map(({ name }) => name)
    if (!names.includes(channel))
      throw problem(
        'no-channel',
        `there is no channel ${quoted(channel)}: there ${names.length === 0 ? 'is none' : `are ${names.join(', ')}`}`,
      )
    tests = tests.filter((time) => now() - time < MINUTE)
    if (tests.length >= MOST_TESTS)
      throw problem('too-many-tests', `${MOST_TESTS} tests were sent in the last minute`)
    tests = [...tests, now()]
    const [first] = live?.market.instruments ?? []
    const outcome = await alerts!.desk.test(channel, first?.id ?? SOMEWHERE)
    const answer: AlertTestAnswer = {
      channel,
      result: outcome?.result ?? 'dead',
      why: outcome === undefined || outcome.result === 'delivered' ? null : outcome.why,
    }
    return sendOnce(reply, answer)
  })
  alertPushRoutes(app, alerts?.browsers, alerts?.config.push.allowRemote === true)
}
