import type { InstrumentId } from '../../src/market/instrument.ts'
import { MINUTE } from '../../src/market/units.ts'
import { createPositionMap } from '../../src/pipeline/position-map.ts'
import { createCatalogue } from '../../src/server/market/catalogue.ts'
import { liveSource } from '../../src/server/live/live-source.ts'
import { createLive } from '../../src/server/live/live.ts'
import { createMapShelf } from '../../src/server/map/map-shelf.ts'
import { createSignalsDesk } from '../../src/server/signals/signals-desk.ts'
import { lookAtClosed } from '../../src/server/signals/signals-follow.ts'
import { T0, instrument } from './live-fixture.ts'

/** Of the market of `liveDesk`. */
export const NOW = T0 + 80 * MINUTE

const distanceAt = (_: 'long' | 'short', leverage: number): number | undefined =>
  leverage <= 100 ? 1 / leverage - 0.005 : undefined

/** A desk over a market that goes on, and what it asked of books. */
export function liveDesk() {
  const live = createLive([instrument])
  const errors: unknown[] = []
  const booksAsked: InstrumentId[] = []
  const catalogue = createCatalogue(
    [liveSource({ markets: () => Promise.resolve([]) }, live, () => NOW)],
    [{ id: 'isotherm', name: 'Isotherm', description: 'The model.' }],
    createMapShelf((data, model) => {
      return { map: createPositionMap({ ...data, distanceAt }, model), basis: 'test' }
    }, 1e6),
  )
  const desk = createSignalsDesk({
    catalogue,
    bookOf: ({ instrument }) => {
      booksAsked.push(instrument.id)
      return undefined
    },
    onError: (error) => errors.push(error),
  })
  return { live, catalogue, desk, errors, booksAsked, close: lookAtClosed(live, desk) }
}
