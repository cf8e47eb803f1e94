import { vi } from 'vitest'
import { AlertsWorld, SWEEPS } from '../../src/alerts/alerts-world.fixture.ts'
import { openBrowsers } from '../../src/alerts/browsers.ts'
import type { IsStillKey, SecretFile } from '../../src/alerts/browsers.ts'
import type { PushRules } from '../../src/alerts/push-endpoint.ts'
import { openToldBrowsers } from '../../src/alerts/told-browsers.ts'
import { nodeClock } from '../../src/journal/ports.ts'
import { pushBrowser } from './push-browser.ts'
import type { HttpSink } from './receivers.ts'

/** What would be on the disk. */
export function keptFile(): SecretFile & { text: string | undefined; fault: Error | undefined } {
  const file = {
    text: undefined as string | undefined,
    fault: undefined as Error | undefined,
    read: () => Promise.resolve(file.text),
    write(text: string) {
      if (file.fault !== undefined) return Promise.reject(file.fault)
      file.text = text
      return Promise.resolve()
    },
  }
  return file
}

/** Requests take real time: until they are noted. */
export const delivered = (desk: { health(): { readonly waiting: number } }) =>
  vi.waitUntil(() => desk.health().waiting === 0, { timeout: 20_000 })

/** A desk that tells browsers by a push service of this machine. */
export function browserDesk(sink: () => HttpSink) {
  const rulesOfPush = (more: Partial<PushRules> = {}): PushRules => ({
    vapid: undefined,
    services: ['127.0.0.1'],
    targets: { allowPrivate: true, allowHttp: true, ports: [sink().port] },
    allowRemote: false,
    publicUrl: 'https://map.example',
    ...more,
  })

  const browsersOf = (
    file: SecretFile,
    more: Partial<PushRules> = {},
    isStillKey: IsStillKey = () => false,
  ) =>
    openBrowsers(file, rulesOfPush(more), {
      clock: nodeClock,
      resolve: () => Promise.reject(new Error('no name is to be looked up')),
      isStillKey,
    })

  async function opened(
    world = new AlertsWorld(),
    file = keptFile(),
    rules = SWEEPS,
    problems: string[] = [],
    isStillKey?: IsStillKey,
  ) {
    const ports = {
      disk: world.disk,
      clock: world.clock,
      rules,
      channels: [world.channel],
      publicUrl: 'https://map.example',
      pictureOf: () => Promise.resolve(undefined),
      secrets: [],
    }
    const kept = await browsersOf(file, {}, isStillKey)
    const told = await openToldBrowsers(ports, kept, (why) => problems.push(why))
    return { world, file, ...told }
  }

  const subscription = (path = '/push/1', browser = pushBrowser()) => ({
    browser,
    asked: { endpoint: `${sink().origin}${path}`, p256dh: browser.p256dh, auth: browser.auth },
  })

  return { rulesOfPush, browsersOf, opened, subscription }
}
