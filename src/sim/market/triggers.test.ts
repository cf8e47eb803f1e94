import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Quote } from './basis.ts'
import { PricePath, START_PRICE } from './price-path.ts'
import { START } from './runs.fixture.ts'
import { Triggers } from './triggers.ts'

/** Any way of a price, with triggers put in on the way: what fires is what a plain list would. */
test('a sweep fires what the price has reached, once, and nothing else', () => {
  const move = fc.double({ min: -0.02, max: 0.02, noNaN: true })
  const level = fc.double({ min: 1e-6, max: 0.02, noNaN: true })
  const step = fc.record({ move, levels: fc.array(level, { maxLength: 4 }) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let logPrice = 0
      const logPrices = new Float32Array(60)
      const record = {
        logPrice: logPrices,
        activity: new Float32Array(1),
        logVolatility: new Float32Array(1),
        depth: new Float32Array(1),
      }
      const options = {
        seed: 1,
        days: 1,
        regime: 'range',
        start: START,
        depthUsd: 1,
        path: record,
      } as const
      const path = new PricePath(options, 1)
      const quote = new Quote(path)
      const triggers = new Triggers()
      let waiting: { id: number; falling: boolean; price: number }[] = []
      steps.forEach(({ move: by, levels }, i) => {
        for (const [k, distance] of levels.entries()) {
          const falling = k % 2 === 0
          const price = quote.price * Math.exp(falling ? -distance : distance)
          const id = i * 10 + k
          waiting.push({ id, falling, price })
          triggers.add(falling, 'stop', price, id, 0)
        }
        logPrice += by
        logPrices[i] = logPrice
        path.step(i)
        const fired: number[] = []
        triggers.sweep(quote, (id) => fired.push(id))
        const isReached = ({ falling, price }: { falling: boolean; price: number }) =>
          falling ? price >= quote.price : price <= quote.price
        expect(new Set(fired)).toEqual(new Set(waiting.filter(isReached).map(({ id }) => id)))
        expect(fired.length).toBe(new Set(fired).size)
        waiting = waiting.filter((one) => !isReached(one))
      })
    }),
  )
})

test('what is purged never fires', () => {
  const options = { seed: 1, days: 1, regime: 'range', start: START, depthUsd: 1e6 } as const
  const path = new PricePath(options, 1)
  const triggers = new Triggers()
  for (let i = 0; i < 10; i++) triggers.add(true, 'stop', START_PRICE * (0.99 - i / 1e4), i, 0)
  triggers.purge((position) => position % 2 === 0)
  for (let i = 0; i < 20; i++) path.push(-1, 1e9)
  const fired: number[] = []
  triggers.sweep(new Quote(path), (position) => fired.push(position))
  expect(fired).toEqual([0, 2, 4, 6, 8])
})
