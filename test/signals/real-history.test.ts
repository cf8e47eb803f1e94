import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { realStates } from '../../bench/real-states.ts'
import { HOUR } from '../../src/market/units.ts'

const DATA = fileURLToPath(new URL('../../../shared/data/binance-usdm-2024-1h', import.meta.url))
const absent = !existsSync(DATA)
if (absent) console.warn('test/signals/real-history: skipped, ../shared/data is not there')

const statesOf = (coin: string) => realStates(coin, 4 * HOUR)

describe.skipIf(absent)('signals of recorded hours of Binance', () => {
  it('of ether find clusters that come, are swept and go, and the crash sweeps those of longs', () => {
    const states = statesOf('ETH')
    expect(states.length).toBeGreaterThan(350)
    const clusters = states.map((one) => one.clusters.length)
    const mean = clusters.reduce((a, b) => a + b) / states.length
    expect(mean).toBeGreaterThan(1)
    expect(mean).toBeLessThan(20)
    const ids = new Set(states.flatMap((one) => one.clusters.map(({ id }) => id)))
    const ended = states.flatMap((one) => one.ended)
    expect(ended.length).toBeLessThanOrEqual(ids.size)
    expect(ended.filter(({ how }) => how === 'swept').length).toBeGreaterThan(30)
    const isCrash = (time: number) =>
      time > Date.UTC(2024, 7, 4, 12) && time <= Date.UTC(2024, 7, 5, 12)
    const swept = ended.filter(({ how, at }) => how === 'swept' && isCrash(at))
    expect(swept.filter(({ side }) => side === 'long').length).toBeGreaterThan(
      swept.filter(({ side }) => side === 'short').length,
    )
    // Ether's liquidations are known from the first hour on; a week of them is enough to say a day.
    expect(states.at(50)!.lacks).toEqual(['calm-rank'])
    expect(states.at(-1)!.lacks).toEqual([])
  })

  it('of solana, whose liquidations are not known, call nothing significant', () => {
    const states = statesOf('SOL')
    expect(states.at(-1)!.lacks).toEqual(['liquidated-day'])
    const significant = states.flatMap((one) => one.clusters.filter((c) => c.isSignificant))
    expect(significant).toEqual([])
    expect(states.flatMap((one) => one.formations)).toEqual([])
  })
})
