import { join } from 'node:path'
import type { Feed } from '../feed/feed.ts'
import { marginRuleAt } from '../market/margin-rule.ts'
import type { MarketEvent } from '../market/event.ts'
import type { InstrumentId, VenueId } from '../market/instrument.ts'
import { riskTiersAt } from '../market/risk-tier.ts'
import type { AddressMemory } from '../pipeline/measured-addresses.ts'
import type { MeasuredLevels } from '../pipeline/measured-levels.ts'
import { POSITION_READERS } from '../venues/position-readers.ts'
import { findInstrument, findVenue } from '../venues/registry.ts'
import type { SeenAddress, VenueReader } from '../venues/wire/reader.ts'
import type { CollectorOptions } from './collector-options.ts'
import { observePositions } from './measured-positions.ts'
import type { MeasuredPositions } from './measured-positions.ts'
import { openMemoryFiles } from './memory-files.ts'

/** The venues whose positions are observed. */
export interface ObservedVenues {
  /** What takes the accounts that a venue's trades name. */
  seenBy(venue: string): (addresses: readonly SeenAddress[]) => void
  /** Begins to ask; before that what is seen is left out. */
  start(feeds: readonly { readonly reader: VenueReader; readonly feed: Feed }[]): void
  /** Whether positions of a venue are asked for. */
  measures(venue: VenueId): boolean
  onEvents(events: readonly MarketEvent[]): void
  levels(instrument: InstrumentId, zoom: number): MeasuredLevels | undefined
  close(): void
  settle(): Promise<void>
}

/** Observes the positions of every followed venue that shows them, unless the configuration says not to. */
export async function observeVenues(options: CollectorOptions): Promise<ObservedVenues> {
  const { config, directory, log, ports, riskTiers } = options
  const wanted = POSITION_READERS.filter(
    ({ venue }) =>
      config.measuredPositions && options.readers.some((reader) => reader.venue === venue),
  )
  const files = openMemoryFiles<AddressMemory>(join(directory, 'positions'), log.warn)
  const memories = await Promise.all(wanted.map(({ venue }) => files.read(venue)))
  const observed = new Map<string, MeasuredPositions>()

  return {
    seenBy: (venue) => (addresses) => observed.get(venue)?.seen(addresses),
    start(feeds) {
      wanted.forEach((reader, i) => {
        const { venue } = reader
        const found = feeds.find((one) => one.reader.venue === venue)
        if (found === undefined) return
        const known = findVenue(venue)
        const memory = memories[i]
        const positions = observePositions({
          reader,
          ask: (read, signal) => found.feed.ask(read, signal),
          clock: ports.clock,
          requests: found.reader.limits.requests,
          ...(memory === undefined ? {} : { memory }),
          onMemory: (next) => files.write(venue, next),
          rule:
            known &&
            marginRuleAt(known.marginRules, {
              contract: 'linear',
              marginMode: 'cross',
              time: ports.clock.wall(),
            }),
          tiers(instrument) {
            const symbol = instrument.slice(venue.length + 1)
            const shipped = (known && findInstrument(known, symbol)?.riskTiers) ?? []
            return riskTiersAt([...shipped, ...riskTiers.of(instrument)])
          },
          onProblem: log.warn,
        })
        observed.set(venue, positions)
      })
    },
    measures: (venue) => wanted.some((reader) => reader.venue === venue),
    onEvents(events) {
      for (const positions of observed.values()) positions.onEvents(events)
    },
    levels(instrument, zoom) {
      for (const positions of observed.values()) {
        const levels = positions.levels(instrument, zoom)
        if (levels !== undefined) return levels
      }
      return undefined
    },
    close() {
      for (const positions of observed.values()) positions.close()
    },
    settle: () => files.settle(),
  }
}
