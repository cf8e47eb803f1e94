/** What is kept of an answer, apart from the answer. */
export interface KeptAnswer {
  readonly url: string
  /** When it came. */
  readonly at: number
  readonly bytes: number
}

export interface AnswerLimits {
  readonly entries: number
  readonly bytes: number
}

/** Addresses to let go of, so that the newest within the limits stay. */
export function beyond(kept: readonly KeptAnswer[], limits: AnswerLimits): string[] {
  let bytes = 0
  return kept
    .toSorted((a, b) => b.at - a.at)
    .filter((one, place) => (bytes += one.bytes) > limits.bytes || place >= limits.entries)
    .map(({ url }) => url)
}
