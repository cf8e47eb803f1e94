import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { liquidationDistances, smoothEdges } from './component.ts'
import type { SideIndex } from './side.ts'
import { Ledger } from './ledger.ts'
import { openedSince } from './opened-since.ts'
import { LONG, SHORT } from './side.ts'

const distanceAt = (_side: 'long' | 'short', leverage: number) => 1 / leverage - 0.0045
const distances = liquidationDistances(distanceAt, smoothEdges(6))
const lifetimes = [0.05, 0.4, 9]
const ones = new Float64Array(lifetimes.length).fill(1)

/** An amount in every lifetime, in the ledger's scaled units. */
const scaled = (ledger: Ledger, side: SideIndex, amount: number) =>
  Float64Array.from(lifetimes, (_, r) => amount / ledger.scale[side * lifetimes.length + r]!)

const groups = 1 + Math.max(...distances.map((d) => d.group))

/** Entry bins of an opening: another for each group. */
const binsAt = (bin: number) => Int32Array.from({ length: groups }, (_, group) => bin + 3 * group)

/** What is left of each side and lifetime after a turnover. */
const kept = (turnover: number) =>
  Float64Array.from([...lifetimes, ...lifetimes], (life) => Math.exp(-turnover / life))

/** The same bank kept the plain way: one amount per side, distance, lifetime and entry bin. */
class EagerLedger {
  readonly amounts = new Map<string, number>()
  readonly #offsets: readonly [Int32Array, Int32Array]

  constructor(offsets: readonly [Int32Array, Int32Array]) {
    this.#offsets = offsets
  }

  deposit(side: SideIndex, bin: number, amount: number): void {
    distances.forEach(({ group }, k) => {
      lifetimes.forEach((__, r) => {
        const key = `${side} ${k} ${r} ${binsAt(bin)[group]}`
        this.amounts.set(key, (this.amounts.get(key) ?? 0) + amount)
      })
    })
  }

  age(side: SideIndex, turnover: number): void {
    for (const [key, amount] of this.amounts) {
      const [s, , r] = key.split(' ').map(Number)
      if (s === side) this.amounts.set(key, amount * Math.exp(-turnover / lifetimes[r!]!))
    }
  }

  sweep(side: SideIndex, bin: number): Map<string, number> {
    const removed = new Map<string, number>()
    for (const [key, amount] of this.amounts) {
      const [s, k, r, b] = key.split(' ').map(Number)
      if (s !== side) continue
      const at = b! + this.#offsets[side][k!]!
      if (side === LONG ? at < bin : at > bin) continue
      removed.set(`${k} ${r}`, (removed.get(`${k} ${r}`) ?? 0) + amount)
      this.amounts.delete(key)
    }
    return removed
  }
}

type Step =
  | {
      readonly kind: 'deposit'
      readonly side: SideIndex
      readonly bin: number
      readonly amount: number
    }
  | { readonly kind: 'age'; readonly side: SideIndex; readonly turnover: number }
  | { readonly kind: 'sweep'; readonly side: SideIndex; readonly bin: number }

