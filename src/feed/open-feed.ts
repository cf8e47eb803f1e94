import { SECOND } from '../market/units.ts'
import type { Completeness, Supply } from '../venues/wire/reader.ts'
import { memoryKeeper, trackMemory } from './feed-memory.ts'
import type { Feed, FeedMemory, OpenFeed, VenueStatus } from './feed.ts'
import { historyPages } from './history-pages.ts'
import { followChosen } from './listing.ts'
import { makeCore } from './make-core.ts'
import { closeGap } from './open-gap.ts'
import { repair } from './repair.ts'
import { RequestError } from './requester.ts'
import type { StreamTrack } from './stream-track.ts'
import { supervisor } from './supervisor.ts'

/**
 * Opens the feed of one venue: it connects, stays connected, and writes down what it received, what
 * it missed and how it fares. One venue's trouble never reaches another's.
 */
export const openFeed: OpenFeed = (options, ports) => {
  const { reader } = options
  const core = makeCore(options, ports, {
    onGap: (track, gap) => repairs.add(track, gap),
    remember: () => memory.changed(),
  })
  const memory = memoryKeeper(remembered, options.onMemory, ports.clock.monotonic())
  const repairs = repair({
    reader,
    ports,
    requester: core.requester,
    now: () => core.time.moment().venue,
    listed: (track) => core.listed.get(track.instrument),
    onEvents: (events) => core.intake.take(events, 'asked'),
    onRepaired(track, { from, to, cause, certainty }) {
      core.write([
        {
          type: 'gap',
          venue: reader.venue,
          instrument: track.instrument,
          stream: track.stream,
          exchangeTime: to,
          receivedTime: core.time.stamp(),
          from,
          cause,
          certainty,
          repaired: true,
        },
      ])
    },
    onBroken: (error) => runs.broken(error),
  })

  function remembered(): FeedMemory {
    const pause = core.requester.paused()
    return {
      version: 1,
      ...(pause ? { pausedUntil: pause.until, pauseCause: pause.cause } : {}),
      ...(core.listed.size > 0 ? { listed: [...core.listed.values()] } : {}),
      ...trackMemory(core.tracks.all(), core.time.moment()),
    }
  }

  followChosen(core, core.listed, [...core.listed.values()])
  const runs = supervisor(core)
  let cancelTimer = ports.clock.after(SECOND, beat)
  function beat(): void {
    cancelTimer = ports.clock.after(SECOND, beat)
    memory.tick(ports.clock.monotonic())
  }

  let closed: Promise<void> | undefined
  async function close(): Promise<void> {
    cancelTimer()
    repairs.close()
    runs.close()
    core.requester.close()
    const now = core.time.moment()
    core.tracks.change(core.tracks.all(), (track) => {
      const ended = closeGap(track, now)
      if (ended.gap !== undefined) track.provenTo = now.latest
      return ended
    })
    memory.save()
  }

  const feed: Feed = {
    status: (): VenueStatus => ({
      venue: reader.venue,
      streams: [...core.tracks.all()].map((track) => ({
        instrument: track.instrument,
        stream: track.stream,
        health: track.health,
        completeness: completenessNow(track),
        lastEvent: track.lastEvent,
        cause: track.cause,
      })),
      sockets: runs.current()?.sockets() ?? { open: 0, wanted: 0 },
      clockSkew: core.venueTime.skew(),
      lag: core.venueTime.lag(),
      pausedUntil: core.requester.paused()?.until,
      counts: { ...core.counts },
      problem: core.problems.newest(),
    }),
    async *history(instrument, stream, from, to, signal) {
      const plan = reader.history?.[stream]
      const listed = core.listed.get(instrument)
      if (plan === undefined)
        throw new RequestError(`${reader.venue} serves no history of ${stream}`)
      if (listed === undefined)
        throw new RequestError(`${reader.venue} does not list ${instrument}`)
      const pages = historyPages(plan, listed, from, to, async (read) => {
        const asked = await core.requester.ask(read, 'rest', signal)
        return asked.value
      })
      for await (const page of pages) yield page.events
    },
    async ask(read, signal) {
      const asked = await core.requester.ask(read, 'rest', signal)
      if (asked.value !== undefined) return asked.value
      throw new RequestError(asked.problems[0]?.detail ?? `an empty answer of ${read.path}`)
    },
    listed: () => [...core.listed.values()],
    books: {
      watch(instruments) {
        core.watchedBooks.clear()
        for (const id of instruments) core.watchedBooks.add(id)
        runs.current()?.watchBooks()
      },
      read(instrument) {
        if (core.listed.get(instrument)?.trading !== true || !core.followed.has(instrument))
          return 'not-followed'
        if (!reader.supplies.some(({ stream }) => stream === 'order-book')) return 'not-supplied'
        return runs.current()?.book(instrument) ?? 'not-in-sync'
      },
    },
    close: () => (closed ??= close()),
  }
  return feed
}

const completenessNow = ({ supply }: StreamTrack): Completeness => latest(supply).completeness

const latest = ({ completeness }: Supply) => completeness.at(-1) ?? completeness[0]
