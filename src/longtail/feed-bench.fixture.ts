import type { VirtualWorld } from '../../test/world/virtual-world.ts'
import type { Feed, FeedOptions, QuarantinedFrame } from '../feed/feed.ts'
import type { MarketEvent, StreamKind } from '../market/event.ts'
import { realExchange } from './ccxt.fixture.ts'
import { documentedBackpack, documentedHitbtc, documentedXt } from './documented-venues.fixture.ts'
import type { MakeExchange } from './exchange.ts'
import { openLongTailFeed } from './long-tail-feed.ts'
import { findLongTail } from './registry.ts'
import { longTailReader } from './reader.ts'

export const STREAMS: readonly StreamKind[] = ['candle', 'open-interest', 'funding-rate']

export const make: MakeExchange = async (id) => realExchange(id)

export interface Bench {
  readonly feed: Feed
  readonly events: MarketEvent[]
  readonly quarantined: QuarantinedFrame[]
  readonly of: <Type extends MarketEvent['type']>(
    type: Type,
  ) => Extract<MarketEvent, { type: Type }>[]
}

export function bench(
  world: VirtualWorld,
  id: string,
  options: Partial<FeedOptions> = {},
  maker: MakeExchange = make,
): Bench {
  const events: MarketEvent[] = []
  const quarantined: QuarantinedFrame[] = []
  const feed = openLongTailFeed(maker)(
    {
      reader: longTailReader(findLongTail(id)!),
      choose: (listed) => listed.map(({ instrument }) => instrument.id),
      streams: STREAMS,
      onEvents: (more) => events.push(...more),
      onQuarantine: (frame) => quarantined.push(frame),
      ...options,
    },
    world.ports,
  )
  return {
    feed,
    events,
    quarantined,
    of: <Type extends MarketEvent['type']>(type: Type) =>
      events.filter((event): event is Extract<MarketEvent, { type: Type }> => event.type === type),
  }
}

export const healths = (feed: Feed) =>
  Object.fromEntries(feed.status().streams.map(({ stream, health }) => [stream, health]))

export function attachAll(world: VirtualWorld) {
  const venues = {
    backpack: documentedBackpack(),
    hitbtc: documentedHitbtc(),
    xt: documentedXt(),
  }
  world.attach('https://api.backpack.exchange', venues.backpack)
  world.attach('https://api.hitbtc.com', venues.hitbtc)
  for (const host of ['sapi', 'fapi']) world.attach(`https://${host}.xt.com`, venues.xt)
  // Inverse contracts: none.
  const inverse = documentedXt()
  inverse.trouble = { status: 200, body: '{"returnCode":0,"msgInfo":"success","result":[]}' }
  world.attach('https://dapi.xt.com', inverse)
  return venues
}
