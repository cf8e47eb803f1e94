import { describe, expect, test } from 'vitest'
import type { LevelBar } from './levels-merge.ts'
import { formatLevelPrice, levelSentence, quotedSentence } from './levels-words.ts'

function bar(priceFrom: number, priceTo: number, longUsd: number, shortUsd: number): LevelBar {
  const none = { longUsd: 0, shortUsd: 0 }
  const cumulative = {
    longUsd,
    shortUsd,
    low: { longUsd: longUsd * 0.3, shortUsd: shortUsd * 0.3 },
    high: { longUsd: longUsd * 3.1, shortUsd: shortUsd * 3.1 },
  }
  return { bin: 1, priceFrom, priceTo, ...none, low: none, high: none, parts: [], cumulative }
}

const told = {
  base: 'BTC',
  quote: 'USDT',
  tickDecimals: 1,
  long: bar(58_200.4, 58_260, 412e6, 0),
  short: bar(64_050, 64_100.2, 0, 388e6),
  calibrated: true,
  simulated: false,
}

describe('the sentence', () => {
  test('says both directions, each with its range', () => {
    expect(levelSentence(told)).toBe(
      'If BTC falls below $58,200, $412M of longs would be liquidated (10–90%: $120M–1.3B, modelled); above $64,100, $388M of shorts (10–90%: $120M–1.2B, modelled).',
    )
  })

  test('says one direction alone, and nothing where there is none', () => {
    expect(levelSentence({ ...told, short: undefined })).toBe(
      'If BTC falls below $58,200, $412M of longs would be liquidated (10–90%: $120M–1.3B, modelled).',
    )
    expect(levelSentence({ ...told, long: undefined, quote: 'BTC' })).toBe(
      'If BTC rises above 64,100 BTC, $388M of shorts would be liquidated (10–90%: $120M–1.2B, modelled).',
    )
    expect(levelSentence({ ...told, long: undefined, short: undefined })).toBe(
      'Nothing is modelled in these prices.',
    )
  })

  test('has no range where dollars are not calibrated, and says when the market is made up', () => {
    const text = levelSentence({ ...told, calibrated: false, simulated: true })
    expect(text).toBe(
      'SIMULATED: If BTC falls below $58,200, $412M of longs would be liquidated (modelled, dollars not calibrated); above $64,100, $388M of shorts (modelled, dollars not calibrated).',
    )
    const of = { subject: 'binance BTCUSDT', time: Date.UTC(2024, 7, 5, 6, 30), model: 'Isotherm' }
    expect(quotedSentence('One.', of)).toBe(
      'One. binance BTCUSDT, 2024-08-05 06:30 UTC, model Isotherm. A modelled estimate of relative importance, not known positions. Isotherm.',
    )
  })

  test('writes prices in five digits, never finer than the tick', () => {
    expect([58_204.37, 3_120.44, 0.123456, 0.5].map((price) => formatLevelPrice(price, 5))).toEqual(
      ['58,204', '3,120.4', '0.12346', '0.50000'],
    )
    expect(formatLevelPrice(3_120.44, 0)).toBe('3,120')
  })
})
