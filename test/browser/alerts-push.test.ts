import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { alertsAnswerSchema } from '../../src/api/alerts.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { violationsInThemes } from './axe-page.ts'
import { livePages, soon } from './open-live.ts'

/** The page's service worker may run. */
const SIZE = { width: 1440, height: 900, worker: true }

/** A push service that gives every browser the same, as none on this machine would. */
async function standInPush(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const made = {
      endpoint: 'https://fcm.googleapis.com/fcm/send/one',
      toJSON: () => ({ endpoint: made.endpoint, keys: { p256dh: 'key', auth: 'auth' } }),
      unsubscribe: () => Promise.resolve(((kept = null), true)),
    }
    let kept: typeof made | null = null
    const asked: boolean[] = []
    Object.assign(window, { asked })
    const { permission } = Notification
    Notification.requestPermission = () => Promise.resolve((asked.push(true), permission))
    Object.assign(PushManager.prototype, {
      subscribe: () => Promise.resolve((kept = made)),
      getSubscription: () => Promise.resolve(kept),
    })
  })
}

/** What the browser shows of the page. */
const shown = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration()
    const notices = (await registration?.getNotifications()) ?? []
    return notices.map(({ title, body, tag, data }) => ({ title, body, tag, data: String(data) }))
  })

describe('alerts that are pushed', () => {
  const { open } = livePages()

  test('are asked for at a click alone, and ended by one', async () => {
    const sent: string[] = []
    const { page, errors } = await open({
      size: SIZE,
      async before(opened) {
        await opened.context().grantPermissions(['notifications'])
        await standInPush(opened)
        const none = alertsAnswerSchema.parse({
          time: Date.UTC(2026, 0, 2),
          enabled: true,
          publicUrl: null,
          rules: [],
          channels: [],
          alerts: [],
          next: null,
          health: { waiting: 0, dead: 0, lostLines: 0, dropped: 0, failure: null },
        })
        const context = opened.context()
        await context.route(`**${ROUTES.alerts}`, (route) => route.fulfill({ json: none }))
        await context.route(`**${ROUTES.alertPushKey}`, (route) =>
          route.fulfill({ json: { publicKey: 'key of the server' } }),
        )
        await context.route(`**${ROUTES.alertPush}`, (route) => {
          const request = route.request()
          sent.push(`${request.method()} ${request.postData()}`)
          const isEnd = request.method() === 'DELETE'
          return route.fulfill({ json: isEnd ? { ended: true } : { channel: 'browsers/1' } })
        })
      },
    })
    await page.waitForFunction(() => navigator.serviceWorker.ready)
    await page.getByRole('button', { name: 'More pages' }).click()
    await page.getByRole('button', { name: 'Alerts', exact: true }).click()
    const on = page.getByRole('button', { name: 'Show alerts here' })
    await on.waitFor()
    const asked = () =>
      page.evaluate(() => (window as unknown as { asked: boolean[] }).asked.length)
    expect(await asked()).toBe(0)
    await on.click()
    const off = page.getByRole('button', { name: 'Show no more here' })
    await off.waitFor()
    expect(await asked()).toBe(1)
    expect(await violationsInThemes(page)).toEqual([])
    await off.click()
    await on.waitFor()
    const endpoint = 'https://fcm.googleapis.com/fcm/send/one'
    expect(sent).toEqual([
      `POST ${JSON.stringify({ endpoint, p256dh: 'key', auth: 'auth' })}`,
      `DELETE ${JSON.stringify({ endpoint })}`,
    ])
    expect(errors).toEqual([])
  })

  test('are shown by the worker with their words and view', async () => {
    const { page, live, errors } = await open({
      size: SIZE,
      before: (opened) => opened.context().grantPermissions(['notifications']),
    })
    await page.waitForFunction(() => navigator.serviceWorker.ready)
    const session = await page.context().newCDPSession(page)
    const registered = new Promise<string>((told) => {
      session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const [first] = registrations
        if (first !== undefined) told(first.registrationId)
      })
    })
    await session.send('ServiceWorker.enable')
    const view = `#instrument=${live.instrument}&at=2026-01-02T19:00:00.000Z`
    await session.send('ServiceWorker.deliverPushMessage', {
      origin: live.url,
      registrationId: await registered,
      data: JSON.stringify({ id: '5f1c', title: 'Sweeps', text: 'price went through', view }),
    })
    await soon(() => shown(page)).toEqual([
      { title: 'Sweeps', body: 'price went through', tag: '5f1c', data: `/${view}` },
    ])
    expect(errors).toEqual([])
  })
})
