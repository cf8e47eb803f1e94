import { valueOfLevel } from '../../heatmap/quantise.ts'
import type { Area } from './detail.ts'
import { windowOf } from './map-drawing.ts'
import type { MapLayer } from './map-layer.ts'
import { RESTED, onceAtRest } from '../request/paced.ts'
import type { TilePicture } from './tile-picture.ts'
import { countLevels } from './tile-picture.ts'
import type { CellCounts } from './visible-cells.ts'
import { highestOf, noCells } from './visible-cells.ts'

/** What is in sight is counted once a movement rests; one that goes on is counted so often, in ms. */
const COUNT_WITHIN = 2_000

/** Of a sight whose tiles have changed since it was counted. */
const OUTDATED = ''

export interface SightListeners {
  /** Hears the highest amount in view; undefined where nothing is in view. */
  onVisibleMax(usd: number | undefined): void
  /** Hears what is in view whenever that may have changed. */
  onVisibleCells(cells: CellCounts): void
  /** Hears whether what is in view is still to be counted, once it rests. */
  onCounting(isPending: boolean): void
}

/** A layer over an area. */
interface Sight {
  readonly layer: MapLayer
  readonly area: Area
}

/**
 * Tells what is in sight, by which the legend and its scale go: at once of another layer, else when a
 * movement rests. Colours that changed at every step of one would flicker, and paint every tile anew.
 */
export interface SightCount {
  /** What is in sight now, and whether all its tiles are there. */
  readonly see: (sight: Sight, isComplete: boolean) => void
  /** Nothing is in sight. */
  readonly leave: () => void
  /** Another layer is shown: it is counted as soon as it is there. */
  readonly renew: () => void
  /** A tile has come in place of one that was counted. */
  readonly outdate: () => void
  /** What was told is of another instrument. */
  readonly forget: () => void
  readonly close: () => void
}

export function createSightCount(
  listeners: SightListeners,
  look: () => { readonly sight: Sight; readonly pictures: readonly TilePicture[] } | undefined,
): SightCount {
  let lastMax: number | undefined
  /** What was counted with all its tiles; undefined where more may be there by now. */
  let counted: string | undefined

  function report(max: number | undefined): void {
    if (max === lastMax) return
    lastMax = max
    listeners.onVisibleMax(max)
  }

  const paced = onceAtRest(RESTED, COUNT_WITHIN, () => {
    listeners.onCounting(false)
    const seen = look()
    if (seen === undefined) return
    if (counted !== undefined) counted = keyOf(seen.sight)
    const cells = noCells()
    for (const picture of seen.pictures)
      countLevels(cells, picture, windowOf(picture, seen.sight.area))
    const highest = highestOf(cells)
    report(highest === 0 ? undefined : valueOfLevel(highest))
    listeners.onVisibleCells(cells)
  })

  return {
    see(sight, isComplete) {
      const key = keyOf(sight)
      if (isComplete && counted === undefined) {
        counted = key
        paced.now()
      } else if (isComplete ? counted !== key : lastMax === undefined) {
        listeners.onCounting(true)
        paced.call()
      }
    },
    leave() {
      paced.cancel()
      listeners.onCounting(false)
      report(undefined)
    },
    renew: () => void (counted = undefined),
    outdate() {
      if (counted !== undefined) counted = OUTDATED
    },
    forget: () => void (lastMax = undefined),
    close: paced.cancel,
  }
}

const keyOf = ({ layer, area }: Sight): string =>
  [layer.key, area.timeFrom, area.timeTo, area.priceFrom, area.priceTo].join(' ')
