import { describe, expect, test } from 'vitest'
import type { LiquidationInfo } from '../../src/api/live.ts'
import { liquidationOf, livePages, soon } from './open-live.ts'

describe('the tape of liquidations', () => {
  const { open } = livePages()

  test('a liquidation appears on top of the tape, in words and numbers', async ({ annotate }) => {
    const { page, live, errors } = await open()
    const rows = page.locator('.tape-list tbody tr')
    expect(await rows.count()).toBe(0)
    live.say({ type: 'liquidations', liquidations: [liquidationOf(live)] })
    await rows.first().waitFor()
    const first = (await rows.first().innerText()).replaceAll(/\s+/g, ' ')
    expect(first).toMatch(/^22:00:20 BTCUSD-SIM Simulated ▼ Long 60,123\.4 \$30\.1K ◐/)
    expect(await rows.first().locator('.mark').innerText()).toContain('Sampled')
    const short = {
      position: 'short',
      priceKind: 'bankruptcy',
      time: live.hello.time + 1000,
    } as const
    live.say({ type: 'liquidations', liquidations: [liquidationOf(live, short)] })
    await page.waitForFunction(() => document.querySelectorAll('.tape-list tbody tr').length === 2)
    expect(await rows.first().innerText()).toMatch(/▲\s+Short/)
    const price = rows.first().locator('.number').first()
    expect(await price.getAttribute('title')).toContain('bankruptcy price')

    // From the server's socket to the page's text, on this machine: told, not judged.
    await page.evaluate(() => {
      const seen: number[] = []
      Object.assign(window, { seen })
      new MutationObserver(() => seen.push(Date.now())).observe(
        document.querySelector('.tape-list tbody')!,
        { childList: true },
      )
    })
    const waits: number[] = []
    for (let i = 0; i < 20; i++) {
      const said = Date.now()
      live.say({ type: 'liquidations', liquidations: [liquidationOf(live)] })
      await page.waitForFunction(
        (n) => (window as unknown as { seen: number[] }).seen.length > n,
        i,
      )
      const seen = await page.evaluate((n) => (window as unknown as { seen: number[] }).seen[n], i)
      waits.push(seen! - said)
    }
    waits.sort((a, b) => a - b)
    await annotate(`socket to page: p50 ${waits[10]} ms, worst of 20 ${waits.at(-1)} ms`)
    expect(await rows.count()).toBe(22)
    expect(errors).toEqual([])
  })

  test('the tape is bounded, filtered, and stands still while it is read', async () => {
    const { page, live } = await open()
    const rows = page.locator('.tape-list tbody tr')
    const other = { instrument: 'bybit:ETHUSDT' as LiquidationInfo['instrument'] }
    live.say({ type: 'liquidations', liquidations: [liquidationOf(live, { notionalUsd: 5e6 })] })
    for (let i = 0; i < 20; i++)
      live.say({
        type: 'liquidations',
        liquidations: Array.from({ length: 500 }, () =>
          liquidationOf(live, { ...other, price: i }),
        ),
      })
    // Said last: once it is there, so is all that came before.
    live.say({ type: 'liquidations', liquidations: [liquidationOf(live, { notionalUsd: 2e6 })] })
    await soon(() => rows.first().innerText()).toContain('$2.00M')
    expect(await rows.count()).toBe(2)
    await page.getByRole('radio', { name: 'All instruments' }).click()
    await page.waitForFunction(
      () => document.querySelectorAll('.tape-list tbody tr').length === 200,
    )
    await page.locator('.tape').getByRole('button', { name: /^Min/ }).click()
    await page.getByRole('option', { name: '$100K' }).click()
    await soon(() => rows.count()).toBe(2)
    expect(await rows.last().innerText()).toContain('$5.00M')

    await rows.first().hover()
    const paused = page.locator('[data-field="paused"]')
    await paused.filter({ hasText: /^Paused$/ }).waitFor()
    live.say({ type: 'liquidations', liquidations: [liquidationOf(live, { notionalUsd: 7e6 })] })
    await paused.filter({ hasText: 'Paused, 1 new' }).waitFor()
    expect(await rows.count()).toBe(2)
    await page.mouse.move(300, 300)
    await soon(() => rows.count()).toBe(3)
    expect(await rows.first().innerText()).toContain('$7.00M')
  })
})
