import { expect, test } from 'vitest'
import type { MarketEvent } from '../market/event.ts'
import { instrumentId, parseVenueId } from '../market/instrument.ts'
import { MINUTE, quantity, SECOND } from '../market/units.ts'
import { MarketPulse } from './market-pulse.ts'

const start = Date.UTC(2025, 9, 10, 20)
const at = (venue: string, time: number) => {
  const id = parseVenueId(venue)!
  const instrument = instrumentId(id, 'BTCUSDT')
  return { venue: id, instrument, exchangeTime: start + time, receivedTime: start + time }
}
const trade = (venue: string, time: number, price: number): MarketEvent => ({
  type: 'trade',
  ...at(venue, time),
  price,
  quantity: quantity(1),
  takerSide: 'sell',
})
const liquidation = (venue: string, time: number): MarketEvent => ({
  type: 'liquidation',
  ...at(venue, time),
  position: 'long',
  price: 100,
  priceKind: 'bankruptcy',
  quantity: quantity(1),
})
const own = at('binance', 0).instrument

/** Three quiet hours, then five minutes of a crash in which others report and Binance does not. */
function crash({ move = 0.03, reporting = 'bybit', each = 5 * SECOND } = {}): MarketPulse {
  const pulse = new MarketPulse(() => 'BTC')
  const quiet = 180 * MINUTE
  for (let time = 0; time < quiet; time += MINUTE) {
    pulse.push([trade('okx', time, 100)])
    if (time % (20 * MINUTE) === 0) pulse.push([liquidation('bybit', time)])
  }
  for (let time = 0; time <= 5 * MINUTE; time += each)
    pulse.push([
      trade('okx', quiet + time, 100 * (1 - (move * time) / (5 * MINUTE))),
      liquidation(reporting, quiet + time),
    ])
  return pulse
}
const since = start + 180 * MINUTE

test('fault 5: others speak where the price moves and they report far more than usual', () => {
  expect(crash().othersSpeak(own, since)).toBe(true)
})

test.each([
  ['the price stands still', crash({ move: 0.005 })],
  ['they report as ever', crash({ each: 2.5 * MINUTE })],
  ['it is the venue itself that reports', crash({ reporting: 'binance' })],
  ['nothing is known of the coin', new MarketPulse(() => 'BTC')],
])('fault 5: and not where %s', (_what, pulse) => {
  expect(pulse.othersSpeak(own, since)).toBe(false)
})

test('what was long ago says nothing of now', () => {
  const pulse = crash()
  pulse.push([trade('okx', 200 * MINUTE, 97), trade('okx', 201 * MINUTE, 97)])
  expect(pulse.othersSpeak(own, since)).toBe(false)
})
