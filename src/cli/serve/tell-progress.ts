import type { VenueInfo } from '../../api/live.ts'
import type { Live } from '../../server/live/live.ts'
import { SECOND } from '../../market/units.ts'
import type { CommandIo } from '../command/command-io.ts'
import { startCommand } from '../command/start-command.ts'

/** How often it is looked for something to tell. */
const LOOK_EVERY = SECOND
const HINT_AFTER = 10 * SECOND
/** A venue that comes and goes is told of at most this often. */
const SAME_VENUE_EVERY = 60 * SECOND

/** Tells in the terminal when a venue's state changes, and how the back-fill goes. Returns what ends it. */
export function tellProgress(live: Pick<Live, 'venues' | 'backfill'>, io: CommandIo): () => void {
  const told = new Map<string, { readonly state: string; readonly at: number }>()
  const began = performance.now()
  let hasHinted = false
  let tenths = 0
  let wasRunning = false

  function tellVenue(info: VenueInfo): void {
    const { venue, state } = info
    const before = told.get(venue)
    const now = performance.now()
    if (state === 'starting' && info.problem === null) return
    if (before?.state === state) return
    if (before !== undefined && now - before.at < SAME_VENUE_EVERY) return
    told.set(venue, { state, at: now })
    io.out(`  ${venue}: ${venueWords(info)}\n`)
  }

  function tellBackfill(): void {
    const { state, done, total } = live.backfill
    if (state === 'done' && wasRunning) io.out('  Back-fill: done\n')
    wasRunning = state === 'running' || state === 'waiting'
    const reached = total === 0 ? 0 : Math.floor((10 * done) / total)
    if (wasRunning && reached > tenths) io.out(`  Back-fill: ${done} of ${total} pieces\n`)
    tenths = Math.max(tenths, reached)
  }

  /** Told once, to who has waited a while and has got nothing. */
  function tellHint(venues: readonly VenueInfo[]): void {
    const isSilent = venues.every(
      ({ lastEvent, problem }) => lastEvent === null && problem !== null,
    )
    if (hasHinted || !isSilent || performance.now() - began < HINT_AFTER) return
    hasHinted = true
    io.out(
      '  No venue can be reached; all are tried again. Recorded data is shown by ' +
        `"${startCommand('--history DIR')}"; until then the page shows a simulated market.\n`,
    )
  }

  const timer = setInterval(() => {
    const venues = live.venues()
    for (const info of venues) tellVenue(info)
    tellHint(venues)
    tellBackfill()
  }, LOOK_EVERY)
  timer.unref()
  return () => clearInterval(timer)
}

const WORDS: Readonly<Record<VenueInfo['state'], string>> = {
  live: 'live',
  delayed: 'live, but late',
  partial: 'live in part',
  blocked: 'refuses this address for a while',
  starting: 'not yet connected',
  dead: 'nothing comes, it is tried again',
}

function venueWords({ state, problem, lagMs }: VenueInfo): string {
  if (state === 'delayed' && lagMs !== null) return `live, ${(lagMs / SECOND).toFixed(1)} s late`
  return problem === null || state === 'live' ? WORDS[state] : `${WORDS[state]}: ${problem}`
}
