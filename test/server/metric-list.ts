import { Registry, collectDefaultMetrics } from 'prom-client'
import type { MetricDefinition } from '../../src/server/metrics/definition.ts'
import { ALERTS, JOURNAL, LIVE } from '../../src/server/metrics/live-definitions.ts'
import { SCORES, SERVER } from '../../src/server/metrics/server-definitions.ts'

export interface MetricGroup {
  readonly title: string
  readonly metrics: readonly MetricDefinition[]
}

const group = (title: string, metrics: object): MetricGroup => ({
  title,
  metrics: Object.values<MetricDefinition>(metrics as Record<string, MetricDefinition>),
})

/** All metrics that there can be, as docs/metrics.md lists them. */
export function metricGroups(): readonly MetricGroup[] {
  return [
    group('What venues say, until it is shown', LIVE),
    group('The journal and its disk', JOURNAL),
    group('The server', SERVER),
    group('How right the maps were', SCORES),
    group('Alerts', ALERTS),
    { title: 'The process', metrics: processMetrics() },
  ]
}

function processMetrics(): readonly MetricDefinition[] {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'isotherm_' })
  const all = registry.getMetricsAsArray().map((metric) => {
    const { name, help, type } = metric
    const { labelNames } = metric as unknown as { readonly labelNames: readonly string[] }
    return { name, help, type: String(type) as MetricDefinition['type'], labels: labelNames }
  })
  registry.clear()
  return all
}
