import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { retryWait } from '../../client/retry-wait.ts'
import { watchConnection } from './connection.ts'

describe('the connection', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('waits twice as long each time, half a minute at most', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 100].map(retryWait)).toEqual(
      [1, 2, 4, 8, 15, 30, 30, 30].map((seconds) => seconds * 1000),
    )
  })

  test('a lost server is asked again with growing waits and its return is told once', async () => {
    let up = false
    const asked: number[] = []
    const recovered = vi.fn()
    const start = Date.now()
    const watch = watchConnection(async () => {
      asked.push(Date.now() - start)
      watch.heard(up)
    }, recovered)
    watch.heard(true)
    watch.heard(false)
    // Whatever else fails meanwhile belongs to the same loss.
    watch.heard(false)
    watch.heard(false)
    expect(watch.connection()).toEqual({
      state: 'offline',
      dataOf: start,
      retryAt: start + 1000,
    })
    await vi.advanceTimersByTimeAsync(7_500)
    expect(asked).toEqual([1000, 3000, 7000])
    up = true
    await vi.advanceTimersByTimeAsync(8_000)
    expect(asked).toEqual([1000, 3000, 7000, 15_000])
    expect(watch.connection()).toEqual({ state: 'online' })
    expect(recovered).toHaveBeenCalledTimes(1)
    watch.close()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a quiet connection is checked, and can be tried at once', async () => {
    const probe = vi.fn(async () => watch.heard(true))
    const watch = watchConnection(probe, () => {})
    watch.heard(true)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(probe).toHaveBeenCalledTimes(2)
    watch.heard(false)
    watch.retryNow()
    await vi.advanceTimersByTimeAsync(0)
    expect(watch.connection()).toEqual({ state: 'online' })
    watch.close()
  })

  test('what is shown is as old as its oldest part, and new again once the server is heard', () => {
    const watch = watchConnection(
      async () => {},
      () => {},
    )
    const dataOf = () => {
      const connection = watch.connection()
      return connection.state === 'offline' ? connection.dataOf : 'online'
    }
    watch.heard(false)
    expect(dataOf()).toBeUndefined()
    watch.heard(false, 5000)
    expect(dataOf()).toBe(5000)
    watch.heard(false, 3000)
    watch.heard(false, 4000)
    watch.heard(false)
    expect(dataOf()).toBe(3000)
    watch.heard(true)
    expect(dataOf()).toBe('online')
    const heardAt = Date.now()
    watch.heard(false)
    expect(dataOf()).toBe(heardAt)
    watch.close()
  })
})