const side = fc.constantFrom<SideIndex>(LONG, SHORT)
const bin = fc.integer({ min: -900, max: 900 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('deposit' as const),
    side,
    bin,
    amount: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant('age' as const),
    side,
    turnover: fc.double({ min: 0, max: 20, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('sweep' as const), side, bin }),
)

function apply(ledger: Ledger, { kind, ...s }: Step): void {
  if (kind === 'deposit' && 'amount' in s)
    ledger.deposit(s.side, binsAt(s.bin), 0, scaled(ledger, s.side, s.amount))
  else if (kind === 'age' && 'turnover' in s) ledger.age(s.side, kept(s.turnover))
  else if (kind === 'sweep' && 'bin' in s) ledger.sweep(s.side, s.bin)
}

/** Every amount of a ledger, in a fixed order. */
function contents(ledger: Ledger): number[] {
  const all: number[] = []
  for (const s of [LONG, SHORT] as const)
    for (let k = 0; k < distances.length; k++)
      for (let r = 0; r < lifetimes.length; r++)
        for (let b = -900; b <= 930; b++) all.push(ledger.alive(s, k, r, b))
  return all
}

describe('ledger', () => {
  test('what was opened since a snapshot is what an eager ledger holds that began empty then', () => {
    const steps = fc.array(step, { minLength: 1, maxLength: 25 })
    fc.assert(
      fc.property(steps, steps, (first, later) => {
        const ledger = new Ledger(distances, lifetimes)
        for (const s of first) apply(ledger, s)
        const before = ledger.snapshot()
        const eager = new EagerLedger(ledger.offsets)
        let largest = 0
        for (const s of later) {
          apply(ledger, s)
          if (s.kind === 'age') eager.age(s.side, s.turnover)
          else if (s.kind === 'sweep') eager.sweep(s.side, s.bin)
          else {
            eager.deposit(s.side, s.bin, s.amount)
            largest = Math.max(largest, s.amount)
          }
        }
        for (const s of first) if (s.kind === 'deposit') largest = Math.max(largest, s.amount)
        const columnsOf = openedSince(ledger, before)
        for (const s of [LONG, SHORT] as const)
          for (let k = 0; k < distances.length; k++) {
            const { entries, swept, from, to } = columnsOf(s, k)
            for (let r = 0; r < lifetimes.length; r++)
              for (let b = -900; b <= 930; b++) {
                const at = (b - ledger.firstBin) * lifetimes.length + r
                const scale = ledger.scale[s * lifetimes.length + r]!
                const isHeld = b >= from && b < to
                const got = isHeld ? (entries[at]! - swept[at]!) * scale : 0
                const want = eager.amounts.get(`${s} ${k} ${r} ${b}`) ?? 0
                if (Math.abs(got - want) > 1e-9 * Math.max(largest, 1))
                  expect({ s, k, r, b, got }).toEqual({ s, k, r, b, got: want })
              }
          }
      }),
      { numRuns: 60 },
    )
  })

  test('lazy equals eager to 1e-12', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        const lazy = new Ledger(distances, lifetimes)
        const eager = new EagerLedger(lazy.offsets)
        let largest = 0
        for (const s of steps) {
          if (s.kind === 'deposit') {
            eager.deposit(s.side, s.bin, s.amount)
            largest = Math.max(largest, s.amount)
            apply(lazy, s)
          } else if (s.kind === 'age') {
            eager.age(s.side, s.turnover)
            apply(lazy, s)
          } else {
            const removed = eager.sweep(s.side, s.bin)
            const any = lazy.sweep(s.side, s.bin)
            if (!any) expect(removed.size).toBe(0)
            for (const [key, amount] of removed) {
              const [k, r] = key.split(' ').map(Number)
              const got = lazy.lastSwept[s.side][k! * lifetimes.length + r!]!
              expect(Math.abs(got - amount)).toBeLessThanOrEqual(1e-12 * Math.max(largest, amount))
            }
          }
        }
        for (const s of [LONG, SHORT] as const)
          for (let k = 0; k < distances.length; k++)
            for (let r = 0; r < lifetimes.length; r++)
              for (let b = -900; b <= 930; b++) {
                const want = eager.amounts.get(`${s} ${k} ${r} ${b}`) ?? 0
                const got = lazy.alive(s, k, r, b)
                if (Math.abs(got - want) > 1e-12 * Math.max(largest, want))
                  expect(got, `${s} ${k} ${r} ${b}`).toBe(want)
              }
      }),
      { numRuns: 60 },
    )
  })

  test('the total of a distance is the sum of its bins', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        const ledger = new Ledger(distances, lifetimes)
        let deposited = 1
        for (const s of steps) {
          apply(ledger, s)
          if (s.kind === 'deposit') deposited += s.amount
        }
        for (const s of [LONG, SHORT] as const)
          for (let k = 0; k < distances.length; k++)
            for (let r = 0; r < lifetimes.length; r++) {
              let sum = 0
              for (let b = -900; b <= 930; b++) sum += ledger.alive(s, k, r, b)
              expect(Math.abs(ledger.aliveTotal(s, k, r) - sum)).toBeLessThan(1e-9 * deposited)
            }
      }),
      { numRuns: 60 },
    )
  })

  test('in pieces equals whole, bit for bit', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.array(step, { maxLength: 30 }), (a, b) => {
        const whole = new Ledger(distances, lifetimes)
        for (const s of a) apply(whole, s)
        const second = new Ledger(distances, lifetimes)
        second.restore(whole.snapshot())
        for (const s of b) {
          apply(whole, s)
          apply(second, s)
        }
        const [a1, b1] = [contents(whole), contents(second)]
        expect(b1.every((value, i) => Object.is(value, a1[i]))).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  test('a sweep takes every long at or above its bin and no other', () => {
    const ledger = new Ledger(distances, lifetimes)
    ledger.deposit(LONG, new Int32Array(groups).fill(1000), 0, ones)
    const [near, far] = [Math.max(...ledger.offsets[LONG]), Math.min(...ledger.offsets[LONG])]
    expect(ledger.sweep(LONG, 1000 + near + 1)).toBe(false)
    expect(ledger.sweep(LONG, 1000 + near)).toBe(true)
    const k = ledger.offsets[LONG].indexOf(near)
    expect(ledger.lastSwept[LONG][k * lifetimes.length]).toBe(1)
    expect(ledger.alive(LONG, ledger.offsets[LONG].indexOf(far), 0, 1000)).toBe(1)
    expect(ledger.sweep(SHORT, 1000)).toBe(false)
  })
})
