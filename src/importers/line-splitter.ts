/** One line of a text without its line end; the first is number 1. */
export interface Line {
  readonly number: number
  /** The text, or its first characters where the line is too long to be kept. */
  readonly text: string
  readonly tooLong: boolean
}

const KEPT_OF_LONG = 200

/**
 * Cuts text that arrives in pieces into lines, at \n or \r\n. A line longer than the limit is not
 * kept in memory: it comes out marked, with its beginning.
 */
export class LineSplitter {
  readonly #limit: number
  #rest = ''
  #long: string | undefined
  #number = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Takes the next piece and returns the lines that it ends. */
  push(piece: string): Line[] {
    const lines: Line[] = []
    let start = 0
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', start)) {
      lines.push(this.#finish(piece.slice(start, end)))
      start = end + 1
    }
    this.#keep(piece.slice(start))
    return lines
  }

  /** Returns the last line if the text did not end in a line end. */
  end(): Line[] {
    return this.#rest === '' && this.#long === undefined ? [] : [this.#finish('')]
  }

  #keep(tail: string): void {
    if (this.#long !== undefined) return
    this.#rest += tail
    if (this.#rest.length <= this.#limit) return
    this.#long = this.#rest.slice(0, KEPT_OF_LONG)
    this.#rest = ''
  }

  #finish(tail: string): Line {
    this.#keep(tail)
    const number = ++this.#number
    const long = this.#long
    const text = long ?? (this.#rest.endsWith('\r') ? this.#rest.slice(0, -1) : this.#rest)
    this.#rest = ''
    this.#long = undefined
    return { number, text, tooLong: long !== undefined }
  }
}
