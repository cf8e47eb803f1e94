import { expect, test } from 'vitest'
import { isZone } from '../calendar/local-time.ts'
import { isQuiet } from './quiet-hours.ts'

const night = { from: '22:00', to: '07:00', zone: 'Europe/Berlin' }
const at = (text: string, hours = night) => isQuiet(Date.parse(text), hours)

test('past midnight, from the first minute to before the last', () => {
  const seen = ['20:59', '21:00', '05:59', '06:00'].map((time, i) =>
    at(`2026-01-1${i < 2 ? 4 : 5}T${time}:00Z`),
  )
  expect(seen).toEqual([false, true, true, false])
})

test('by the clock of the place, in summer too', () => {
  // 07:00 in Berlin is 06:00Z in winter and 05:00Z in summer.
  expect(at('2026-01-15T05:30:00Z')).toBe(true)
  expect(at('2026-07-15T05:30:00Z')).toBe(false)
})

test('on the days on which the clock changes', () => {
  const hours = { from: '02:15', to: '02:45', zone: 'Europe/Berlin' }
  // 2026-03-29: 02:00 to 03:00 is left out; 2026-10-25: it comes twice.
  expect(at('2026-03-29T00:59:00Z', hours)).toBe(false)
  expect(at('2026-03-29T01:30:00Z', hours)).toBe(false)
  expect(at('2026-10-25T00:30:00Z', hours)).toBe(true)
  expect(at('2026-10-25T01:30:00Z', hours)).toBe(true)
})

test('within a day', () => {
  const noon = { from: '12:00', to: '13:00', zone: 'Asia/Kolkata' }
  // 12:00 in India is 06:30Z.
  expect(
    ['06:29', '06:30', '07:29', '07:30'].map((time) => at(`2026-05-01T${time}:00Z`, noon)),
  ).toEqual([false, true, true, false])
})

test.each(['Mars/Phobos', '', '+02:00', 'Europe/Berlin\n', 'x'.repeat(100), '__proto__'])(
  'no time zone: %j',
  (zone) => {
    expect(isZone(zone)).toBe(false)
  },
)

test.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])(
  'a time zone: %s',
  (zone) => {
    expect(isZone(zone)).toBe(true)
  },
)
