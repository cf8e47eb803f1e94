import { expect, test, vi } from 'vitest'
import { createKept } from './kept.ts'

test('what was made is made anew only where something of it is another', () => {
  const make = vi.fn<() => object>(() => ({}))
  const kept = createKept<object>()
  const levels = [1]
  const first = kept([levels, 10, undefined], make)
  expect(kept([levels, 10, undefined], make)).toBe(first)
  expect(make).toHaveBeenCalledTimes(1)
  expect(kept([[1], 10, undefined], make)).not.toBe(first)
  expect(kept([levels, 10, 5], make)).not.toBe(first)
  expect(make).toHaveBeenCalledTimes(3)
})
