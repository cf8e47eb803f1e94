import type { FeedPorts } from '../feed/ports.ts'
import type { Millis } from '../market/units.ts'
import { findVenue } from '../venues/registry.ts'
import type { ListedInstrument, VenueReader } from '../venues/wire/reader.ts'

/** What one host of a venue did when it was asked once. */
export interface HostProbe {
  readonly host: string
  readonly url: string
  readonly reached: boolean
  /** Time to the answer, or to the open connection. */
  readonly took: Millis
  /** What came, or why nothing did, in a few words. */
  readonly outcome: string
}

export interface VenueProbe {
  readonly venue: string
  readonly hosts: readonly HostProbe[]
  /** The venue's clock less ours, half the round trip allowed for; undefined where it tells no time. */
  readonly clockSkew: Millis | undefined
  /** Request weight used in the venue's window, as it says. */
  readonly usedWeight: number | undefined
}

/** How long one host may take. */
const PATIENCE: Millis = 10_000

/**
 * Asks every host of a venue once: a request of the least weight to REST hosts, a connection to
 * sockets. Never throws.
 */
export async function probeVenue(
  reader: VenueReader,
  bases: Readonly<Record<string, string>>,
  ports: FeedPorts,
): Promise<VenueProbe> {
  let clockSkew: Millis | undefined
  let usedWeight: number | undefined
  const hosts = await Promise.all(
    Object.entries(reader.hosts).map(async ([name, [own]]): Promise<HostProbe> => {
      const base = bases[`${reader.venue}.${name}`] ?? own
      if (base.startsWith('ws')) return probeSocket(name, socketUrl(reader, name, base), ports)
      const time = reader.serverTime?.()
      const read = time?.host === name ? time : reader.instruments().find((r) => r.host === name)
      if (read === undefined) return probeRequest(name, base, ports)
      const before = ports.clock.wall()
      const { probe, answer } = await request(name, `${base}${read.path}`, read.body, ports)
      if (answer !== undefined && time !== undefined && read === time) {
        const middle = before + probe.took / 2
        const told = time.parse(answer.body, ports.clock.wall()).value
        if (told !== undefined) clockSkew = Math.round(told - middle)
      }
      const used = Number(answer?.headers[reader.limits.usedWeightHeader?.toLowerCase() ?? ''])
      if (Number.isFinite(used)) usedWeight = used
      return probe
    }),
  )
  return { venue: reader.venue, hosts, clockSkew, usedWeight }
}

/** A socket's address: that of the first plan that uses it, else the host alone. */
function socketUrl(reader: VenueReader, host: string, base: string): string {
  const plan = reader
    .sockets(
      knownInstruments(reader),
      reader.supplies.map(({ stream }) => stream),
    )
    .find((one) => one.host === host)
  return `${base}${plan?.path ?? ''}`
}

/** Some instruments of the venue, to see where their sockets are. */
function knownInstruments({ venue }: VenueReader): readonly ListedInstrument[] {
  const known = findVenue(venue)?.instruments ?? []
  return known.map(({ contractSize = 1, tickSize = 1, ...about }) => ({
    instrument: { ...about, contractSize, tickSize },
    wireName: about.symbol,
    trading: true,
  }))
}

/** A host of which nothing is asked here: whatever it answers, it is there. */
async function probeRequest(host: string, url: string, ports: FeedPorts): Promise<HostProbe> {
  const { probe, status } = await request(host, url, undefined, ports)
  const isThere = status !== undefined && !REFUSALS.has(status)
  return isThere ? { ...probe, reached: true, outcome: 'answered' } : probe
}

/** Answers that mean this address rather than the question. */
const REFUSALS: ReadonlySet<number> = new Set([403, 418, 429, 451])

async function request(host: string, url: string, body: string | undefined, ports: FeedPorts) {
  const started = ports.clock.monotonic()
  const took = () => Math.round(ports.clock.monotonic() - started)
  const controller = new AbortController()
  const cancel = ports.clock.after(PATIENCE, () => controller.abort())
  try {
    const answer = await ports.request(
      body === undefined ? { url } : { url, body },
      controller.signal,
    )
    const reached = answer.status === 200
    const outcome = reached ? 'answered' : `answered ${answer.status}${meaning(answer.status)}`
    return {
      probe: { host, url, reached, took: took(), outcome },
      answer: reached ? answer : undefined,
      status: answer.status,
    }
  } catch (error) {
    const outcome = controller.signal.aborted
      ? `said nothing in ${PATIENCE / 1_000} s`
      : reason(error)
    return { probe: { host, url, reached: false, took: took(), outcome }, answer: undefined }
  } finally {
    cancel()
  }
}

function probeSocket(host: string, url: string, ports: FeedPorts): Promise<HostProbe> {
  const started = ports.clock.monotonic()
  return new Promise((done) => {
    const end = (reached: boolean, outcome: string) => {
      cancel()
      done({ host, url, reached, took: Math.round(ports.clock.monotonic() - started), outcome })
      socket.terminate()
    }
    const cancel = ports.clock.after(PATIENCE, () =>
      end(false, `said nothing in ${PATIENCE / 1_000} s`),
    )
    const socket = ports.connect(url, {
      onOpen: () => end(true, 'connected'),
      onMessage: () => undefined,
      onLife: () => undefined,
      onClose: (code, why) => end(false, why === '' ? `closed with code ${code}` : why),
    })
  })
}

/** What a status means to somebody who runs a collector. */
const meaning = (status: number): string =>
  ({
    403: ': this address is refused (region or too many requests)',
    418: ': this address is banned for a while',
    429: ': too many requests',
    451: ': not served in this region',
  })[status] ?? ''

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? error.cause : error
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
  return code === undefined ? cause.message : `cannot be reached (${code})`
}
