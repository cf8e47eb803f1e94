import { formatAge, formatPrice, formatTime, formatUsd } from '../api/format.ts'
import { SECOND } from '../market/units.ts'
import type { Alert } from '../signals/alerts/alert-state.ts'

/** The text of an alert: numbers with their units, in UTC. Plain: each channel escapes it its own way. */
export function describeAlert(alert: Alert): readonly string[] {
  const { instrument, price, time, withheld } = alert
  const more = withheld === 0 ? [] : [`${withheld} more of this rule were withheld before it.`]
  return [
    `${instrument}${Number.isNaN(price) ? '' : ` at ${priceText(price)}`}: ${whatHappened(alert)}`,
    `${formatTime(time)} UTC · severity ${alert.severity}`,
    ...more,
  ].map(printed)
}

function whatHappened(alert: Alert): string {
  const { kind, label } = alert
  const number = (name: string): number => alert.numbers[name] ?? Number.NaN
  const usd = (name = 'usd'): string => formatUsd(number(name))
  const positions = alert.side === null ? 'positions' : `${alert.side}s`
  const cluster = `cluster of ${usd()} of ${positions} from ${priceText(number('fromPrice'))} to ${priceText(number('toPrice'))}`
  switch (kind) {
    case 'cluster-near':
      return `price is ${percent(number('awayPercent'))} from a ${cluster}`
    case 'cluster-appears':
      return `a new ${cluster}`
    case 'cluster-grows':
      return `grown by ${percent(number('growthPercent'))}: a ${cluster}`
    case 'cluster-migrates':
      return `moved by ${percent(number('movedPercent'))} since it was first seen: a ${cluster}`
    case 'cluster-swept':
      return `price went through a ${cluster}`
    case 'liquidation':
      return `${usd()} of ${positions} liquidated at ${priceText(number('liquidationPrice'))}`
    case 'cascade':
      return `a cascade is under way: ${usd('usdPerMinute')} a minute of forced orders`
    case 'ratio':
      return `shorts above over longs below is ${number('ratio').toFixed(2)}, ${label} ${number('threshold')}`
    case 'pattern':
      return `${label} has formed`
    case 'feed-stale':
      return `the feed ${label} is stale for ${formatAge(number('staleSeconds') * SECOND)}`
    case 'score-degraded':
      return `the map's score is degraded: ${label}`
    case 'test':
      return 'this is a test; nothing has happened'
    default:
      return kind
  }
}

const percent = (value: number): string => `${value.toFixed(2)} %`

/** Six significant digits are finer than any level. */
function priceText(price: number): string {
  const digits = 5 - Math.floor(Math.log10(Math.abs(price) || 1))
  return formatPrice(price, Math.min(10, Math.max(0, price >= 10_000 ? 0 : digits)))
}

/** Control characters, and signs that turn the direction of text or cannot be seen, are left out. */
export const printed = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, ' ')
