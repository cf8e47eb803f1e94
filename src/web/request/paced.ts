/** Calls at once, then at most every so often; a call in between is made up for at its end. */
export function atMostEvery(
  millis: number,
  call: () => void,
): { readonly call: () => void; readonly cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let again = false
  function run(): void {
    again = false
    timer = setTimeout(() => {
      timer = undefined
      if (again) run()
    }, millis)
    call()
  }
  return {
    call() {
      if (timer === undefined) run()
      else again = true
    },
    cancel: () => clearTimeout(timer),
  }
}

/** A movement of the chart has come to rest so many ms after its last step: more than a slow machine takes for one. */
export const RESTED = 200

/** Calls once what it is asked for has not been asked for again for a while, or `most` after the first, if so long. */
export function onceAtRest(
  rest: number,
  most: number | undefined,
  call: () => void,
): {
  readonly call: () => void
  /** Calls at once. */
  readonly now: () => void
  readonly cancel: () => void
} {
  let resting: ReturnType<typeof setTimeout> | undefined
  let lasting: ReturnType<typeof setTimeout> | undefined
  function cancel(): void {
    clearTimeout(resting)
    clearTimeout(lasting)
    lasting = undefined
  }
  function now(): void {
    cancel()
    call()
  }
  return {
    call() {
      clearTimeout(resting)
      resting = setTimeout(now, rest)
      if (most !== undefined) lasting ??= setTimeout(now, most)
    },
    now,
    cancel,
  }
}
