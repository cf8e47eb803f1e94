/** An answer as it came. */
export interface Received {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Uint8Array
}

/** Answers by address that may be used again once the server says that they still hold. */
export interface KeptAnswers {
  readonly get: (address: string) => Received | undefined
  readonly put: (address: string, answer: Received) => void
}

/** Keeps as many answers as fit into so many bytes, those that were used last. */
export function keepAnswers(maxBytes: number): KeptAnswers {
  const kept = new Map<string, Received>()
  let size = 0

  function forget(address: string): Received | undefined {
    const answer = kept.get(address)
    if (answer === undefined) return undefined
    kept.delete(address)
    size -= answer.bytes.length
    return answer
  }

  function put(address: string, answer: Received): void {
    forget(address)
    if (answer.bytes.length > maxBytes) return
    kept.set(address, answer)
    size += answer.bytes.length
    for (const oldest of kept.keys()) {
      if (size <= maxBytes) return
      forget(oldest)
    }
  }

  return {
    put,
    get(address) {
      const answer = forget(address)
      if (answer !== undefined) put(address, answer)
      return answer
    },
  }
}
