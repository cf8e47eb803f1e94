import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { atMostEvery, onceAtRest } from './paced.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('calls that wait for rest', () => {
  it('comes once the asking has rested', () => {
    const call = vi.fn<() => void>()
    const paced = onceAtRest(100, 1000, call)
    for (let i = 0; i < 5; i++) {
      paced.call()
      vi.advanceTimersByTime(90)
    }
    expect(call).not.toHaveBeenCalled()
    vi.advanceTimersByTime(10)
    expect(call).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(5000)
    expect(call).toHaveBeenCalledTimes(1)
  })

  it('comes now and then where the asking never rests', () => {
    const call = vi.fn<() => void>()
    const paced = onceAtRest(100, 1000, call)
    for (let i = 0; i < 60; i++) {
      paced.call()
      vi.advanceTimersByTime(50)
    }
    expect(call).toHaveBeenCalledTimes(3)
  })

  it('comes at once where it must, and no second time for what was asked before', () => {
    const call = vi.fn<() => void>()
    const paced = onceAtRest(100, 1000, call)
    paced.call()
    paced.now()
    expect(call).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(5000)
    expect(call).toHaveBeenCalledTimes(1)
    paced.call()
    paced.cancel()
    vi.advanceTimersByTime(5000)
    expect(call).toHaveBeenCalledTimes(1)
  })
})

describe('calls that are paced', () => {
  it('comes at once, then makes up at the end for those in between', () => {
    const call = vi.fn<() => void>()
    const paced = atMostEvery(100, call)
    paced.call()
    paced.call()
    paced.call()
    expect(call).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(100)
    expect(call).toHaveBeenCalledTimes(2)
    vi.advanceTimersByTime(1000)
    expect(call).toHaveBeenCalledTimes(2)
  })
})
