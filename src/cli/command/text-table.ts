/** Rows of a table as lines: the first column to the left, the others to the right. */
export function alignColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)))
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  )
}

/** A number with its sign, by default to a thousandth. */
export const signed = (value: number, decimals = 3): string =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(decimals)}`
