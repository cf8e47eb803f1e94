import { problem } from './problems.ts'

/** Lets so much heavy work be done at once, and so much wait; of more it says so at once. */
export class HeavyGate {
  readonly #atOnce: number
  readonly #most: number
  readonly #what: string
  readonly #waiting: (() => void)[] = []
  #running = 0

  /** @param what so many are, when too many wait */
  constructor(atOnce: number, most: number, what = 'questions wait for an answer') {
    this.#atOnce = atOnce
    this.#most = most
    this.#what = what
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#waiting.length
  }

  /**
   * Answers in turn. Throws the problem `busy` where too many wait.
   * @param answer is given what gives up its place before it is done
   * @param isGone whether who asked waits no more: then nothing is done for them
   */
  async pass<Value>(
    answer: (leave: () => void) => Promise<Value>,
    isGone = () => false,
  ): Promise<Value> {
    if (this.#running < this.#atOnce) this.#running++
    else await this.#turn()
    let hasLeft = false
    const leave = (): void => {
      if (hasLeft) return
      hasLeft = true
      // Whoever is next takes the place over.
      const next = this.#waiting.shift()
      if (next === undefined) this.#running--
      else next()
    }
    try {
      if (isGone()) throw problem('busy', 'nobody waits for this answer any more')
      return await answer(leave)
    } finally {
      leave()
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= this.#most)
      throw problem('busy', `${this.#most} ${this.#what}: ask again in a second`)
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}
