import { describe, expect, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import { cascadeSchema } from '../../src/api/cascade.ts'
import { setupsSchema } from '../../src/api/setups.ts'
import { signalsSchema } from '../../src/api/signals.ts'
import type { CascadeAnswer } from '../../src/api/cascade.ts'
import type { SignalsAnswer } from '../../src/api/signals.ts'
import { dataFolder, isBuilt, startProduct, startVenues, until } from './whole-chain.ts'

const ID = 'binance:BTCUSDT'

describe.runIf(isBuilt)('signals over a stand-in venue', () => {
  test('are those of its last candle, and a cascade walks its book once that is in step', async () => {
    const venues = await startVenues('binance')
    const product = await startProduct(await dataFolder(), venues.flags)
    const url = `${product.url}${ROUTES.signals}?instrument=${ID}`
    const hasPrice = ({ price }: Partial<SignalsAnswer>): boolean => price !== undefined
    const first = signalsSchema.parse(await until<Partial<SignalsAnswer>>(url, hasPrice))
    expect(first.stale).toBe(false)
    expect(first.time % 60_000).toBe(0)
    const cascade = `${product.url}${ROUTES.cascade}?instrument=${ID}&side=long&usd=100000`
    const isWalk = ({ basis }: Partial<CascadeAnswer>): boolean => basis === 'book'
    const walked = cascadeSchema.parse(await until<Partial<CascadeAnswer>>(cascade, isWalk))
    expect(walked.walk!.mid.move).toBeLessThan(0)
    expect(walked.bookTime).toBeGreaterThanOrEqual(first.time)

    const setups = await fetch(`${product.url}${ROUTES.setups}?instrument=${ID}`)
    expect(setupsSchema.parse(await setups.json()).setups).toHaveLength(2)
  }, 120_000)
})
