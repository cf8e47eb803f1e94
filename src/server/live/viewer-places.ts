import type { Access, Caller } from '../access/access.ts'
import { problem } from '../http/problems.ts'
import { callerOf } from '../http/rate-limit.ts'

/** How many may stay connected, from one address and in all. */
export interface PlaceLimits {
  readonly perAddress?: number
  readonly inAll?: number
}

/** Who stays connected, over whatever. */
interface Viewer {
  /** Ends the connection. */
  close(code: number, reason: string): void
}

/** The places of those who stay connected: all of them share these bounds. */
export class ViewerPlaces {
  readonly #limits: Required<PlaceLimits>
  readonly #byAddress = new Map<string, number>()
  readonly #callers = new Map<Viewer, Caller>()

  constructor({ perAddress = 50, inAll = 900 }: PlaceLimits = {}) {
    this.#limits = { perAddress, inAll }
  }

  /** Throws a problem where there is no place for one more. */
  check(caller: Caller): void {
    const { perAddress, inAll } = this.#limits
    const address = callerOf(caller.address)
    if (this.#callers.size >= inAll)
      throw problem('too-many-viewers', `${inAll} pages are connected, more cannot be served`)
    if ((this.#byAddress.get(address) ?? 0) >= perAddress)
      throw problem('too-many-viewers', `${perAddress} pages are connected from ${address}`)
  }

  /** Takes a place; what is returned gives it up. */
  take(caller: Caller, viewer: Viewer): () => void {
    const address = callerOf(caller.address)
    this.#callers.set(viewer, caller)
    this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1)
    return () => {
      if (!this.#callers.delete(viewer)) return
      const left = (this.#byAddress.get(address) ?? 1) - 1
      if (left > 0) this.#byAddress.set(address, left)
      else this.#byAddress.delete(address)
    }
  }

  /** Lets those go who may no longer ask. */
  look(access: Pick<Access, 'isStill'>): void {
    for (const [viewer, caller] of this.#callers)
      if (!access.isStill(caller)) viewer.close(1008, 'the key was revoked or the session ended')
  }
}
