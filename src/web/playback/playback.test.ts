import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HOUR } from '../../market/units.ts'
import type { PlaybackSpan } from './playback.ts'
import { SPEEDS, momentAt, pause, pausedAt, playFrame, seek, step, toggle } from './playback.ts'

const FROM = Date.UTC(2024, 6, 1)
const span: PlaybackSpan = { from: FROM, to: FROM + 500 * HOUR, bar: HOUR }
const start = pausedAt(FROM + 100 * HOUR)

/** Plays frames at these times. */
const played = (held: typeof start, times: readonly number[]) =>
  times.reduce((one, now) => playFrame(one, now, span), held)
const frames = (from: number, to: number, every: number): number[] =>
  Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, i) => from + i * every)

test.each(SPEEDS)('plays %i bars a second, however long frames are', (speed) => {
  for (const every of [4, 1000 / 60, 33, 200]) {
    const times = [...frames(7_000, 12_000, every), 12_000]
    const { at, playing } = played(toggle({ ...start, speed }, span), times)
    expect(playing).toBe(true)
    // A step may be due at this very frame.
    expect(Math.abs((at - start.at) / HOUR - 5 * speed)).toBeLessThanOrEqual(1)
  }
})

test('the first frame moves nothing, and a hidden tab is not made up for', () => {
  const playing = toggle({ ...start, speed: 10 }, span)
  expect(played(playing, [90_000]).at).toBe(start.at)
  expect(played(playing, [1_000, 1_100]).at).toBe(start.at + HOUR)
  // An hour without a frame is a quarter of a second.
  const back = played(playing, [1_000, 1_100, 3_601_100])
  expect(back.at).toBe(start.at + 3 * HOUR)
  // A clock that is set back moves nothing.
  expect(played(playing, [5_000, 1_000]).at).toBe(start.at)
})

test('pauses at the newest bar, where there is nothing to play', () => {
  const near = toggle({ ...pausedAt(span.to - 2 * HOUR), speed: 50 }, span)
  const end = played(near, [0, 100])
  expect(end).toMatchObject({ at: span.to, playing: false })
  expect(toggle(end, span).playing).toBe(false)
  // A bar that closes meanwhile can be played.
  expect(toggle(end, { ...span, to: span.to + HOUR }).playing).toBe(true)
})

test('steps and pauses by bars; what is played goes on from where it is put', () => {
  const playing = played(toggle(start, span), [0, 200])
  expect(step(playing, -1, span)).toEqual(pausedAt(start.at - HOUR))
  expect(step(playing, 10, span)).toEqual(pausedAt(start.at + 10 * HOUR))
  expect(step(start, -1_000, span).at).toBe(span.from)
  expect(step(start, 1_000, span).at).toBe(span.to)
  const elsewhere = seek(playing, FROM + 7.9 * HOUR, span)
  expect(elsewhere).toMatchObject({ at: FROM + 7 * HOUR, playing: true, due: 0 })
  expect(pause(elsewhere)).toEqual(pausedAt(FROM + 7 * HOUR))
  expect(toggle(playing, span)).toEqual(pausedAt(playing.at))
})

test('with other bars a moment is the last one that was closed by then', () => {
  const days = { from: FROM + 24 * HOUR, to: FROM + 480 * HOUR, bar: 24 * HOUR }
  expect(momentAt(start.at, days)).toBe(FROM + 96 * HOUR)
  expect(step(start, 1, days).at).toBe(FROM + 120 * HOUR)
})

test('every moment is the end of a bar within the span, and never after what was asked for', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -50, max: 700 * 60 }),
      fc.constantFrom(...SPEEDS),
      fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 40 }),
      (minutes, speed, gaps) => {
        const asked = FROM + minutes * 60_000
        let held = toggle({ ...seek(start, asked, span), speed }, span)
        if (asked >= span.from) expect(held.at).toBeLessThanOrEqual(asked)
        let now = 0
        for (const gap of gaps) {
          const before = held.at
          held = playFrame(held, (now += gap), span)
          expect(held.at).toBeGreaterThanOrEqual(before)
          expect((held.at - span.from) % HOUR).toBe(0)
          expect(held.at).toBeLessThanOrEqual(span.to)
        }
      },
    ),
  )
})
