import type { Millis } from '../../market/units.ts'
import { PATTERN_LABELS } from './pattern-rules.ts'
import type { Candidate, PatternRules } from './pattern-rules.ts'
import type { MarketReading } from '../market-reading.ts'
import type { EndedFormation, Formation, FormationTarget } from '../signal-state.ts'

/** What is remembered of patterns. */
export interface FormationMemory {
  readonly open: readonly Formation[]
  /** What price came to, and until when it is not told again. */
  readonly spent: readonly { readonly formation: Formation; readonly until: Millis }[]
}

/**
 * Follows patterns through readings: one that shares most of its clusters with one that stood before
 * is the same. It stands until price comes to what it pointed to when it was first seen, or until its
 * rule has not held for a while.
 */
export class FormationTrack {
  readonly #rules: PatternRules['formation']
  #open: FormationMemory['open']
  #spent: FormationMemory['spent']

  /** @param memory that it goes on from */
  constructor(
    rules: PatternRules['formation'],
    { open, spent }: FormationMemory = { open: [], spent: [] },
  ) {
    this.#rules = rules
    this.#open = open
    this.#spent = spent
  }

  get memory(): FormationMemory {
    return { open: this.#open, spent: this.#spent }
  }

  push(
    reading: MarketReading,
    candidates: readonly Candidate[],
  ): { readonly open: readonly Formation[]; readonly ended: readonly EndedFormation[] } {
    const { time } = reading
    const { grace, spentFor } = this.#rules
    const reached = this.#open.flatMap((formation) => reachedBy(formation, reading))
    this.#spent = [
      ...this.#spent.filter(({ until }) => until > time),
      ...reached.map((formation) => ({ formation, until: time + spentFor })),
    ]
    const open = this.#open.filter((one) => !reached.some(({ id }) => id === one.id))
    const unspent = candidates.filter(
      (one) => !this.#spent.some(({ formation }) => this.#isSame(formation, one)),
    )
    const now = unspent.map((candidate) => ({
      candidate,
      before: open.find((one) => this.#isSame(one, candidate)),
    }))
    const goesOn = new Set(now.map(({ before }) => before))
    const rest = open.filter((one) => !goesOn.has(one))
    const faded = rest
      .filter(({ held }) => time - held >= grace)
      .map((one) => ({ ...one, until: time, how: 'faded' as const, reached: undefined }))
    const standing = [
      ...rest.filter(({ held }) => time - held < grace),
      ...now.map(({ candidate, before }) =>
        before === undefined
          ? begun(candidate, reading)
          : { ...before, ...changes(candidate, time) },
      ),
    ]
    // Two candidates may go on the same one: the first is it.
    this.#open = [...new Map(standing.toReversed().map((one) => [one.id, one])).values()].toSorted(
      (a, b) => a.since - b.since || (a.id < b.id ? -1 : 1),
    )
    return { open: this.#open, ended: [...reached, ...faded] }
  }

  #isSame(formation: Formation, candidate: Candidate): boolean {
    if (formation.kind !== candidate.kind || formation.side !== candidate.side) return false
    const both = formation.clusterIds.filter((id) => candidate.clusterIds.includes(id)).length
    const either = formation.clusterIds.length + candidate.clusterIds.length - both
    return both / either >= this.#rules.sameFrom
  }
}

const begun = (candidate: Candidate, { time, density }: MarketReading): Formation => ({
  ...candidate,
  id: `${candidate.kind}-${time}-${candidate.clusterIds[0]}`,
  label: PATTERN_LABELS[candidate.kind],
  since: time,
  sincePrice: density.price,
  held: time,
})

/** What a later reading says anew; its targets are those it began with, or there were nothing to reach. */
const changes = ({ clusterIds, isConfirmed, numbers }: Candidate, held: Millis) => ({
  clusterIds,
  isConfirmed,
  numbers,
  held,
})

/** The formation as ended, where price came to a target since the reading before. */
function reachedBy(
  formation: Formation,
  { time, low, high }: MarketReading,
): readonly EndedFormation[] {
  const isReached = ({ side, price }: FormationTarget): boolean =>
    side === 'long' ? low <= price : high >= price
  const targets = formation.targets.filter(isReached)
  if (targets.length === 0) return []
  // Of two in one stretch of time it is not known which was first.
  const reached = targets.length === 1 ? targets[0]!.side : undefined
  return [{ ...formation, until: time, how: 'reached', reached }]
}
