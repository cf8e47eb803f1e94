import type { ServerMessage } from '../../api/live-messages.ts'
import { binEdge } from '../../heatmap/grid.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { ProfileLevel } from './profile-rows.ts'
import type { ColumnSum } from './summed-column.ts'

/** The newest column as it stands: USD by bin. Never changed in place. */
export interface LiveColumn {
  readonly instrument: InstrumentId
  readonly model: string
  readonly zoom: number
  /** Newest event that is in it. */
  readonly time: number
  readonly price: number
  /** Long and short USD by bin; a bin without anything is not there. */
  readonly levels: ReadonlyMap<number, readonly [longUsd: number, shortUsd: number]>
  /** Where it is summed with others, or an end of its range is shown: what it is made of. */
  readonly sum?: ColumnSum
}

type ColumnMessage = Extract<ServerMessage, { type: 'column' }>

/**
 * The column after a message. Changes without the whole they belong to give nothing to draw:
 * undefined until the next whole one.
 */
export function nextColumn(
  held: LiveColumn | undefined,
  message: ColumnMessage,
): LiveColumn | undefined {
  const { instrument, model, zoom, time, price } = message
  const same = held?.instrument === instrument && held.model === model && held.zoom === zoom
  if (!message.whole && !same) return undefined
  const levels = new Map(message.whole ? [] : held?.levels)
  for (const [bin, longUsd, shortUsd] of message.levels)
    if (longUsd === 0 && shortUsd === 0) levels.delete(bin)
    else levels.set(bin, [longUsd, shortUsd])
  return { instrument, model, zoom, time, price, levels }
}

/** The column as bars of the profile, lowest price first. */
export function profileOf({ levels, zoom }: LiveColumn): ProfileLevel[] {
  return [...levels]
    .map(([bin, [longUsd, shortUsd]]) => ({
      priceFrom: binEdge(bin, zoom),
      priceTo: binEdge(bin + 1, zoom),
      longUsd,
      shortUsd,
    }))
    .toSorted((a, b) => a.priceFrom - b.priceFrom)
}
