import type { Millis } from '../../market/units.ts'
import { SECOND } from '../../market/units.ts'
import { type ActivityRates, calmRates } from './activity.ts'
import { openConnection, type StandInPeer } from './connection.ts'
import { activeFaults, type FaultScript, type MomentaryFault, momentsOf } from './fault.ts'
import { deepFrame, GARBAGE, hugeFrame } from './garbage.ts'
import type { Ledger, LedgerEntry } from './ledger.ts'
import { type MarketScript, waveScript } from './market-script.ts'
import { type MarketView, openMarket } from './market-view.ts'
import type { StandInAnswer, StandInServer } from './server.ts'
import { jsonAnswer, type StandInWire } from './wire.ts'

export interface StandInOptions {
  readonly wire: StandInWire
  readonly seed: number
  /** True time at which it begins: the past before it is made up, the ledger starts here. */
  readonly start: Millis
  readonly rates?: ActivityRates
  /** What happens; chance at these rates where absent. */
  readonly market?: MarketScript
  readonly script?: FaultScript
  /** How often it pushes what has happened; a second by default. */
  readonly publishEvery?: Millis
  /** Entries that the ledger keeps; all of them where absent. */
  readonly keep?: number
}

/** A venue that stands in for a real one, and the ledger of everything it published. */
export interface StandIn extends StandInServer {
  readonly venue: string
  readonly start: Millis
  readonly ledger: Ledger
  /** True time that it has reached. */
  now(): Millis
  /** Does a momentary fault now, besides those of the script. */
  provoke(fault: MomentaryFault): void
  /** From now on nothing more happens on its market; connections live on. */
  quieten(): void
}

const CALM: FaultScript = { faults: [] }

