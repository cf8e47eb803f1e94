import type { StreamKind } from '../market/event.ts'
import { MINUTE, SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { Moment } from './open-gap.ts'
import { judgeSilence } from './silence.ts'
import type { Silence } from './silence.ts'
import type { Sockets } from './sockets.ts'
import { calm, doubt } from './stream-track.ts'
import type { StreamTrack } from './stream-track.ts'
import type { VenueCore } from './venue-core.ts'

/** A connection that has been silent for longer has been asked whether it is there, and has not answered yet. */
const PROBED_AFTER: Millis = 12 * SECOND
/** Other venues' words count against a stream that has said nothing for this long. */
const OTHERS_AFTER: Millis = 5 * MINUTE
/** No trade of any instrument for this long while other venues trade: the venue has halted, or we are deaf. */
const HALT_AFTER: Millis = 30 * MINUTE

/**
 * Looks for streams that are silent and should not be, and acts on it.
 * @param since how long ago it last looked
 */
export function watchSilence(core: VenueCore, sockets: Sockets, since: Millis): void {
  const { tracks } = core
  const silent = new Map<StreamTrack, 'stale' | 'suspect'>()
  const quiet: StreamTrack[] = []
  const now = core.time.moment()
  const expected = expectations(core, now)
  for (const track of tracks.all()) {
    if (track.listening === undefined || track.supply.via !== 'socket') continue
    if (track.health !== 'stale' && track.health !== 'suspect') track.rate.listen(since)
    if (isProbed(sockets, track, now)) continue
    const found = judge(core, sockets, track, now, expected)
    if (found === 'stale' || found === 'suspect') silent.set(track, found)
    else if (found === 'quiet') quiet.push(track)
  }
  tracks.change(silent.keys(), (track) => {
    const health = silent.get(track) ?? 'stale'
    return doubt(track, health, describe(track), now)
  })
  tracks.change(quiet, (track) => calm(track))
  for (const track of silent.keys()) sockets.renew(track)
  core.problems.set('silence', silent.size === 0 ? undefined : alarm([...silent.keys()]))
  core.problems.set(
    'halt',
    isHalted(core, now) ? 'halted? no trades while others trade' : undefined,
  )
}

function judge(
  core: VenueCore,
  sockets: Sockets,
  track: StreamTrack,
  now: Moment,
  expected: ReadonlyMap<StreamKind, number>,
): Silence {
  const carrying = sockets.carriers.carrying(track)
  const heard = carrying.map(({ connection }) => connection.lastByKind.get(track.stream) ?? 0)
  const siblingsHeard = Math.max(0, ...heard)
  return judgeSilence(track, now.monotonic, {
    siblingsHeard: siblingsHeard === 0 ? undefined : siblingsHeard,
    siblingsExpected: expected.get(track.stream) ?? 0,
    shared: carrying.some(({ topic }) => topic.instrument === undefined),
    othersSpeak: othersSpeak(core, track, now),
  })
}

/** Whether all that carries the stream is silent and being asked for a sign of life: that decides first. */
function isProbed(sockets: Sockets, track: StreamTrack, now: Moment): boolean {
  const carrying = sockets.carriers.carrying(track)
  return carrying.every(({ connection }) => now.monotonic - connection.lastLife > PROBED_AFTER)
}

/** Events of each sparse kind that should have come since the last one of any instrument. */
function expectations(core: VenueCore, now: Moment): ReadonlyMap<StreamKind, number> {
  const found = new Map<StreamKind, number>()
  for (const { stream, rhythm, via } of core.supplies) {
    if (rhythm.kind !== 'sparse' || via !== 'socket') continue
    const listening = [...core.tracks.ofKind(stream)].filter((track) => track.listening)
    const since = Math.max(0, ...listening.map((track) => lastSign(track)))
    const silence = now.monotonic - since
    found.set(
      stream,
      listening.reduce((sum, { rate }) => sum + rate.expected(silence), 0),
    )
  }
  return found
}

const lastSign = (track: StreamTrack): Millis =>
  Math.max(track.lastHeard ?? 0, track.listening?.monotonic ?? 0)

function othersSpeak(core: VenueCore, track: StreamTrack, now: Moment): boolean {
  const { othersSpeak: ask } = core.options
  if (ask === undefined || track.supply.rhythm.kind !== 'sparse') return false
  if (now.monotonic - lastSign(track) < OTHERS_AFTER) return false
  return ask(track.stream, track.instrument, now.venue - OTHERS_AFTER)
}

function isHalted(core: VenueCore, now: Moment): boolean {
  const trades = [...core.tracks.ofKind('trade')].filter((track) => track.lastHeard !== undefined)
  const { othersSpeak: ask } = core.options
  if (ask === undefined || trades.length === 0) return false
  if (trades.some((track) => now.monotonic - (track.lastHeard ?? 0) < HALT_AFTER)) return false
  return trades.some((track) => ask('trade', track.instrument, now.venue - OTHERS_AFTER))
}

const describe = (track: StreamTrack): string =>
  track.supply.rhythm.kind === 'sparse'
    ? 'silent for longer than chance allows'
    : 'silent while it should speak'

function alarm(silent: readonly StreamTrack[]): string {
  const names = silent.slice(0, 3).map(({ stream, instrument }) => `${stream} of ${instrument}`)
  const more = silent.length > 3 ? ` and ${silent.length - 3} more` : ''
  return `silent: ${names.join(', ')}${more}`
}
