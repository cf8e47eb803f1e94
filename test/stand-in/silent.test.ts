import { expect, test } from 'vitest'
import { openFeed } from '../../src/feed/open-feed.ts'
import type { MarketEvent, StreamKind } from '../../src/market/event.ts'
import { MINUTE, SECOND } from '../../src/market/units.ts'
import type { Fault } from '../../src/sim/stand-in/fault.ts'
import { judge } from '../../src/sim/stand-in/oracle.ts'
import { openStandIn } from '../../src/sim/stand-in/stand-in.ts'
import { standInWire } from '../../src/sim/stand-in/venues.ts'
import { findReader } from '../../src/venues/readers.ts'
import { VirtualWorld } from '../world/virtual-world.ts'
import { accountedStreams, attachTo, closeIn, soakedVenues } from './schedule.ts'

/** The silent form of the loss that ended collectors before: subscribed, answered, and told nothing. */

const telling = soakedVenues().flatMap((venue): [string, 'trade' | 'liquidation'][] =>
  findReader(venue)?.supplies.some(({ stream }) => stream === 'liquidation')
    ? [
        [venue, 'trade'],
        [venue, 'liquidation'],
      ]
    : [[venue, 'trade']],
)

/** Follows one instrument of a venue, and gives what the feed wrote and how far it was then. */
async function follow(venue: string, faults: readonly Fault[], minutes: number) {
  const reader = findReader(venue)
  if (reader === undefined) throw new Error(`no reader of ${venue}`)
  const world = new VirtualWorld({ seed: 3 })
  const wire = standInWire(venue)
  const start = world.now()
  const rates = { tradesPerSecond: 1, liquidationsPerMinute: 40, movePerMinute: 0.001 }
  const standIn = openStandIn({ wire, seed: 3, start, rates, script: { faults } })
  attachTo(world, reader, standIn)
  const events: MarketEvent[] = []
  const streams: StreamKind[] = ['trade', 'liquidation', 'mark-price']
  const feed = openFeed(
    {
      reader,
      choose: (listed) => listed.slice(0, 1).map(({ instrument }) => instrument.id),
      streams,
      onEvents: (more) => events.push(...more),
    },
    world.ports,
  )
  await world.run(minutes * MINUTE)
  const health = new Map(feed.status().streams.map((each) => [each.stream, each.health]))
  await closeIn(world, feed)
  const after = (type: MarketEvent['type'], since: number) =>
    events.filter((event) => event.type === type && event.exchangeTime >= start + since).length
  const end = start + minutes * MINUTE
  const verdict = judge({
    venue,
    ledger: standIn.ledger,
    stored: events,
    from: start,
    to: end - SECOND,
    symbols: new Set(wire.instruments.slice(0, 1).map(({ symbol }) => symbol)),
    streams: accountedStreams(reader),
  })
  return { events, health, after, start, end, verdict }
}

test.each(telling)(
  'fault 5: %s: acknowledged, pings answered, no %s ever: it is never called well',
  async (venue, about) => {
    const faults: Fault[] = [{ kind: 'ack-then-nothing', from: 0, to: 1e12, about }]
    const { health, events, start, end } = await follow(venue, faults, 30)
    expect(['subscribed', 'suspect', 'stale']).toContain(health.get(about))
    expect(health.get('mark-price')).toBe('proven')
    const gap = events.findLast((event) => event.type === 'gap' && event.stream === about)
    expect(gap).toMatchObject({ type: 'gap' })
    expect(gap?.type === 'gap' && gap.from).toBeLessThanOrEqual(start)
    expect(gap?.exchangeTime).toBeGreaterThanOrEqual(end - SECOND)
  },
)

test.each(telling)(
  'fault 5: %s: the connection goes deaf to %s: suspected, replaced, and the gap covers it',
  async (venue, about) => {
    const faults: Fault[] = [
      { kind: 'ack-then-nothing', from: 10 * MINUTE, to: 10 * MINUTE + 1, about },
    ]
    const { health, events, after, verdict } = await follow(venue, faults, 25)
    const suspected = events.find(
      (event) =>
        event.type === 'stream-state' &&
        event.stream === about &&
        (event.health === 'suspect' || event.health === 'stale'),
    )
    expect(suspected).toBeDefined()
    expect(verdict).toEqual([])
    expect(health.get(about)).toMatch(/^(proven|quiet)$/)
    expect(after(about, 20 * MINUTE)).toBeGreaterThan(20)
  },
)
