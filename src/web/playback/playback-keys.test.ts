import { expect, test } from 'vitest'
import type { KeyPlace, PressedKey } from './playback-keys.ts'
import { actionOf } from './playback-keys.ts'

const NONE = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false }
const press = (key: string, place: KeyPlace, more: Partial<PressedKey> = {}) =>
  actionOf({ ...NONE, key, ...more }, place)

test.each(['slider', 'bar', 'nothing'] as const)(
  'arrows, Home and End move the moment: %s',
  (at) => {
    expect(press('ArrowRight', at)).toEqual({ bars: 1 })
    expect(press('ArrowLeft', at)).toEqual({ bars: -1 })
    expect(press('ArrowLeft', at, { shiftKey: true })).toEqual({ bars: -10 })
    expect(press('Home', at)).toBe('first')
    expect(press('End', at)).toBe('last')
  },
)

test('Space plays and pauses, but on a button, which it presses', () => {
  for (const place of ['slider', 'chart', 'nothing'] as const)
    expect(press(' ', place)).toBe('toggle')
  expect(press(' ', 'bar')).toBeUndefined()
  expect(press(' ', 'other')).toBeUndefined()
})

test('leaves the chart its arrows, other controls theirs, and the browser its shortcuts', () => {
  expect(press('ArrowRight', 'chart')).toBeUndefined()
  expect(press('ArrowRight', 'other')).toBeUndefined()
  expect(press('ArrowLeft', 'nothing', { altKey: true })).toBeUndefined()
  expect(press('ArrowUp', 'nothing')).toBeUndefined()
  expect(press('ArrowUp', 'slider')).toEqual({ bars: 1 })
  expect(press('PageDown', 'slider')).toEqual({ bars: -10 })
})
