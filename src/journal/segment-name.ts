/** A segment of the journal: a file named by the number of its first record. */
export interface Segment {
  readonly name: string
  readonly first: number
  /** 0, or 1, 2, … where an earlier file of the same first number was given up. */
  readonly attempt: number
  readonly bytes: number
}

/** Numbers are below 2^53, which has 16 digits. */
const DIGITS = 16
const NAME = /^(\d{16})(?:\.(\d{1,6}))?\.log$/

export const segmentName = (first: number, attempt = 0): string =>
  `${String(first).padStart(DIGITS, '0')}${attempt === 0 ? '' : `.${attempt}`}.log`

export const isSegmentName = (name: string): boolean => NAME.test(name)

/**
 * The segments among the files of a folder, in the order of their records. A segment holds valid
 * records up to the first number of the next one: what it has from there on was written again.
 */
export function segmentsOf(
  files: readonly { readonly name: string; readonly bytes: number }[],
): readonly Segment[] {
  return files
    .flatMap(({ name, bytes }) => {
      const [, first, attempt = '0'] = NAME.exec(name) ?? []
      return first === undefined
        ? []
        : [{ name, bytes, first: Number(first), attempt: Number(attempt) }]
    })
    .sort((a, b) => a.first - b.first || a.attempt - b.attempt)
}
