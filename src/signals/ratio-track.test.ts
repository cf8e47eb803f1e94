import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR } from '../market/units.ts'
import { readingOf } from './reading.fixture.ts'
import { RatioTrack, aroundReading } from './ratio-track.ts'

const T0 = Date.UTC(2026, 0, 5)

/** A reading with so much 1 % above the price, and so much 1 % below it. */
const between = (hour: number, aboveUsd: number, belowUsd: number, factor = 1.2) =>
  readingOf({
    time: T0 + hour * HOUR,
    shorts: [[1.01, aboveUsd]],
    longs: [[0.99, belowUsd]],
    factor,
    facts: { openInterestUsd: 1e9 },
  })

describe('the ratio', () => {
  it('adds a thousandth of open interest to both sides', () => {
    const { ratio, aboveUsd, belowUsd } = aroundReading(between(0, 4e6, 1e6), 0, 0.05)
    expect([aboveUsd, belowUsd]).toEqual([expect.closeTo(4e6, 0), expect.closeTo(1e6, 0)])
    expect(ratio).toBeCloseTo(5 / 2, 9)
  })

  it('tells near and far apart by the middle of a level, and both sum to all', () => {
    const reading = readingOf({
      time: T0,
      shorts: [
        [1.01, 3e6],
        [1.03, 5e6],
        [1.06, 7e6],
      ],
      longs: [
        [0.985, 1e6],
        [0.97, 2e6],
        [0.94, 4e6],
      ],
    })
    const sums = (from: number, to: number) => {
      const { aboveUsd, belowUsd } = aroundReading(reading, from, to)
      return [Math.round(aboveUsd), Math.round(belowUsd)]
    }
    expect(sums(0, 0.02)).toEqual([3e6, 1e6])
    expect(sums(0.02, 0.05)).toEqual([5e6, 2e6])
    expect(sums(0, 0.05)).toEqual([8e6, 3e6])
  })

  it('is surer of what is measured', () => {
    const modelled = between(0, 4e6, 1e6, 3)
    const measured = { ...modelled, measured: modelled.density }
    const range = aroundReading(modelled, 0, 0.05)
    const known = aroundReading(measured, 0, 0.05)
    expect(known.aboveRange).toEqual({ low: known.aboveUsd, high: known.aboveUsd })
    expect(known.ratioRange!.low).toBeCloseTo(known.ratio!, 9)
    expect(range.ratioRange!.low).toBeLessThan(known.ratio!)
    expect([known.chanceAbove, known.chanceBelow]).toEqual([1, 0])
  })
})

it('weighs what is near more, where it is known how far price goes in a day', () => {
  const reading = (dailySigma: number | undefined) =>
    readingOf({
      time: T0,
      shorts: [[1.04, 4e6]],
      longs: [[0.99, 2e6]],
      facts: { dailySigma },
    })
  const { touchedInADay } = aroundReading(reading(0.02), 0, 0.05)
  // 2Φ(−ln 1.04 ÷ 0.02) and 2Φ(ln 0.99 ÷ 0.02), to the width of a bin.
  expect(touchedInADay!.aboveUsd / 4e6).toBeCloseTo(0.05, 2)
  expect(touchedInADay!.belowUsd / 2e6).toBeCloseTo(0.615, 1)
  expect(touchedInADay!.ratio).toBeLessThan(0.2)
  expect(aroundReading(reading(undefined), 0, 0.05).touchedInADay).toBeUndefined()
})

describe('the regime', () => {
  it('enters where it is likely, and leaves only at 1.7 or 0.59', () => {
    const track = new RatioTrack('all')
    const told = (hour: number, above: number, below: number) =>
      track.push(between(hour, above, below)).regime
    // Just above 2, as good as a coin toss.
    expect(told(0, 3.2e6, 1e6)).toBe('balanced')
    expect(told(1, 4e6, 1e6)).toBe('short-squeeze')
    expect(told(2, 2.6e6, 1e6)).toBe('short-squeeze')
    expect(track.push(between(3, 2.5e6, 1e6)).since).toBe(T0 + HOUR)
    expect(told(4, 2.3e6, 1e6)).toBe('balanced')
    expect(told(5, 1e6, 4e6)).toBe('long-liquidation')
    expect(told(6, 1e6, 2.5e6)).toBe('long-liquidation')
    expect(told(7, 1e6, 2.3e6)).toBe('balanced')
  })

  it('does not enter where the map knows too little to say', () => {
    const told = (factor: number) =>
      new RatioTrack('near').push(between(0, 5e6, 1e6, factor)).regime
    expect([told(1.5), told(5)]).toEqual(['short-squeeze', 'balanced'])
  })

  it('takes a side that holds nothing for itself', () => {
    const told = (above: number, below: number) => {
      const { regime, ratio, chanceAbove } = new RatioTrack('all').push(between(0, above, below))
      return [regime, ratio, chanceAbove]
    }
    expect(told(1e6, 0)).toEqual(['shorts-only', undefined, undefined])
    expect(told(0, 1e6)).toEqual(['longs-only', undefined, undefined])
    expect(told(0, 0)).toEqual(['empty', undefined, undefined])
  })

  it('mirrors where the market is upside down', () => {
    const usd = fc.double({ min: 1e3, max: 1e7, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(usd, usd), { maxLength: 12 }), (sums) => {
        const [up, down] = [new RatioTrack('all'), new RatioTrack('all')]
        sums.forEach(([above, below], i) => {
          const one = up.push(between(i / 2, above, below))
          const other = down.push(between(i / 2, below, above))
          expect(one.ratio! * other.ratio!).toBeCloseTo(1, 6)
          expect(one.chanceAbove).toBeCloseTo(other.chanceBelow!, 6)
        })
      }),
    )
  })
})
