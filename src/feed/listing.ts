import type { InstrumentId } from '../market/instrument.ts'
import type { ListedInstrument } from '../venues/wire/reader.ts'
import { memoryKey } from './feed-memory.ts'
import { byId, instrumentChange, judgeList } from './instrument-list.ts'
import type { InstrumentChange } from './instrument-list.ts'
import { closeGap } from './open-gap.ts'
import type { Moment } from './open-gap.ts'
import { lose, newTrack, setHealth } from './stream-track.ts'
import type { StreamTrack } from './stream-track.ts'
import type { VenueCore } from './venue-core.ts'

/** What a new list of instruments asks for. */
export interface ListStep {
  /** Something new is to be followed: the sockets and polls are planned anew. */
  readonly replan: boolean
  /** What is known of an instrument has changed: every decoder is made anew. */
  readonly anew: boolean
  /** Something is no longer traded: polls are planned anew. */
  readonly ended: boolean
}

const NOTHING: ListStep = { replan: false, anew: false, ended: false }

/** Takes over a list of the venue's instruments, if it is to be believed. */
export function takeList(core: VenueCore, list: readonly ListedInstrument[]): ListStep {
  const last = core.listed
  const verdict = judgeList([...last.values()], list)
  core.problems.set('instruments', verdict.kind === 'accepted' ? undefined : verdict.cause)
  if (verdict.kind !== 'accepted') return NOTHING
  core.listed = byId(list)
  core.remember()
  return followChosen(core, last, list)
}

/** Follows what is chosen of the list. */
export function followChosen(
  core: VenueCore,
  last: VenueCore['listed'],
  list: readonly ListedInstrument[],
): ListStep {
  const chosen = new Set([...core.followed, ...core.options.choose(list)])
  const changes = [...chosen].map((id): [InstrumentId, InstrumentChange] => {
    const isNew = !core.followed.has(id)
    core.followed.add(id)
    if (isNew) addTracks(core, id, last.size === 0)
    const change = instrumentChange(isNew ? undefined : last.get(id), core.listed.get(id))
    apply(core, id, change)
    return [id, change]
  })
  const some = (...kinds: InstrumentChange[]) => changes.some(([, kind]) => kinds.includes(kind))
  return {
    replan: some('listed', 'listed-anew', 'altered'),
    anew: some('listed-anew', 'altered'),
    ended: some('ended'),
  }
}

/** @param first whether the venue's list was not known before: what is missing is so since the start */
function addTracks(core: VenueCore, id: InstrumentId, first: boolean): void {
  const { memory } = core.options
  for (const supply of core.supplies) {
    const key = memoryKey({ stream: supply.stream, instrument: id })
    const now = first ? core.opened : core.time.moment()
    core.tracks.add(newTrack(id, supply, now, memory?.lastProven?.[key], memory?.rates?.[key]))
  }
}

function apply(core: VenueCore, id: InstrumentId, change: InstrumentChange): void {
  const { tracks } = core
  const own = [...tracks.all()].filter((track) => track.instrument === id)
  if (change === 'ended') tracks.change(own, end)
  else if (change === 'listed-anew') {
    tracks.change(own, end)
    for (const { supply } of own)
      tracks.add(newTrack(id, supply, core.time.moment(), undefined, undefined))
    core.problems.set('listing', `${id} has been listed anew: it is another instrument now`)
  } else if (change === 'listed')
    tracks.change(own, (track, now) =>
      track.health === 'ended' || track.health === 'rejected'
        ? lose(track, 'listed again', now)
        : {},
    )
  else if (change === 'altered')
    core.problems.set('listing', `${id}: the size of its contract or its name has changed`)
  else if (core.listed.size > 0 && !core.listed.has(id))
    tracks.change(own, (track, now) =>
      track.health === 'ended'
        ? {}
        : lose(track, 'the venue does not list this instrument', now, 'rejected'),
    )
}

/** The instrument is traded no more: nothing is missing from here on. */
function end(track: StreamTrack, now: Moment) {
  const closed = closeGap(track, now)
  track.provenTo = now.venue
  track.listening = undefined
  return { ...setHealth(track, 'ended', 'listed no more'), ...closed }
}
