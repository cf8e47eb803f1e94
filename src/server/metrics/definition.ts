/** A metric as data: what is registered, what docs/metrics.md lists, and what dashboards may name. */
export interface MetricDefinition<Label extends string = string> {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly name: string
  readonly help: string
  readonly labels: readonly Label[]
  /** Upper bounds, of a histogram alone. */
  readonly buckets?: readonly number[]
}

type Make = <const Label extends string = never>(
  name: string,
  help: string,
  labels?: readonly Label[],
) => MetricDefinition<Label>

const ofType =
  (type: 'counter' | 'gauge'): Make =>
  (name, help, labels = []) => ({ type, name: `isotherm_${name}`, help, labels })

export const counter = ofType('counter')
export const gauge = ofType('gauge')

export const histogram = <const Label extends string = never>(
  name: string,
  help: string,
  buckets: readonly number[],
  labels: readonly Label[] = [],
): MetricDefinition<Label> => ({
  type: 'histogram',
  name: `isotherm_${name}`,
  help,
  labels,
  buckets,
})

/** From what a disk takes to what nobody waits for. */
export const QUICK = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
