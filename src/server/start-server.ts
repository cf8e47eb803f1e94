import { networkInterfaces } from 'node:os'
import type { AddressInfo } from 'node:net'
import { createApp } from './app.ts'
import type { AppOptions } from './app.ts'
import { LOOPBACK_NAMES } from './http/guard.ts'

export interface ServerOptions extends Omit<AppOptions, 'hosts'> {
  /** Address to listen on. */
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** Further names by which the server may be called, for instance behind a proxy. */
  readonly allowedHosts?: readonly string[]
}

export interface RunningServer {
  /** Where a browser on this machine finds it. */
  readonly url: string
  /** Lets answers that are under way end, for a moment, then closes. */
  close(): Promise<void>
}

/** How long answers under way may take once the server closes. */
const CLOSING_MS = 2_000

/** Whether an address can be reached from this machine alone. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)

/**
 * Listens and answers. Throws an Error with one plain sentence where the address cannot be used.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, port, allowedHosts = [], ...rest } = options
  const hosts = new Set([...LOOPBACK_NAMES, ...namesOf(host), ...allowedHosts].map(inLowerCase))
  const app = createApp({ ...rest, hosts })
  try {
    await app.listen({ host, port })
  } catch (error) {
    await app.close()
    throw new Error(listenProblem(error, host, port), { cause: error })
  }
  app.server.maxConnections = 1_024
  const bound = (app.server.address() as AddressInfo).port
  return {
    url: `http://${isAnyAddress(host) ? 'localhost' : urlHost(host)}:${bound}`,
    async close() {
      const limit = setTimeout(() => app.server.closeAllConnections(), CLOSING_MS)
      await app.close()
      clearTimeout(limit)
    },
  }
}

const inLowerCase = (text: string): string => text.toLowerCase()
const isAnyAddress = (host: string): boolean => host === '0.0.0.0' || host === '::'
const urlHost = (host: string): string => (host.includes(':') ? `[${host}]` : host)

/** How a bound address is written in a Host header; for "any address", each of this machine's. */
function namesOf(host: string): readonly string[] {
  if (!isAnyAddress(host)) return [urlHost(host)]
  return Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).map(({ address }) => urlHost(address)),
  )
}

function listenProblem(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') return `port ${port} is taken: choose another with --port`
  if (code === 'EACCES')
    return `port ${port} may not be used by you: choose one above 1023 with --port`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `--host ${host} is no address of this machine: use 127.0.0.1`
  return `cannot listen on ${host}:${port}: ${error instanceof Error ? error.message : String(error)}`
}
