import { createLive } from '../../src/server/live/live.ts'
import { memorySource } from '../../src/server/market/market.ts'
import { HOUR, MINUTE } from '../../src/market/units.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import type { LiveServer } from './live-fixture.ts'
import { T0, instrument, liquidation, liveServer, minutesOfTrade } from './live-fixture.ts'
import { daysKnown, playedKeeper } from './score-fixture.ts'

/** A server that has all there is to ask for: history, what is live, and a score. */

const data = simulatedMarket(7, 2, HOUR)

/** The simulated market that it has a history of. */
export const simulated = {
  id: data.instrument.id,
  base: data.instrument.base,
  from: data.candles.openTime[0]!,
  to: data.candles.openTime.at(-1)! + HOUR,
  price: data.candles.close.at(-1)!,
}

export async function wholeServer(): Promise<LiveServer> {
  const { keeper } = await playedKeeper({ [simulated.id]: daysKnown(10) })
  await keeper.look()
  const live = createLive([instrument])
  live.setReady()
  live.push([...minutesOfTrade(0, 10), liquidation(T0 + 5 * MINUTE, 95)])
  return liveServer({
    live,
    stored: memorySource(data, { simulated: true, fingerprint: 'sim' }),
    scores: keeper,
    // Tests ask more than a person could.
    rateLimits: { burst: 1e6, perSecond: 1e6 },
    now: () => T0 + 10 * MINUTE,
  })
}
