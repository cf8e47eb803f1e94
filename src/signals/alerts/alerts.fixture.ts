import type { InstrumentId } from '../../market/instrument.ts'
import { HOUR } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { decide } from './alert-engine.ts'
import { rulesSchema } from './alert-rules.ts'
import type { AlertRule } from './alert-rules.ts'
import type { AlertCluster, Situation } from './alert-situation.ts'
import type { Alert, RuleCell } from './alert-state.ts'

/** 2026-11-22T00:00:00Z. */
export const ALERTS_BEGIN: Millis = 1_795_305_600_000

export const BITCOIN = 'binance:BTCUSDT' as InstrumentId

/** Rules as they would be read from a file. */
export const rulesOf = (...rules: readonly object[]): readonly AlertRule[] =>
  rulesSchema.parse(rules.map((rule, i) => ({ id: `rule-${i}`, ...rule })))

export function situation(hours: number, more: Partial<Situation> = {}): Situation {
  return {
    instrument: BITCOIN,
    time: ALERTS_BEGIN + hours * HOUR,
    price: 100_000,
    hasMap: true,
    clusters: [],
    swept: [],
    ratio: undefined,
    patterns: [],
    liquidations: [],
    forcedUsdPerMinute: undefined,
    feeds: [],
    score: undefined,
    ...more,
  }
}

/** Longs from 98,000 to 99,000, of 50 million USD. */
export const cluster = (more: Partial<AlertCluster> = {}): AlertCluster => ({
  id: 'long-1',
  side: 'long',
  priceFrom: 98_000,
  priceTo: 99_000,
  peakPrice: 98_500,
  usd: 50e6,
  moved: 0,
  growth: { '24h': undefined, '48h': undefined, '72h': undefined },
  ...more,
})

/** Rules that are given situations one after another, and remember as the product does. */
export class AlertRun {
  readonly memory = new Map<string, RuleCell>()
  readonly alerts: Alert[] = []

  readonly #rules: readonly AlertRule[]

  constructor(rules: readonly AlertRule[]) {
    this.#rules = rules
  }

  /** The alerts of one situation. */
  push(next: Situation): readonly Alert[] {
    const { alerts, cells } = decide(this.#rules, this.memory, next)
    for (const [key, cell] of cells) this.memory.set(key, cell)
    this.alerts.push(...alerts)
    return alerts
  }
}

/** A rule: price within 1 % of a cluster of 10 million USD or more. */
export const NEAR = { kind: 'cluster-near', withinPercent: 1, minUsd: 10e6 }

/** Price beside a cluster, so many hours after the beginning. */
export const priceAt = (hours: number, price: number) =>
  situation(hours, { price, clusters: [cluster()] })

/** How often each situation of a series tells, and the numbers of the last alert. */
export function toldBy(when: object, series: readonly Situation[], more: object = {}) {
  const run = new AlertRun(rulesOf({ when, cooldownMinutes: 0, ...more }))
  return { counts: series.map((next) => run.push(next).length), alerts: run.alerts }
}
