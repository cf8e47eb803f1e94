/** The cells of a line, or why it has none. */
export type Cells = readonly string[] | { readonly reason: string }

/**
 * Splits one line of CSV into its cells (RFC 4180 quoting: "a ""b"""). A row is a line here: a
 * quote left open costs its own line and not the rest of the file. Blanks around a cell are dropped.
 */
export function splitCells(line: string, delimiter: string): Cells {
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim())
  const cells: string[] = []
  let at = 0
  for (;;) {
    while (line[at] === ' ') at++
    if (line[at] === '"') {
      const [cell, next] = quoted(line, at + 1)
      if (next < 0) return { reason: 'a quote is not closed on its line' }
      cells.push(cell)
      at = next
      while (line[at] === ' ') at++
      if (at < line.length && line[at] !== delimiter)
        return { reason: 'text follows a closing quote' }
    } else {
      const end = line.indexOf(delimiter, at)
      cells.push(line.slice(at, end < 0 ? line.length : end).trim())
      at = end < 0 ? line.length : end
    }
    if (at >= line.length) return cells
    at++
  }
}

/** Reads a quoted cell from behind its opening quote; next is −1 where the quote is not closed. */
function quoted(line: string, from: number): [cell: string, next: number] {
  let cell = ''
  let at = from
  for (;;) {
    const end = line.indexOf('"', at)
    if (end < 0) return ['', -1]
    cell += line.slice(at, end)
    if (line[end + 1] !== '"') return [cell, end + 1]
    cell += '"'
    at = end + 2
  }
}
