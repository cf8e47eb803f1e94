import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { SECOND } from '../../src/market/units.ts'
import type { Regime } from '../../src/sim/market/regime.ts'
import type { StandInServer } from '../../src/sim/stand-in/server.ts'
import { openStandIn } from '../../src/sim/stand-in/stand-in.ts'
import { standInWire } from '../../src/sim/stand-in/venues.ts'
import { serveStandIns } from '../stand-in/loopback-server.ts'
import type { LoopbackServer } from '../stand-in/loopback-server.ts'
import { playedStandIns } from '../stand-in/played-stand-ins.ts'
import { venueFlags } from '../stand-in/venue-flags.ts'

/** The product as it is started, over venues that stand in for the real ones on this machine. */

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
export const isBuilt = existsSync(MAIN)
if (!isBuilt) console.warn('test/live: skipped, run npm run build first')

/** A venue that can be switched off: connections are reset and requests get no answer but 503. */
interface Switchable extends StandInServer {
  isOn: boolean
}

function switchable(inner: StandInServer): Switchable {
  const venue: Switchable = {
    isOn: true,
    connect: (path, link, now) => (venue.isOn ? inner.connect(path, link, now) : 'refused'),
    request: (path, body, now) =>
      venue.isOn
        ? inner.request(path, body, now)
        : { status: 503, body: '{"msg":"the stand-in is switched off"}' },
    nextDue: () => inner.nextDue(),
    tick: (now) => inner.tick(now),
  }
  return venue
}

export interface StandInVenues {
  readonly server: LoopbackServer
  /** Ends every connection of a venue and takes none until it is switched on. */
  switchOff(venue: string): void
  switchOn(venue: string): void
  readonly flags: readonly string[]
}

/** Starts stand-ins that speak all the time. */
export async function startVenues(...names: readonly string[]): Promise<StandInVenues> {
  const venues = Object.fromEntries(
    names.map((name) => [
      name,
      switchable(
        openStandIn({
          wire: standInWire(name),
          seed: 7,
          start: Date.now(),
          rates: { tradesPerSecond: 4, liquidationsPerMinute: 60, movePerMinute: 0.002 },
          publishEvery: SECOND / 5,
          keep: 100_000,
          script: { faults: [] },
        }),
      ),
    ]),
  )
  return serveSwitchable(venues, names, onTestFinished)
}

/** Starts stand-ins at which bitcoin plays a run of the simulator, so many days of it in the past. */
export async function startPlayed(
  names: readonly string[],
  past: number,
  atEnd: AtEnd,
  run: { readonly seed: number; readonly regime: Regime } = { seed: 1, regime: 'mixed' },
): Promise<StandInVenues> {
  const played = playedStandIns({
    ...run,
    names,
    past,
    ahead: 0.05,
    rates: { tradesPerSecond: 1, liquidationsPerMinute: 1, movePerMinute: 0.001 },
    publishEvery: SECOND / 5,
    keep: 100_000,
    script: { faults: [] },
  })
  return serveSwitchable(
    Object.fromEntries(names.map((name) => [name, switchable(played[name]!)])),
    names,
    atEnd,
  )
}

async function serveSwitchable(
  venues: Readonly<Record<string, Switchable>>,
  names: readonly string[],
  atEnd: AtEnd,
): Promise<StandInVenues> {
  const server = await serveStandIns(venues)
  atEnd(() => server.close())
  return {
    server,
    flags: venueFlags(server, names),
    switchOff(name) {
      venues[name]!.isOn = false
      server.killPeers(name)
    },
    switchOn(name) {
      venues[name]!.isOn = true
    },
  }
}

export interface Product {
  readonly url: string
  readonly folder: string
  /** What it has printed so far. */
  out(): string
  err(): string
  kill(signal: NodeJS.Signals): Promise<number | null>
  /** What signal ended it; null where it ended by itself. */
  readonly ended: Promise<NodeJS.Signals | null>
}

/** What is to be done once it is no longer needed: after the test, where nothing else is said. */
export type AtEnd = (call: () => Promise<void>) => void

/** A data folder of its own, in which a short back-fill is configured. */
export async function dataFolder(
  config: object = { backfillDays: 1, instruments: ['BTC'] },
  atEnd: AtEnd = onTestFinished,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'isotherm-live-'))
  atEnd(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'isotherm.json'), JSON.stringify(config))
  return folder
}

/** Runs `isotherm serve` as a process of its own. Resolves once it has told its address. */
export async function startProduct(
  folder: string,
  flags: readonly string[],
  atEnd: AtEnd = onTestFinished,
): Promise<Product> {
  const args = [MAIN, 'serve', '--data', folder, '--port', '0', ...flags]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  atEnd(async () => {
    child.kill('SIGKILL')
    await exit
  })
  let [out, err] = ['', '']
  child.stderr.on('data', (data: Buffer) => (err += data.toString()))
  await new Promise<void>((told, ended) => {
    child.stdout.on('data', (data: Buffer) => {
      out += data.toString()
      if (/ is at http:\S+\n/.test(out)) told()
    })
    void exit.then(([code]) => ended(new Error(`ended with code ${code}: ${err}`)))
  })
  return {
    url: / is at (http:\S+)/.exec(out)![1]!,
    folder,
    out: () => out,
    err: () => err,
    async kill(signal) {
      child.kill(signal)
      return (await exit)[0]
    },
    ended: exit.then(([, by]) => by),
  }
}

/** Asks an address until the answer is as wanted; the test's own time limit ends it otherwise. */
export async function until<Answer>(
  url: string,
  wanted: (answer: Answer) => boolean,
): Promise<Answer> {
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop
    const answer = await fetch(url).then(
      async (response) => (await response.json()) as Answer,
      () => undefined,
    )
    if (answer !== undefined && wanted(answer)) return answer
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((next) => setTimeout(next, 100))
  }
}
