import { DAY } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { ClusterCases } from '../../score/cluster-cases.ts'
import type { ClusterCase } from '../../score/cluster-cases.ts'
import type { MarketReading } from '../../signals/market-reading.ts'
import { setupOf } from '../../signals/setup/setup.ts'
import type { EndedFormation, Formation, SignalState } from '../../signals/signal-state.ts'
import type { FrameCase } from './frame-trades.ts'

/**
 * Frames of which all that must hold does, and those of which it is not known whether the cluster
 * counts, for want of a day of liquidations.
 */
export const FRAME_KINDS = ['stands', 'open'] as const
export type FrameKind = (typeof FRAME_KINDS)[number]

/** What a map said over a history that something may be asked about, each as it was told at its time. */
export class SignalCases {
  readonly #bucket: Millis
  readonly #clusters = new ClusterCases()
  readonly #ended: EndedFormation[] = []
  readonly #frames: Readonly<Record<FrameKind, FrameCase[]>> = { stands: [], open: [] }
  readonly #framed = new Set<string>()
  #last: SignalState | undefined
  #readings = 0
  #unknown = 0

  /** @param bucket of the map */
  constructor(bucket: Millis) {
    this.#bucket = bucket
  }

  push(reading: MarketReading, state: SignalState): void {
    this.#readings++
    if (state.lacks.includes('liquidated-day')) this.#unknown++
    this.#clusters.push(state)
    this.#ended.push(...state.endedFormations)
    this.#last = state
    this.#frame(reading, state)
  }

  get clusters(): readonly ClusterCase[] {
    return this.#clusters.all
  }

  /** All that ended, then what stands. */
  get formations(): readonly (Formation | EndedFormation)[] {
    return [...this.#ended, ...(this.#last?.formations ?? [])]
  }

  get frames(): Readonly<Record<FrameKind, readonly FrameCase[]>> {
    return this.#frames
  }

  get readings(): number {
    return this.#readings
  }

  /** Readings at which it was not known what is liquidated in a day. */
  get unknownReadings(): number {
    return this.#unknown
  }

  /** A frame is noted once a target, when it first stands. */
  #frame({ time, facts }: MarketReading, { price, clusters, ratios }: SignalState): void {
    const { aboveUsd, belowUsd } = ratios.all
    const { standing, side, target, levels } = setupOf({
      time,
      price,
      clusters,
      aboveUsd,
      belowUsd,
      book: undefined,
      discount: undefined,
      weekendWeight: undefined,
      dailySigma: facts.dailySigma,
      calendar: undefined,
      bucket: this.#bucket,
      horizon: DAY,
    })
    if (standing !== 'stands' && standing !== 'open') return
    const id = clusters.find((one) => one === target)?.id
    if (side === undefined || levels === undefined || id === undefined) return
    const key = `${standing} ${id}`
    if (this.#framed.has(key)) return
    this.#framed.add(key)
    const away = (to: number) => Math.log(to / price)
    const prices = {
      entry: away(levels.entry),
      stop: away(levels.stop),
      target: away(levels.target),
    }
    this.#frames[standing].push({ time, side, ...prices })
  }
}
