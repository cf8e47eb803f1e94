import { describe, expect, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import { settled } from './browser.ts'
import { livePages, soon } from './open-live.ts'

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]

/** An amount as the page writes it, without its sign, in the notation of en-US. */
const sizeOf = (text: string): number => {
  const [, digits, unit] = /([\d.]+)([KMB]?)$/.exec(text)!
  return Number(digits) * { '': 1, K: 1e3, M: 1e6, B: 1e9 }[unit as '' | 'K' | 'M' | 'B']
}

describe('amounts', () => {
  const { open } = livePages()

  test.each(SIZES)(
    'are shown in another currency at $width px, with its rate, and prices are not',
    async (size) => {
      const { page, live, errors } = await open({
        size,
        before: async (one) => {
          await one.route(`**${ROUTES.currencyRates}`, (route) =>
            route.fulfill({
              json: {
                time: Date.UTC(2026, 10, 22),
                rates: [
                  { currency: 'EUR', usdPerUnit: 2, asOf: Date.UTC(2026, 10, 20), source: 'ECB' },
                ],
              },
            }),
          )
        },
      })
      const max = page.locator('[data-field="max"]')
      const price = page.locator('[data-field="last"]')
      const openSettings = async (): Promise<void> => {
        const name = size.width < 760 ? 'Map settings' : 'Settings'
        await page.getByRole('button', { name, exact: true }).click()
      }
      const before = await max.innerText()
      const quoted = await price.innerText()
      expect(before.startsWith('$')).toBe(true)
      await openSettings()
      await page.getByLabel('Amounts in').selectOption('EUR')
      await soon(() => max.innerText()).toMatch(/^€/)
      const euros = await max.innerText()
      expect(Math.abs((sizeOf(euros) * 2) / sizeOf(before) - 1)).toBeLessThan(0.011)
      expect(await price.innerText()).toBe(quoted)
      const rate = page.locator('[data-field="rate"]')
      expect(await rate.innerText()).toContain('€ at 2 USD, ECB, old: of 2026-11-20 00:00 UTC')
      expect(await rate.getAttribute('data-tone')).toBe('warn')

      await page.getByLabel('Numbers').selectOption('de-DE')
      await soon(() => max.innerText()).toBe(euros.replace('.', ','))
      if (process.env['SHOTS'] !== undefined)
        await page.screenshot({ path: `${process.env['SHOTS']}/settings-${size.width}.png` })
      await page.reload()
      await settled(page)
      await soon(() => max.innerText()).toBe(euros.replace('.', ','))
      expect(await price.innerText()).not.toBe(quoted)
      if (process.env['SHOTS'] !== undefined)
        await page.screenshot({ path: `${process.env['SHOTS']}/euro-${size.width}.png` })

      // The threshold is read in what is shown: half of the scale, in euros.
      await page.getByRole('button', { name: /^Threshold/ }).click()
      const input = page.getByRole('textbox', { name: 'Hide cells below, EUR', exact: true })
      await input.fill(`€${Math.round(sizeOf(euros) / 2)}`)
      await page.keyboard.press('Enter')
      await soon(() => page.url()).toMatch(/low=0\.(49|50|5$|5&)/)
      const low = page.getByRole('slider', { name: 'Hide cells below' })
      const kept = await input.inputValue()
      expect(await low.getAttribute('aria-valuetext')).toContain(`${kept}, percentile`)
      await input.fill(`$${Math.round(sizeOf(euros) / 2)}`)
      await page.keyboard.press('Enter')
      expect(await page.getByRole('alert').innerText()).toContain('cannot be read: write €')
      expect(await low.getAttribute('aria-valuetext')).toContain(`${kept}, percentile`)
      await page.keyboard.press('Escape')

      // A link says the currency, also to whoever has chosen none.
      expect(page.url()).toContain('currency=EUR')
      const link = page.url()
      await page.evaluate(() => localStorage.clear())
      await page.goto('about:blank')
      await page.goto(link)
      await settled(page)
      await soon(() => max.innerText()).toBe(euros)
      expect(page.url()).toContain('currency=EUR')

      // What is not known any more is not made up.
      await page.route(`**${ROUTES.currencyRates}`, (route) =>
        route.fulfill({ json: { time: Date.UTC(2026, 10, 22), rates: [] } }),
      )
      await page.goto('about:blank')
      await page.goto(`${live.url}/#range=12h&currency=EUR`)
      await settled(page)
      await soon(() => rate.innerText()).toContain('No rate of EUR: amounts in USD')
      expect(await max.innerText()).toMatch(/^\$/)
      expect(errors).toEqual([])
    },
  )
})
