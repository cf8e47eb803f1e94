import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { alertsAnswerSchema } from '../../src/api/alerts.ts'
import type { AlertText, AlertsAnswer } from '../../src/api/alerts.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { HOUR } from '../../src/market/units.ts'
import { parseHash } from '../../src/web/address/view.ts'
import { violationsInThemes } from './axe-page.ts'
import type { LivePage } from './live-page.ts'
import { livePages, soon } from './open-live.ts'

const told = (live: LivePage, id: string, changes: Partial<AlertText> = {}): AlertText => ({
  key: `large/${live.instrument}/${id}`,
  rule: 'large',
  name: `Large ${id}`,
  kind: 'liquidation',
  severity: 'high',
  instrument: live.instrument,
  time: live.hello.time - 3 * HOUR,
  price: 60_000,
  side: 'long',
  label: null,
  numbers: { usd: 2_500_000, liquidationPrice: 59_990 },
  withheld: 0,
  text: [`${live.instrument} at 60,000: $2.50M of longs liquidated at 59,990`],
  ...changes,
})

function answerOf(live: LivePage, changes: Partial<AlertsAnswer> = {}): AlertsAnswer {
  const delivery = { attempts: 0, time: live.hello.time, why: null }
  return alertsAnswerSchema.parse({
    time: live.hello.time,
    enabled: true,
    publicUrl: null,
    rules: [
      {
        id: 'large',
        name: 'A large liquidation',
        severity: 'high',
        when: { kind: 'liquidation', minUsd: 1e6 },
        instruments: null,
        venues: ['binance'],
        repeats: true,
        cooldownMinutes: 15,
        hysteresis: 0.2,
        quiet: null,
        channels: null,
      },
    ],
    channels: [{ name: 'hook', kind: 'webhook', target: 'example.org' }],
    alerts: [
      {
        ...told(live, 'two'),
        deliveries: [
          { ...delivery, channel: 'hook', state: 'dead', why: 'answered 404: no such receiver' },
        ],
      },
      { ...told(live, 'one', { severity: 'medium' }), deliveries: [] },
    ],
    next: null,
    health: { waiting: 0, dead: 1, lostLines: 0, dropped: 0, failure: null },
    ...changes,
  })
}

/** Answers as a server that tells alerts; notes what is sent to it. */
async function serveAlerts(page: Page, answer: () => AlertsAnswer): Promise<string[]> {
  const sent: string[] = []
  await page.route(`**${ROUTES.alerts}`, (route) => route.fulfill({ json: answer() }))
  await page.route(`**${ROUTES.alertTest}`, (route) => {
    sent.push(route.request().postData() ?? '')
    return route.fulfill({ json: { channel: 'hook', result: 'dead', why: 'answered 404' } })
  })
  return sent
}

const toasts = (page: Page) => page.locator('.toast')

describe('alerts on the page', () => {
  const { open } = livePages()

  test('one that comes is told politely, moves nothing, and leads to where it happened', async () => {
    const { page, live, errors } = await open()
    const chart = await page.locator('.chart-area').boundingBox()
    const region = page.locator('.toasts [role="status"]')
    expect(await region.getAttribute('aria-live')).toBe('polite')
    expect(await region.innerText()).toBe('')
    live.say({ type: 'alerts', alerts: [told(live, 'one')], left: 0 })
    await toasts(page).waitFor()
    expect(await toasts(page).innerText()).toContain('$2.50M of longs liquidated at 59,990')
    expect(await page.locator('.chart-area').boundingBox()).toEqual(chart)
    expect(await violationsInThemes(page, '.toasts')).toEqual([])

    await page.getByRole('link', { name: 'Large one' }).click()
    await toasts(page).waitFor({ state: 'detached' })
    await page.locator('.playback').waitFor()
    const view = parseHash(new URL(page.url()).hash)
    expect(view).toMatchObject({ instrument: live.instrument, range: '12h' })
    expect(Math.abs((view.at ?? 0) - (live.hello.time - 3 * HOUR))).toBeLessThan(HOUR)
    expect(errors).toEqual([])
  })

  test('three are shown, of a storm the rest is counted, and all are put away', async () => {
    const { page, live, errors } = await open()
    const alerts = ['a', 'b', 'c', 'd', 'e'].map((id) => told(live, id))
    live.say({ type: 'alerts', alerts, left: 40 })
    await soon(() => toasts(page).count()).toBe(3)
    await page.getByRole('button', { name: 'Close: Large a' }).click()
    await soon(() => toasts(page).count()).toBe(2)
    await page.getByRole('button', { name: '42 more: all alerts' }).waitFor()
    await page.getByRole('button', { name: 'Close all' }).click()
    await soon(() => toasts(page).count()).toBe(0)
    expect(await page.locator('.toasts').innerText()).toBe('')
    expect(errors).toEqual([])
  })

  test.each([
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ])('the list has rules, channels, what was told and what was not at $width', async (size) => {
    let answer: AlertsAnswer | undefined
    let sent: string[] = []
    const { page, live, errors } = await open({
      size,
      async before(opened) {
        sent = await serveAlerts(opened, () => answer!)
      },
      prepare: (prepared) => (answer = answerOf(prepared)),
    })
    await page.getByRole('button', { name: 'More pages' }).click()
    await page.getByRole('button', { name: 'Alerts', exact: true }).click()
    const list = page.locator('.alerts-list > li')
    await list.first().waitFor()
    expect(await list.count()).toBe(2)
    expect(await list.first().innerText()).toContain(
      'hook not delivered: answered 404: no such receiver',
    )
    expect(await list.last().innerText()).toContain('No channel: told here alone')
    expect(await page.locator('.alerts-troubles').innerText()).toBe('1 delivery was given up.')
    expect(await page.locator('main').innerText()).toContain(
      'At least $1.00M of positions liquidated at once',
    )
    await page.getByRole('button', { name: 'Not delivered' }).click()
    await soon(() => list.count()).toBe(1)
    await page.getByRole('button', { name: 'Not delivered' }).click()

    const test = page.getByRole('button', { name: 'Send a test through hook' })
    await test.click()
    await page.getByText('Not delivered: answered 404.').waitFor()
    expect(sent).toEqual(['{"channel":"hook"}'])

    // What comes while the list is open is in it, and takes focus from nothing.
    await test.focus()
    answer = answerOf(live, {
      alerts: [{ ...told(live, 'three'), deliveries: [] }, ...answer!.alerts],
    })
    live.say({ type: 'alerts', alerts: [told(live, 'three')], left: 0 })
    await soon(() => list.count()).toBe(3)
    expect(await toasts(page).count()).toBe(0)
    expect(await test.evaluate((button) => button === document.activeElement)).toBe(true)
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
    ).toBe(true)
    expect(await violationsInThemes(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.locator('.chart-area').waitFor()
    expect(errors).toEqual([])
  })

  test('a server without rules says how there could be some', async () => {
    const { page, errors } = await open()
    await page.getByRole('button', { name: 'More pages' }).click()
    await page.getByRole('button', { name: 'Alerts', exact: true }).click()
    await page.getByText('the configuration file has no part alerts').waitFor()
    expect(await page.locator('main').innerText()).not.toContain('Channels')
    expect(errors).toEqual([])
  })
})
