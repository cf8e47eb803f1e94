import { describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../market/units.ts'
import { calendarEffect } from './calendar.ts'
import type { ScheduledEvent } from './calendar.ts'

describe('what events ask for', () => {
  const at = Date.UTC(2026, 0, 28, 19)
  const of = (impact: ScheduledEvent['impact'], to = at): ScheduledEvent => ({
    from: at,
    to,
    title: 'Rate decision',
    impact,
  })
  const effect = (events: readonly ScheduledEvent[], time: number) =>
    calendarEffect(events, time).effect

  test('high impact halves for hours and mutes around it', () => {
    const events = [of('high', at + 10 * MINUTE)]
    expect(effect(events, at - 4 * HOUR - 1)).toBe('none')
    expect(effect(events, at - 4 * HOUR)).toBe('halve')
    expect(effect(events, at - 30 * MINUTE)).toBe('mute')
    expect(effect(events, at + 40 * MINUTE - 1)).toBe('mute')
    expect(effect(events, at + 40 * MINUTE)).toBe('halve')
    expect(effect(events, at + 2 * HOUR + 10 * MINUTE)).toBe('none')
    expect(calendarEffect(events, at).events).toEqual(events)
  })

  test('medium impact halves, and so does one that is not told; low asks for nothing', () => {
    for (const impact of ['medium', undefined] as const) {
      expect(effect([of(impact)], at - HOUR)).toBe('halve')
      expect(effect([of(impact)], at)).toBe('halve')
      expect(effect([of(impact)], at + 30 * MINUTE)).toBe('none')
    }
    expect(effect([of('low')], at)).toBe('none')
  })

  test('the strictest event decides', () => {
    expect(effect([of('medium'), of('high'), of('low')], at)).toBe('mute')
    expect(effect([], at)).toBe('none')
  })
})
