import { expect, test } from 'vitest'
import { HOUR } from '../../market/units.ts'
import type { Playback } from './playback.ts'
import { createPlaybackRun } from './playback-run.ts'

const FROM = Date.UTC(2024, 6, 1)

/** A run over frames that come when the test says so. */
function running() {
  let waiting: ((now: number) => void) | undefined
  let now = 10_000
  let held: Playback | undefined
  let span: { from: number; to: number; bar: number } | undefined = {
    from: FROM,
    to: FROM + 40 * HOUR,
    bar: HOUR,
  }
  const run = createPlaybackRun({
    frames: {
      request(call) {
        expect(waiting).toBeUndefined()
        waiting = call
        return 1
      },
      cancel: () => void (waiting = undefined),
    },
    span: () => span,
    onChange: (next) => void (held = next),
  })
  return {
    run,
    hours: () => (held === undefined ? undefined : (held.at - FROM) / HOUR),
    playing: () => held?.playing === true,
    isAsking: () => waiting !== undefined,
    setSpan: (next: typeof span) => void (span = next),
    /** Frames every 50 ms. */
    pass: (millis: number) => {
      for (let gone = 0; gone < millis && waiting !== undefined; gone += 50) {
        now += 50
        const call = waiting
        waiting = undefined
        call(now)
      }
    },
    /** Time without a frame. */
    hide: (millis: number) => void (now += millis),
  }
}

test('asks for frames only while it plays, one at a time', () => {
  const { run, hours, playing, isAsking, pass, hide } = running()
  run.toggle()
  run.step(1)
  expect(hours()).toBeUndefined()
  run.open(FROM + 20 * HOUR)
  expect(isAsking()).toBe(false)
  run.speed(2)
  run.toggle()
  expect(playing()).toBe(true)
  pass(50 + 3_100)
  expect(hours()).toBe(26)
  hide(3_600_000)
  pass(50)
  expect(hours()).toBe(26)
  run.toggle()
  expect(isAsking()).toBe(false)
  run.step(-10)
  expect(hours()).toBe(16)
  run.seek(FROM - 99 * HOUR)
  expect(hours()).toBe(0)
  run.last()
  expect(hours()).toBe(40)
})

test('stops at the end, and at once when now is shown again', () => {
  const { run, hours, playing, isAsking, pass } = running()
  run.open(FROM + 38 * HOUR)
  run.speed(50)
  run.toggle()
  pass(1_000)
  expect(hours()).toBe(40)
  expect(playing()).toBe(false)
  expect(isAsking()).toBe(false)
  run.seek(FROM + 2.5 * HOUR)
  expect(hours()).toBe(2)
  run.toggle()
  run.open(undefined)
  expect(hours()).toBeUndefined()
  expect(isAsking()).toBe(false)
})

test('a link opens before it is known what can be shown, and waits', () => {
  const { run, hours, setSpan } = running()
  setSpan(undefined)
  run.open(FROM + 90 * HOUR)
  run.step(1)
  expect(hours()).toBe(90)
  setSpan({ from: FROM, to: FROM + 40 * HOUR, bar: HOUR })
  run.step(-1)
  expect(hours()).toBe(39)
})