/** Opens a stand-in of a venue. */
export function openStandIn(options: StandInOptions): StandIn {
  const { wire, start, script = CALM } = options
  const publishEvery = options.publishEvery ?? SECOND
  const market = openMarket({
    instruments: wire.instruments,
    start,
    script:
      options.market ??
      waveScript(wire.instruments, options.seed, start, options.rates ?? calmRates),
    tradeId: (trade) => wire.tradeId(trade),
    sampler: wire.sampler?.(),
    keep: options.keep,
  })
  const moments = momentsOf(script)
  const peers = new Set<StandInPeer>()
  let time = start
  let nextPublish = start + publishEvery
  let connections = 0
  let omitting: { about: string; left: number }[] = []
  let quiet = false

  const active = <Kind extends Parameters<typeof activeFaults>[1]>(kind: Kind) =>
    activeFaults(script, kind, time - start)
  const skew = () => active('clock-skew').reduce((sum, { by }) => sum + by, 0)
  const delisted = () => new Set(active('delist').map(({ symbol }) => symbol))
  const view = (): MarketView => market.view(time, skew(), delisted())

  const context = {
    wire,
    ledger: market.ledger,
    now: () => time,
    since: () => time - start,
    script,
    view,
    /** Delays of reordered frames: any deterministic spread will do. */
    seed: options.seed,
  }

  function publish(): void {
    nextPublish += publishEvery
    if (quiet) return
    const hidden = delisted()
    const entries = market.advance(time, skew(), hidden).filter((entry) => !isOmitted(entry))
    for (const peer of peers) peer.push(entries, 'batch')
  }

  /** Counts down what is to be left out, and marks it. */
  function isOmitted(entry: LedgerEntry): boolean {
    const cause = omitting.find(({ about, left }) => about === entry.happening.type && left > 0)
    if (cause === undefined) return false
    cause.left--
    market.ledger.markUntraceable(entry)
    return true
  }

  /** Alike in everything and told in messages of their own: without ids nobody can tell that there are two. */
  function markTwins(entries: readonly LedgerEntry[]): void {
    const known = new Set<string>()
    for (const entry of entries) {
      const content = JSON.stringify([entry.happening, entry.time, entry.id])
      if (known.has(content)) market.ledger.markUntraceable(entry)
      known.add(content)
    }
  }

  function provoke(fault: MomentaryFault): void {
    switch (fault.kind) {
      case 'omit':
        omitting = [...omitting, { about: fault.about, left: fault.count }]
        return
      case 'burst': {
        const entries = market.burst(
          { type: fault.about, symbol: fault.symbol, count: fault.count },
          time,
          skew(),
        )
        if (fault.form === 'single') markTwins(entries)
        for (const peer of peers) peer.push(entries, fault.form)
        return
      }
      case 'reset':
        for (const peer of peers) peer.reset()
        return
      case 'vanish':
        for (const peer of peers) peer.vanish()
        return
      case 'close':
        for (const peer of peers) peer.close(fault.code, fault.reason)
        return
      case 'farewell':
        for (const peer of peers) peer.farewell(fault.code, fault.after)
        return
      case 'repeat':
        for (const peer of peers) peer.repeat(fault.count)
        return
      case 'huge-frame':
        for (const peer of peers) peer.say(hugeFrame(fault.length))
        return
      case 'deep-frame':
        for (const peer of peers) peer.say(deepFrame(fault.depth))
    }
  }

  function nextDue(): Millis {
    let due = nextPublish
    const moment = moments[0]
    if (moment !== undefined) due = Math.min(due, start + moment.at)
    for (const peer of peers) due = Math.min(due, peer.nextDue())
    return due
  }

  /** Sends a frame that cannot be read whenever a multiple of its period has passed. */
  function spoil(from: Millis, to: Millis): void {
    for (const { what, every } of active('garbage')) {
      if (Math.floor((to - start) / every) === Math.floor((from - start) / every)) continue
      for (const peer of peers) peer.say(GARBAGE[what])
    }
  }

  function tick(now: Millis): void {
    for (let due = nextDue(); due <= now; due = nextDue()) {
      const before = time
      time = Math.max(time, due)
      spoil(before, time)
      while (moments[0] !== undefined && start + moments[0].at <= time) {
        provoke(moments.shift() as MomentaryFault)
      }
      if (nextPublish <= time) publish()
      for (const peer of peers) peer.tick()
    }
    time = Math.max(time, now)
  }

  return {
    venue: wire.venue,
    start,
    ledger: market.ledger,
    now: () => time,
    provoke,
    quieten: () => {
      quiet = true
    },
    nextDue,
    tick,
    connect(path, link, now) {
      tick(now)
      if (active('refuse').length > 0) return 'refused'
      if (active('silent-handshake').length > 0) return 'silent'
      const http = active('http-upgrade')[0]
      if (http !== undefined) return { status: http.status, body: http.body }
      if (!wire.serves(path)) return { status: 404, body: 'Not Found' }
      const name = `${wire.venue}-${++connections}`
      const peer = openConnection(context, name, path, link, () => peers.delete(peer))
      peers.add(peer)
      return {
        onMessage(text, at) {
          tick(at)
          peer.hear(text)
        },
        onPing(at) {
          tick(at)
          return peer.hearPing()
        },
        onClose(at) {
          tick(at)
          peer.end()
        },
      }
    },
    request(path, body, now) {
      tick(now)
      return answer(path, body)
    },
  }

  function answer(path: string, body: string | undefined): StandInAnswer {
    if (active('refuse').length > 0 || active('hang').length > 0) {
      return { status: 503, body: '', delay: Number.POSITIVE_INFINITY }
    }
    const http = active('http').find((fault) => path.includes(fault.path ?? ''))
    if (http !== undefined) {
      return { status: http.status, headers: http.headers ?? {}, body: http.body }
    }
    const [plain = '', query = ''] = path.split('?')
    const hidden = delisted()
    if (active('half-list').length > 0) {
      const half = Math.ceil(wire.instruments.length / 2)
      for (const { symbol } of wire.instruments.slice(half)) hidden.add(symbol)
    }
    const found = wire.answer(
      { path: plain, query: readQuery(query), body },
      market.view(time, skew(), hidden),
    )
    return found ?? jsonAnswer({ error: `nothing is served at ${plain}` }, 404)
  }
}

/** Reads `a=1&b=2`; pure folders have no URL class. */
function readQuery(text: string): ReadonlyMap<string, string> {
  const pairs = text === '' ? [] : text.split('&')
  return new Map(
    pairs.map((pair) => {
      const [key = '', value = ''] = pair.split('=')
      return [key, decodeURIComponent(value)]
    }),
  )
}
