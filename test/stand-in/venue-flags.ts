import { findReader } from '../../src/venues/readers.ts'
import type { LoopbackServer } from './loopback-server.ts'

/** The flags that point `isotherm serve` at stand-ins of venues. */
export const venueFlags = (server: LoopbackServer, names: readonly string[]): readonly string[] =>
  names.flatMap((name) => [
    '--venue',
    name,
    ...Object.entries(findReader(name)?.hosts ?? {}).flatMap(([host, [own]]) => {
      const { protocol, pathname } = new URL(own)
      const base = server.url(name, protocol === 'wss:' ? 'ws' : 'http')
      return ['--venue-url', `${name}.${host}=${base}${pathname.replace(/\/$/, '')}`]
    }),
  ])
