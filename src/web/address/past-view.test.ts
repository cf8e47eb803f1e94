import { expect, test } from 'vitest'
import { DEFAULT_PAST, parsePast, pastFields } from './past-view.ts'
import { DEFAULT_VIEW, formatHash, parseHash } from './view.ts'

const parsed = (hash: string) => parsePast(new URLSearchParams(hash)).at
const MOMENT = Date.UTC(2024, 7, 5, 6, 30)

test.each([
  ['at=2024-08-05T06:30Z', MOMENT],
  ['at=2024-08-05T06:30:00.000Z', MOMENT],
  ['at=2024-08-05T06:30', MOMENT],
  ['at=2024-08-05 06:30', MOMENT],
  [`at=${MOMENT}`, MOMENT],
  ['at=2024-08-05', Date.UTC(2024, 7, 5)],
  ['at=2024-08-05T06:30:07Z', MOMENT + 7_000],
])('a moment is read from %s, in UTC', (hash, time) => {
  expect(parsed(hash)).toBe(time)
})

test.each([
  '',
  'at=',
  'at=now',
  'at=58000',
  'at=1e12',
  'at=2024-13-05',
  'at=2024-08-05T25:00Z',
  'at=1999-01-01',
  'at=-3',
])('a damaged link opens now: %j', (hash) => {
  expect(parsed(hash)).toBeUndefined()
})

test('a link restores the moment and what is drawn after it', () => {
  const view = { ...DEFAULT_VIEW, at: MOMENT, later: true }
  const hash = formatHash(view)
  expect(hash).toContain('at=2024-08-05T06:30Z&later=on')
  expect(parseHash(`#${hash}`)).toEqual(view)
  expect(formatHash(DEFAULT_VIEW)).not.toMatch(/at=|later=/)
  expect(pastFields({ ...DEFAULT_PAST, at: MOMENT + 7_250 })[0]).toEqual([
    'at',
    '2024-08-05T06:30:07.250Z',
  ])
})
