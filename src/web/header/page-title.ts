import type { Accessor } from 'solid-js'
import { createEffect } from 'solid-js'
import { decimalsOf } from '../../api/format.ts'
import { formatPrice } from '../words/amounts.ts'
import type { Session } from '../session/session.ts'
import type { View } from '../address/view.ts'

/**
 * Keeps the title of the browser's tab: what is shown, and its price. Must be called inside a Solid root.
 * @param seen the session at the moment that is shown
 */
export function followTitle(seen: Session, isPast: Accessor<boolean>): void {
  const { view, catalogue, instrument } = seen
  const modelName = () => catalogue()?.models.find(({ id }) => id === view().model)?.name
  const price = (): string => {
    const [info, last] = [instrument(), seen.lastPrice()]
    if (info === undefined || last === undefined) return ''
    return formatPrice(last, decimalsOf(info.tickSize))
  }
  createEffect(() => {
    const info = instrument()
    document.title =
      info === undefined
        ? 'Isotherm'
        : `${info.symbol} ${price()}${isPast() ? ' · Playback' : ''} · ${PAGE_TITLES[view().page] ?? modelName() ?? 'Isotherm'}`
  })
}

/** Pages that are named in the title; the map is named by its model. */
const PAGE_TITLES: Partial<Record<View['page'], string>> = {
  levels: 'Liquidation map',
  year: 'Rolling year',
  signals: 'Signals',
  paper: 'Paper journal',
  alerts: 'Alerts',
  scores: 'Scoreboard',
  methodology: 'Methodology',
  sources: 'Data sources',
}
