/**
 * Splits rows into strips that may be drawn as stretched pictures: inside a strip the true position
 * of every row edge lies within `tolerance` of the straight line between the strip's ends. On a
 * logarithmic axis one strip does; on a linear one a tile needs some four to six.
 */
export interface Strip {
  readonly rowFrom: number
  readonly rowTo: number
  /** Rounded position of the edge of `rowFrom`, and of `rowTo`: neighbours share it, so no seams. */
  readonly from: number
  readonly to: number
}

/**
 * `edge(row)` is the position of the lower edge of a row, monotonic in the row. Rows are the
 * half-open range [rowFrom, rowTo).
 */
export function stripsOf(
  rowFrom: number,
  rowTo: number,
  edge: (row: number) => number,
  tolerance = 0.5,
): Strip[] {
  const strips: Strip[] = []
  const split = (a: number, atA: number, b: number, atB: number): void => {
    const middle = (a + b) >> 1
    if (middle > a && middle < b) {
      const straight = atA + ((atB - atA) * (middle - a)) / (b - a)
      const atMiddle = edge(middle)
      if (Math.abs(atMiddle - straight) >= tolerance) {
        split(a, atA, middle, atMiddle)
        split(middle, atMiddle, b, atB)
        return
      }
    }
    strips.push({ rowFrom: a, rowTo: b, from: Math.round(atA), to: Math.round(atB) })
  }
  if (rowTo > rowFrom) split(rowFrom, edge(rowFrom), rowTo, edge(rowTo))
  return strips
}
