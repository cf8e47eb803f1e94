import type { Accessor } from 'solid-js'
import { createSignal, onCleanup } from 'solid-js'
import type { InstrumentId } from '../../market/instrument.ts'
import type { Millis } from '../../market/units.ts'
import { atMostEvery } from '../request/paced.ts'

/** While the past is being filled in or prepared, it changes all the time; the page follows this often. */
export const REVISE_EVERY = 3_000

/** What has grown or changed since it was asked for, as the server tells it. */
export interface Growth {
  /** Counts up when the past has changed. */
  readonly revisions: Accessor<number>
  /** Counts up when there may be another instrument. */
  readonly listings: Accessor<number>
  /** Counts up when the map may have changed, or reaches further. */
  readonly mapRound: Accessor<number>
  /** Up to where the candles and the map of an instrument reach; undefined where nothing was told of it. */
  readonly toldTo: (instrument: InstrumentId) => Millis | undefined
  readonly extended: (told: { readonly instrument: InstrumentId; readonly to: Millis }) => void
  readonly revised: (told: { readonly instrument: InstrumentId }) => void
  readonly list: () => void
  readonly askMap: () => void
}

/** Must be called inside a Solid root. */
export function createGrowth(of: {
  readonly instrument: () => InstrumentId | undefined
  /** Whether a map is in the sum that is shown. */
  readonly isSummed: (instrument: InstrumentId) => boolean
  readonly isListed: (instrument: InstrumentId) => boolean
  readonly refreshSum: () => void
}): Growth {
  const [revisions, setRevisions] = createSignal(0)
  const [listings, setListings] = createSignal(0)
  const [mapRound, setMapRound] = createSignal(0)
  const [extended, setExtended] = createSignal<{ readonly of: InstrumentId; readonly to: Millis }>()
  const revise = atMostEvery(REVISE_EVERY, () => setRevisions((count) => count + 1))
  const list = atMostEvery(REVISE_EVERY, () => setListings((count) => count + 1))
  const grow = atMostEvery(REVISE_EVERY, of.refreshSum)
  onCleanup(grow.cancel)
  onCleanup(revise.cancel)
  onCleanup(list.cancel)

  const askMap = (): void => void setMapRound((round) => round + 1)
  /** Another instrument's map has grown or changed: it may be in the sum, or new. */
  const growWith = (id: InstrumentId): void => {
    if (of.isSummed(id)) grow.call()
    else if (!of.isListed(id)) list.call()
  }
  return {
    revisions,
    listings,
    mapRound,
    toldTo: (id) => (extended()?.of === id ? extended()?.to : undefined),
    extended({ instrument, to }) {
      if (instrument === of.instrument()) {
        setExtended({ of: instrument, to })
        askMap()
      } else growWith(instrument)
    },
    revised({ instrument }) {
      if (instrument === of.instrument()) revise.call()
      else growWith(instrument)
    },
    list: list.call,
    askMap,
  }
}
