import type { InstrumentId } from '../market/instrument.ts'
import { notionalUsd } from '../market/instrument.ts'
import { binOf } from '../market/price-bin.ts'
import type { Millis } from '../market/units.ts'
import type { Sides } from './exact-column.ts'
import type { MeasuredLayer } from './measured-layer.ts'

/** True liquidation levels of an instrument, as far as they were observed. */
export interface MeasuredLevels {
  readonly instrument: InstrumentId
  readonly asOf: Millis
  readonly zoom: number
  /** USD at the liquidation price by bin of the zoom, ascending; only bins that hold something. */
  readonly levels: readonly (readonly [bin: number, longUsd: number, shortUsd: number])[]
  /** USD at the mark of positions that no price liquidates; null while there is no mark. */
  readonly withoutPrice: Sides | null
  /** Observed share of the open interest, of each side and of both; null where it is not known. */
  readonly coverage: {
    readonly longShare: number
    readonly shortShare: number
    readonly share: number
  } | null
  /** Accounts that hold the positions. */
  readonly addresses: number
  readonly medianAgeMs: Millis | null
  readonly oldestAgeMs: Millis | null
}

/** What the layer holds of an instrument, at a zoom and a moment. */
export function measuredLevels(
  layer: MeasuredLayer,
  instrument: InstrumentId,
  zoom: number,
  now: Millis,
): MeasuredLevels {
  const bins = new Map<number, [longUsd: number, shortUsd: number]>()
  const quantity = { long: 0, short: 0 }
  const unpriced = { long: 0, short: 0 }
  const accounts = new Set<string>()
  const ages: Millis[] = []
  for (const position of layer.standing(instrument)) {
    const { side, liquidationPrice } = position
    accounts.add(position.account)
    ages.push(Math.max(0, now - position.observedTime))
    quantity[side] += position.quantity
    if (liquidationPrice === undefined) {
      unpriced[side] += position.quantity
      continue
    }
    const bin = binOf(liquidationPrice, zoom)
    const level = bins.get(bin) ?? [0, 0]
    bins.set(bin, level)
    level[side === 'long' ? 0 : 1] += notionalUsd('linear', position.quantity, liquidationPrice)
  }
  ages.sort((a, b) => a - b)
  const mark = layer.mark(instrument)
  return {
    instrument,
    asOf: now,
    zoom,
    levels: [...bins].sort(([a], [b]) => a - b).map(([bin, usd]) => [bin, ...usd] as const),
    withoutPrice:
      mark === undefined
        ? null
        : { longUsd: unpriced.long * mark, shortUsd: unpriced.short * mark },
    coverage: coverageOf(quantity, layer.openInterest(instrument)),
    addresses: accounts.size,
    medianAgeMs: ages[Math.floor((ages.length - 1) / 2)] ?? null,
    oldestAgeMs: ages.at(-1) ?? null,
  }
}

/** Open interest counts one side, so that both together hold it twice. */
function coverageOf(
  { long, short }: { readonly long: number; readonly short: number },
  openInterest: number | undefined,
): MeasuredLevels['coverage'] {
  if (openInterest === undefined || openInterest <= 0) return null
  return {
    longShare: long / openInterest,
    shortShare: short / openInterest,
    share: (long + short) / (2 * openInterest),
  }
}
