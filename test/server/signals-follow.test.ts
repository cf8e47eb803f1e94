import { expect, test, vi } from 'vitest'
import { MINUTE } from '../../src/market/units.ts'
import type { Said, SignalsDesk } from '../../src/server/signals/signals-desk.ts'
import { NOW, liveDesk } from './live-desk.ts'
import { ID, T0, minutesOfTrade, trade } from './live-fixture.ts'

const follow = (desk: SignalsDesk) => {
  const told: Said[] = []
  const stop = desk.follow(ID, (said) => told.push(said))
  return { told, stop, times: () => told.map(({ state }) => (state.time - T0) / MINUTE) }
}

test('a follower is told each candle that closes, in order, none twice; then no more', async () => {
  const { live, desk, errors, booksAsked, close } = liveDesk()
  live.push(minutesOfTrade(0, 20))
  live.setReady()
  const one = follow(desk)
  await vi.waitFor(() => expect(one.times()).toHaveLength(1))
  const [first] = one.times()
  for (let minute = 20; minute < 26; minute++) {
    live.push(minutesOfTrade(minute, minute + 1))
    // oxlint-disable-next-line no-await-in-loop -- each candle closes after the one before
    await vi.waitFor(() => expect(one.times().at(-1)).toBe(first! + minute - 19))
    // Who asks meanwhile is told the same, and makes no reading come twice.
    // oxlint-disable-next-line no-await-in-loop
    expect((await desk.newest(ID, 'isotherm')).state).toBe(one.told.at(-1)!.state)
  }
  expect(one.times()).toEqual(Array.from({ length: 7 }, (_, i) => first! + i))
  // Only the six that asked have watched a book.
  expect(booksAsked).toHaveLength(6)

  const late = follow(desk)
  await vi.waitFor(() => expect(late.times()).toEqual([first! + 6]))
  one.stop()
  live.push(minutesOfTrade(26, 27))
  await vi.waitFor(() => expect(late.times()).toEqual([first! + 6, first! + 7]))
  expect(one.times()).toHaveLength(7)
  late.stop()
  live.push(minutesOfTrade(27, 28))
  await close()
  expect(late.times()).toHaveLength(2)
  expect(errors).toEqual([])
})

test('several candles at once are caught up with, and a candle that becomes another begins anew', async () => {
  const { live, desk, errors, close } = liveDesk()
  live.push(minutesOfTrade(0, 20))
  live.setReady()
  const { told, times } = follow(desk)
  await vi.waitFor(() => expect(times()).toHaveLength(1))
  const [first] = times()
  live.push(minutesOfTrade(20, 33))
  await vi.waitFor(() => expect(times().at(-1)).toBe(first! + 13))
  expect(times()).toEqual([...times()].sort((a, b) => a - b))
  const version = told.at(-1)!.opened.version
  live.push([trade(T0 + 10 * MINUTE + 5, 104.9, 40)])
  live.tick(NOW + 5_000)
  await vi.waitFor(() => expect(told.at(-1)!.opened.version).not.toBe(version))
  expect(times().at(-1)).toBe(first! + 13)
  await close()
  expect(errors).toEqual([])
})

test('nothing is read of what nobody follows', async () => {
  const { live, desk, close } = liveDesk()
  live.push(minutesOfTrade(0, 20))
  live.setReady()
  const { stop, times } = follow(desk)
  stop()
  live.push(minutesOfTrade(20, 22))
  await close()
  expect(times()).toEqual([])
})
