import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { MetricDefinition } from './definition.ts'
import { SERVER } from './server-definitions.ts'

/** Label values of one metric, at most: an instrument more costs a series less, never the server. */
export const MOST_SERIES = 1_000

export type Labels<Label extends string> = Readonly<Record<Label, string>>
type Set<Label extends string> = (labels: Labels<Label>, value: number) => void

/** Registers metrics, and holds each to a bound of series; how many it left out is a metric itself. */
export class Meter {
  readonly registry = new Registry()
  readonly #onProblem: (error: unknown) => void
  readonly #most: number
  readonly #leftOut = new Map<string, number>()

  /** @param onProblem is told where something cannot be asked; its metric is then left out */
  constructor(onProblem: (error: unknown) => void, most = MOST_SERIES) {
    this.#onProblem = onProblem
    this.#most = most
    this.ask(SERVER.leftOut, (set) => {
      for (const [metric, count] of this.#leftOut) set({ metric }, count)
    })
  }

  /** What counts up. */
  counts<Label extends string>(
    of: MetricDefinition<Label>,
  ): (labels: Labels<Label>, by?: number) => void {
    const made = new Counter({ ...this.#named(of), registers: [this.registry] })
    const admits = this.#bound(of)
    return (labels, by = 1) => {
      if (admits(labels)) made.inc(labels, by)
    }
  }

  /** What is distributed. */
  observes<Label extends string>(of: MetricDefinition<Label>): Set<Label> {
    const buckets = [...(of.buckets ?? [])]
    const made = new Histogram({ ...this.#named(of), buckets, registers: [this.registry] })
    const admits = this.#bound(of)
    return (labels, value) => {
      if (admits(labels)) made.observe(labels, value)
    }
  }

  /** What is asked for anew whenever it is read; a counter's totals are kept by who is asked. */
  ask<Label extends string>(
    of: MetricDefinition<Label>,
    collect: (set: Set<Label>) => void | Promise<void>,
  ): void {
    const bound = () => this.#bound(of)
    const onProblem = this.#onProblem
    const config = { ...this.#named(of), registers: [this.registry] }
    async function asked(this: Gauge<Label> | Counter<Label>, put: Set<Label>): Promise<void> {
      this.reset()
      // Of a metric without labels a 0 would be left: of what is not known nothing is told.
      if (of.labels.length === 0) this.remove()
      const admits = bound()
      try {
        await collect((labels, value) => {
          if (admits(labels)) put(labels, value)
        })
      } catch (error) {
        onProblem(error)
      }
    }
    if (of.type === 'gauge') {
      const made: Gauge<Label> = new Gauge({
        ...config,
        collect: () => asked.call(made, (labels, value) => made.set(labels, value)),
      })
    } else {
      const made: Counter<Label> = new Counter({
        ...config,
        collect: () => asked.call(made, (labels, value) => made.inc(labels, value)),
      })
    }
  }

  #named<Label extends string>({ name, help, labels }: MetricDefinition<Label>) {
    return { name, help, labelNames: [...labels] }
  }

  /** Lets so many different labels through, those that came first. */
  #bound<Label extends string>({ name, labels }: MetricDefinition<Label>) {
    const known = new globalThis.Set<string>()
    const leftOut = new globalThis.Set<string>()
    this.#leftOut.delete(name)
    return (values: Labels<Label>): boolean => {
      const key = JSON.stringify(labels.map((label) => values[label]))
      if (known.has(key)) return true
      if (known.size < this.#most) {
        known.add(key)
        return true
      }
      // Counted no further than this: that there are too many is what matters.
      if (leftOut.size < this.#most) leftOut.add(key)
      this.#leftOut.set(name, leftOut.size)
      return false
    }
  }
}
