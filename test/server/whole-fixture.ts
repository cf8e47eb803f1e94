import { memorySource } from '../../src/server/market.ts'
import { HOUR } from '../../src/market/units.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import type { LiveServer } from './live-fixture.ts'
import { liveServer } from './live-fixture.ts'
import { daysKnown, playedKeeper } from './score-fixture.ts'

/** A server that has all there is to ask for: history, what is live, and a score. */

const data = simulatedMarket(7, 2, HOUR)

/** The simulated market that it has a history of. */
export const simulated = {
  id: data.instrument.id,
  from: data.candles.openTime[0]!,
  to: data.candles.openTime.at(-1)! + HOUR,
  price: data.candles.close.at(-1)!,
}

export async function wholeServer(): Promise<LiveServer> {
  const { keeper } = await playedKeeper({ [simulated.id]: daysKnown(10) })
  await keeper.look()
  return liveServer({
    stored: memorySource(data, { simulated: true, fingerprint: 'sim' }),
    scores: keeper,
    now: () => simulated.to,
  })
}
