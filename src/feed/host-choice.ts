import type { VenueReader } from '../venues/wire/reader.ts'

/** Which of the addresses of each host is in use. */
export interface HostChoice {
  /** Base URL of the host, without a slash at the end. */
  base(name: string): string
  /**
   * Goes on to the next address of a host, the first after the last.
   * @param from the base URL that failed; where another one is in use by now, nothing changes
   * @returns whether there is another one
   */
  moveOn(name: string, from: string): boolean
}

/** @param own base URLs that a user put in the place of the venue's */
export function hostChoice(
  hosts: VenueReader['hosts'],
  own: VenueReader['hosts'] | undefined,
): HostChoice {
  const at = new Map<string, number>()
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
  return {
    base,
    moveOn(name, from) {
      const all = addresses(name)
      if (base(name) === from) at.set(name, ((at.get(name) ?? 0) + 1) % all.length)
      return all.length > 1
    },
  }
}
