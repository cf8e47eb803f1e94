import type { Accessor } from 'solid-js'
import { createMemo } from 'solid-js'
import type { InstrumentInfo } from '../../api/schema.ts'
import type { Wanted } from './levels-data.ts'
import { chosenOfCoin, instrumentsOfCoin } from '../session/coin-venues.ts'
import { anchorOf, pricesWithin, windowBetween } from './levels-window.ts'
import type { Session } from '../session/session.ts'

/** What the liquidation map is of. */
export interface LevelsSubject {
  /** The chosen instrument, then those of the same coin. */
  readonly ofCoin: Accessor<readonly InstrumentInfo[]>
  /** Those that are shown, the chosen one first. */
  readonly shown: Accessor<readonly InstrumentInfo[]>
  readonly wanted: Accessor<Wanted | undefined>
}

/**
 * Instruments and prices as the address says. Must be called inside a Solid root.
 * @param most bars that there is room for
 */
export function createLevelsSubject(session: Session, most: Accessor<number>): LevelsSubject {
  const { instrument, catalogue, map } = session
  const view = () => session.view().levels
  const ofCoin = createMemo(() => instrumentsOfCoin(instrument(), catalogue()?.instruments ?? []))
  const shown = createMemo(() => chosenOfCoin(ofCoin(), view()))

  const anchor = createMemo(
    (before: { of: string; price: number } | undefined) => {
      const { within } = view()
      const of = `${instrument()?.id} ${within}`
      const now = session.lastPrice() ?? 0
      if (within === 'all' || now === 0) return undefined
      const held = before?.of === of ? before.price : undefined
      return { of, price: anchorOf(held, now, within) }
    },
    undefined,
    { equals: (a, b) => a?.of === b?.of && a?.price === b?.price },
  )
  const wanted = createMemo((): Wanted | undefined => {
    const { within } = view()
    const around = anchor()
    const descriptor = map()
    if (within === 'all') {
      if (descriptor === undefined || descriptor.instrument !== instrument()?.id) return undefined
      return { zoom: windowBetween(descriptor.priceFrom, descriptor.priceTo, most()).zoom }
    }
    if (around === undefined) return undefined
    const { low, high } = pricesWithin(within, around.price)
    return windowBetween(low, high, most())
  })
  return { ofCoin, shown, wanted }
}
