import { expect, test } from 'vitest'
import { btc, bybit, start, trade } from '../../journal/events.fixture.ts'
import { compactJournal } from '../../journal/compact-journal.ts'
import { openWorld } from '../../journal/journal-world.fixture.ts'
import type { Gap, MarketEvent } from '../../market/event.ts'
import { HOUR, MINUTE, quantity, SECOND } from '../../market/units.ts'
import { freshHistory } from '../../store/history.fixture.ts'
import { forgetStored } from './forget-stored.ts'
import { liveSource } from '../live/live-source.ts'
import { createLive } from '../live/live.ts'
import { historySource } from './market.ts'

/** Eight hours with a trade every twenty seconds, a minute without one, and two that are not whole. */
function events(): readonly MarketEvent[] {
  const header = { venue: bybit, instrument: btc }
  const all: MarketEvent[] = []
  for (let at = 0; at < 8 * HOUR; at += 20 * SECOND) {
    const minute = Math.floor(at / MINUTE)
    if (minute !== 44) all.push(trade(at))
    const time = { exchangeTime: start + at + 10, receivedTime: start + at + 20 }
    if (at % MINUTE === 0)
      all.push({ ...header, ...time, type: 'open-interest', openInterest: quantity(minute + 1) })
    if (minute === 70 && at % MINUTE === 0)
      all.push({
        ...header,
        type: 'gap',
        stream: 'trade',
        from: start + at - 5_000,
        exchangeTime: start + at,
        receivedTime: start + at + 20,
        cause: 'socket closed',
        certainty: 'certain',
      } satisfies Gap)
  }
  return all
}

test('fault 62: what is let go of from memory is read from the history: every answer stays the same', async () => {
  const { journal, disk } = await openWorld(undefined, { segmentBytes: 40_000 })
  const history = await freshHistory()
  const live = createLive()
  for (const [i, event] of events().entries()) {
    journal.append([event])
    live.push([event])
    // A segment ends with a commit.
    // oxlint-disable-next-line no-await-in-loop -- in order
    if (i % 100 === 0) await journal.flush()
  }
  await journal.close()
  const definition = {
    id: btc,
    venue: bybit,
    symbol: 'BTCUSDT',
    base: 'BTC',
    quote: 'USDT',
    contract: 'linear',
    contractSize: 1,
    tickSize: 0.1,
  } as const
  live.setInstruments([definition])
  live.setReady()
  const { until } = await compactJournal(disk, history)
  await history.putInstruments([definition])
  let clock = 0
  const source = liveSource(
    historySource(history, () => (clock += 10_000)),
    live,
    () => start + 8 * HOUR,
  )
  const answer = async () => {
    const [market] = await source.markets()
    const [from, to] = [start - HOUR, start + 9 * HOUR]
    return {
      span: [market?.stored.from, market?.stored.to],
      candles: await market?.candles(from, to),
      openInterest: await market?.openInterest(from, to),
      middle: await market?.candles(start + HOUR, start + HOUR + 5 * MINUTE),
      end: await market?.candles(start + 7 * HOUR, to),
    }
  }
  const before = await answer()
  const { series } = live.market.instrument(btc)!
  expect(before.candles?.openTime).toHaveLength(478)
  expect(series.span?.rows).toBe(478)

  await forgetStored(live.market, history, until!)
  expect(await answer()).toEqual(before)
  // The newest segment is not in the history yet, nor are the minutes that were not whole.
  expect(series.span?.rows).toBeLessThan(4 * 60)
  expect(series.openInterestSpan?.rows).toBeLessThan(4 * 60)

  // Nothing of it moves when nothing is new, nor when what came late is of hours ago.
  const rows = series.span?.rows
  await forgetStored(live.market, history, until!)
  expect(series.span?.rows).toBe(rows)
  expect(live.market.settle(true).bars.size).toBe(0)
  expect(await answer()).toEqual(before)
})
