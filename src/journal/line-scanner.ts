import { LINE_END, MAX_LINE, readLine } from './record-line.ts'

/** A part of a segment's bytes, as the scanner finds them. */
export type Piece =
  | { readonly kind: 'line'; readonly body: string; readonly offset: number }
  /** A whole line stands before this byte, which should be its line end. */
  | { readonly kind: 'line-end'; readonly offset: number }
  /**
   * Bytes that are no line. `closed` where a line end ends them. `claimed` is where the line would end
   * by its own length, unless something else stands there.
   */
  | {
      readonly kind: 'broken'
      readonly offset: number
      readonly length: number
      readonly closed: boolean
      readonly claimed: number | undefined
    }

export interface LineScanner {
  /** Takes the next bytes; returns the pieces that are complete. */
  push(chunk: Uint8Array): readonly Piece[]
  /** No more bytes will come. */
  end(): readonly Piece[]
}

/**
 * Splits the bytes of a segment into lines and what lies broken between them. Every byte belongs to
 * one piece. A broken line ends at the next line end, so one damaged byte costs one line at most.
 */
export function lineScanner(): LineScanner {
  let rest: Buffer = Buffer.alloc(0)
  /** Offset of `rest` in the segment. */
  let base = 0

  function scan(isLast: boolean): readonly Piece[] {
    const pieces: Piece[] = []
    let at = 0
    while (at < rest.length) {
      const lineEnd = rest.indexOf(LINE_END, at)
      const until = lineEnd < 0 ? rest.length : lineEnd
      const isWaiting = lineEnd < 0 && !isLast && rest.length - at <= MAX_LINE
      if (isWaiting) break
      const line = readLine(rest, at)
      if (line.kind === 'whole' && line.end <= until) {
        pieces.push({ kind: 'line', body: line.body, offset: base + at })
        if (line.end < until) pieces.push({ kind: 'line-end', offset: base + line.end })
        at = line.end + 1
      } else {
        const closed = lineEnd >= 0
        const next = closed ? lineEnd + 1 : rest.length
        const isClaim = line.end !== undefined && (rest[line.end] ?? LINE_END) === LINE_END
        const claimed = isClaim ? base + (line.end as number) : undefined
        pieces.push({ kind: 'broken', offset: base + at, length: next - at, closed, claimed })
        at = next
      }
    }
    rest = rest.subarray(at)
    base += at
    return pieces
  }

  return {
    push(chunk) {
      rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk])
      return scan(false)
    },
    end: () => scan(true),
  }
}
