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
