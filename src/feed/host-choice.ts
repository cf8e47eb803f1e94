import { MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { SocketPlan, VenueReader } from '../venues/wire/reader.ts'
import type { Problems } from './problems.ts'

/** Which of the addresses of each host is in use, and what became of the others. */
export interface HostChoice {
  /** Base URL of the host, without a slash at the end. */
  base(name: string): string
  /** The base URL of a plan's host that a connection was made to, whichever is in use by now. */
  baseOf(plan: Pick<SocketPlan, 'host' | 'path'>, url: string): string
  /**
   * Nothing lives at an address, or nothing is reached there: the next one is used, the first after
   * the last. Where another one is in use by now, nothing changes.
   */
  failed(name: string, from: string, cause: string): void
  /** The address takes subscriptions and gives no data of a kind: the next one is tried. */
  silent(name: string, from: string, kind: string, now: Millis): void
  /** Data came from an address. */
  spoke(name: string, from: string, kind: string, now: Millis): void
}

/** Data of the silent kind that come from the other address within this time prove which of them is dead. */
const PROOF_WITHIN: Millis = 2 * MINUTE

/** @param own base URLs that a user put in the place of the venue's */
export function hostChoice(
  hosts: VenueReader['hosts'],
  own: VenueReader['hosts'] | undefined,
  problems: Problems,
): HostChoice {
  const at = new Map<string, number>()
  const dead = new Map<string, string>()
  const doubted = new Map<string, { from: string; kind: string; since: Millis }>()

  const addresses = (name: string): readonly string[] => {
    const found = own?.[name] ?? hosts[name]
    if (found === undefined)
      throw new RangeError(`the reader names a host "${name}" that it does not list`)
    return found
  }
  const base = (name: string): string => {
    const all = addresses(name)
    return all[(at.get(name) ?? 0) % all.length] as string
  }
  const moveOn = (name: string, from: string) => {
    if (base(name) === from) at.set(name, ((at.get(name) ?? 0) + 1) % addresses(name).length)
  }
  const tell = (name: string, from: string, cause: string) => {
    dead.set(name, from)
    problems.set(`endpoint ${name}`, `endpoint changed? ${from}: ${cause}`)
  }

  return {
    base,
    baseOf({ host, path }, url) {
      const now = base(host)
      return url.startsWith(now) ? now : url.slice(0, url.length - path.length)
    },
    failed(name, from, cause) {
      tell(name, from, cause)
      moveOn(name, from)
    },
    silent(name, from, kind, now) {
      doubted.set(name, { from, kind, since: now })
      moveOn(name, from)
    },
    spoke(name, from, kind, now) {
      if (dead.get(name) === from) {
        dead.delete(name)
        problems.set(`endpoint ${name}`, undefined)
      }
      const doubt = doubted.get(name)
      if (doubt === undefined || doubt.kind !== kind) return
      doubted.delete(name)
      if (doubt.from !== from && now - doubt.since <= PROOF_WITHIN)
        tell(name, doubt.from, `gives no ${kind}, ${from} does`)
    },
  }
}
