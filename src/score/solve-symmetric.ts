/**
 * Solves symmetric equations, rows of factors and a result, by elimination, which changes the rows.
 * Undefined where they are not positive definite: a pivot is not above a part of what its diagonal was.
 * @param least that part: what is smaller is rounding
 */
export function solveSymmetric(rows: number[][], least = 0): readonly number[] | undefined {
  const count = rows.length
  const diagonal = rows.map((row, i) => row[i]!)
  for (let i = 0; i < count; i++) {
    if (!(rows[i]![i]! > least * diagonal[i]!)) return undefined
    for (let j = i + 1; j < count; j++) {
      const share = rows[j]![i]! / rows[i]![i]!
      for (let k = i; k <= count; k++) rows[j]![k]! -= share * rows[i]![k]!
    }
  }
  const solution = rows.map(() => 0)
  for (let i = count - 1; i >= 0; i--) {
    let rest = rows[i]![count]!
    for (let k = i + 1; k < count; k++) rest -= rows[i]![k]! * solution[k]!
    solution[i] = rest / rows[i]![i]!
  }
  return solution
}
