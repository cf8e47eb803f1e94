import { HandClock } from '../../src/alerts/alerts-world.fixture.ts'
import type { Message } from '../../src/alerts/channel.ts'
import { guardedPost } from '../../src/alerts/guarded-request.ts'
import type { GuardPorts } from '../../src/alerts/guarded-request.ts'
import { messageOf } from '../../src/alerts/message.ts'
import {
  AlertRun,
  ALERTS_BEGIN,
  cluster,
  rulesOf,
  situation,
} from '../../src/signals/alerts/alerts.fixture.ts'

/** What tests of single channels have in common. */

export const clock = new HandClock()
export const never = new AbortController().signal
export const png = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10])

/** Requests to one port of this machine, whatever name is asked for. */
export const postTo = (port: number, more: Partial<GuardPorts> = {}) =>
  guardedPost(
    { allowPrivate: true, allowHttp: true, ports: [port] },
    { clock, resolve: () => Promise.resolve(['127.0.0.1']), ...more },
  )

/** A message of one alert, whose rule has a name that would be markup. */
export function message(picture?: Uint8Array): Message {
  const run = new AlertRun(
    rulesOf({ name: '<b>@everyone</b> *x* [a](b)', when: { kind: 'cluster-swept', minUsd: 1 } }),
  )
  const alerts = run.push(situation(0, { swept: [cluster()] }))
  return messageOf(alerts, ALERTS_BEGIN, 'https://map.example', picture)
}
