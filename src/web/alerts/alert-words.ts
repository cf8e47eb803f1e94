import type { AlertsAnswer } from '../../api/alerts.ts'
import { formatUsd } from '../../api/format.ts'

type Rule = AlertsAnswer['rules'][number]

/** What a rule asks, in a sentence. */
export function askedWords({ when }: Pick<Rule, 'when'>): string {
  const number = (name: string): number => Number(when[name])
  const usd = (name = 'minUsd'): string => formatUsd(number(name))
  const percent = (name: string): string => `${number(name)} %`
  const side = typeof when['side'] === 'string' ? `${when['side']}s` : 'positions'
  const cluster = `cluster of at least ${usd()} of ${side}`
  switch (when.kind) {
    case 'cluster-near':
      return `Price within ${percent('withinPercent')} of a ${cluster}`
    case 'cluster-appears':
      return `A new ${cluster}`
    case 'cluster-grows':
      return `A ${cluster} grows by ${percent('byPercent')} in ${String(when['over'])}`
    case 'cluster-migrates':
      return `A ${cluster} moves by ${percent('byPercent')}`
    case 'cluster-swept':
      return `Price goes through a ${cluster}`
    case 'liquidation':
      return `At least ${usd()} of ${side} liquidated at once`
    case 'cascade':
      return `Forced orders of at least ${usd('minUsdPerMinute')} a minute`
    case 'ratio':
      return `Shorts above over longs below goes ${String(when['crosses'])} ${number('value')}`
    case 'pattern':
      return Array.isArray(when['patterns'])
        ? `A pattern forms: ${when['patterns'].join(', ')}`
        : 'A pattern forms'
    case 'feed-stale':
      return `A feed is stale for ${number('afterSeconds')} s`
    case 'score-degraded':
      return 'The map tells less than the candle alone'
    default:
      return when.kind
  }
}

/** Where it looks, whom it tells, and when it keeps still. */
export function scopeWords(rule: Rule): string {
  const { instruments, venues, channels, cooldownMinutes, quiet, repeats } = rule
  return [
    [...(venues ?? []), ...(instruments ?? [])].join(', ') || 'all instruments',
    `to ${channels?.join(', ') ?? 'all channels'}`,
    repeats ? `${cooldownMinutes} min between two` : 'once',
    ...(quiet === null ? [] : [`quiet ${quiet.from} to ${quiet.to} ${quiet.zone}`]),
  ].join(' · ')
}

type Delivery = AlertsAnswer['alerts'][number]['deliveries'][number]

/** What became of an alert at a channel. */
export function deliveryWords({ channel, state, attempts, why }: Delivery): string {
  const because = why === null ? '' : `: ${why}`
  if (state === 'delivered') return `${channel} delivered`
  if (state === 'dead') return `${channel} not delivered${because}`
  return attempts === 0 && why === null
    ? `${channel} waiting`
    : `${channel} is tried again${because}`
}

const count = (number: number, one: string, many: string): string[] =>
  number === 0 ? [] : [`${number} ${number === 1 ? one : many}`]

/** What is wrong with telling at all; empty where nothing is. */
export function troubles({ enabled, rules, channels, health }: AlertsAnswer): readonly string[] {
  if (!enabled) return []
  return [
    ...(health.failure === null ? [] : [`Nothing can be written down now: ${health.failure}.`]),
    ...(rules.length === 0 ? ['There are no rules: nothing is told.'] : []),
    ...(channels.length === 0
      ? ['There are no channels: alerts are told on this page alone.']
      : []),
    ...count(health.dead, 'delivery was given up.', 'deliveries were given up.'),
    ...count(health.dropped, 'event was', 'events were').map(
      (words) => `${words} too much to be looked at.`,
    ),
    ...count(health.lostLines, 'line', 'lines').map(
      (words) => `Damage took ${words} of what was written down.`,
    ),
  ]
}
