/** Number of single-character edits between two words (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}

/**
 * The known words that a misspelt one may have meant, nearest first: those that hold it or differ
 * in at most half of it, whatever the case.
 */
export function nearest(word: string, known: readonly string[], limit = 3): readonly string[] {
  const asked = word.slice(0, 100).toLowerCase()
  return known
    .map((name) => {
      const lower = name.toLowerCase()
      const holds = asked !== '' && lower.includes(asked)
      return { name, distance: holds ? 0 : editDistance(asked, lower) }
    })
    .filter(({ name, distance }) => distance <= Math.max(asked.length, name.length) / 2)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, limit)
    .map(({ name }) => name)
}
