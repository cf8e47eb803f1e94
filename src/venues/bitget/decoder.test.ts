import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decoder } from './decoder.ts'
import { fixture } from './frames.fixture.ts'

const RECEIVED = Date.UTC(2026, 10, 22)

const push = (price: number, amount: number) =>
  JSON.stringify({
    action: 'update',
    arg: { instType: 'usdt-futures', topic: 'liquidation' },
    data: [
      {
        symbol: 'BTCUSDT',
        side: 'sell',
        price: `${price}`,
        amount: `${amount}`,
        ts: `${RECEIVED}`,
      },
    ],
    ts: RECEIVED,
  })

test('an amount in quote coins becomes the coins that it was made of', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000_000 }),
      fc.integer({ min: 1, max: 10_000_000 }),
      (lots, cents) => {
        const [coins, price] = [lots / 10_000, cents / 100]
        const [event] = decoder(fixture.instruments).decode(
          push(price, coins * price),
          RECEIVED,
        ).events
        expect(event).toMatchObject({ type: 'liquidation', position: 'short', price })
        expect(event?.type === 'liquidation' && event.quantity).toBe(coins)
      },
    ),
  )
})

test('fault 4: a refusal quotes the one topic that is refused', () => {
  const quoted = JSON.stringify({ instType: 'usdt-futures', symbol: 'NOPEUSDT', topic: 'ticker' })
  const frame = JSON.stringify({ event: 'error', code: 30001, msg: `${quoted} doesn't exist` })
  const { acks } = decoder(fixture.instruments).decode(frame, RECEIVED)
  expect(acks).toEqual([
    { topics: ['ticker/NOPEUSDT'], accepted: false, reason: `${quoted} doesn't exist` },
  ])
})
