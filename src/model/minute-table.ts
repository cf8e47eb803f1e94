/** A number for each kind of minute: by prints shown of it (rows), then by its range (columns). */
export type MinuteTable = readonly (readonly number[])[]

/** Prints of a minute from which on each row holds. */
const PRINTS_FROM = [1, 2, 3, 4, 6, 9, 13, 19, 28, 41] as const

/** Range of a minute, in standard deviations of a minute's move, from which on each column holds. */
const RANGES_FROM = [0, 1.5, 2.5, 3.5, 5, 8] as const

/** Kept notional that a cell's neighbours count for, as a share of all that was kept. */
const POOLED = 0.003

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

/** A table by its rows and columns. */
export const table = (valueAt: (row: number, column: number) => number): number[][] =>
  PRINTS_FROM.map((_, row) => RANGES_FROM.map((__, column) => valueAt(row, column)))

/**
 * Where a minute stands in a table.
 * @param count prints that are shown of it
 * @param range how far price went in it, in standard deviations of a minute's move
 */
export function cellOf(count: number, range: number): readonly [row: number, column: number] {
  const row = PRINTS_FROM.findLastIndex((from) => count >= from)
  const column = RANGES_FROM.findLastIndex((from) => range >= from)
  return [Math.max(0, row), Math.max(0, column)]
}

/** The sum of tables, cell by cell. */
export const sumOfTables = (tables: readonly MinuteTable[]): MinuteTable =>
  table((i, j) => tables.reduce((all, one) => all + one[i]![j]!, 0))

/** True ÷ kept of each kind of minute: sparse kinds by their neighbours, rising with prints and range. */
export const trueOverKept = (truth: MinuteTable, kept: MinuteTable): MinuteTable =>
  rising(pooled(truth, kept))

/** True ÷ kept by cell, sparse cells drawn to their row and sparse rows to the whole. */
function pooled(truth: MinuteTable, kept: MinuteTable): MinuteTable {
  const [allTrue, allKept] = [sum(truth.map(sum)), sum(kept.map(sum))]
  const weight = POOLED * allKept
  if (!(weight > 0)) return table(() => 1)
  const rows = truth.map(
    (row, i) => (sum(row) + (weight * allTrue) / allKept) / (sum(kept[i]!) + weight),
  )
  return table((i, j) => (truth[i]![j]! + weight * rows[i]!) / (kept[i]![j]! + weight))
}

/** The mean of the least table above and the highest below that rise with prints and with range. */
function rising(factors: MinuteTable): MinuteTable {
  const over = (i: number, j: number, within: (row: number, column: number) => boolean) =>
    factors.flatMap((row, r) => row.filter((_, c) => within(r - i, c - j)))
  return table((i, j) => {
    const above = Math.max(...over(i, j, (row, column) => row <= 0 && column <= 0))
    const below = Math.min(...over(i, j, (row, column) => row >= 0 && column >= 0))
    return (above + below) / 2
  })
}
