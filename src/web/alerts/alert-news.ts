import type { AlertText } from '../../api/alerts.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { View } from '../address/view.ts'
import { formatHash } from '../address/view.ts'

/** Alerts that came while the page was open and were not put away. */
export interface AlertNews {
  /** The newest, in words. */
  readonly shown: readonly AlertText[]
  /** How many more there were. */
  readonly more: number
}

export const NO_NEWS: AlertNews = { shown: [], more: 0 }

/** More would hide what they are about. */
const MOST_SHOWN = 3

/** News with what came after them. */
export function withAlerts(
  news: AlertNews,
  came: { readonly alerts: readonly AlertText[]; readonly left: number },
): AlertNews {
  const keys = new Set(came.alerts.map(({ key }) => key))
  const all = [...came.alerts, ...news.shown.filter(({ key }) => !keys.has(key))]
  return {
    shown: all.slice(0, MOST_SHOWN),
    more: news.more + came.left + Math.max(0, all.length - MOST_SHOWN),
  }
}

export const without = (news: AlertNews, key: string): AlertNews => ({
  ...news,
  shown: news.shown.filter((alert) => alert.key !== key),
})

/** The address of the map where and when it happened, as it is looked at now. */
export function viewOfAlert(
  view: View,
  { instrument, time }: { readonly instrument: InstrumentId; readonly time: number },
): string {
  const lockedMaxUsd = instrument === view.instrument ? view.lockedMaxUsd : undefined
  return `#${formatHash({ ...view, page: 'map', section: undefined, instrument, lockedMaxUsd, at: time })}`
}
