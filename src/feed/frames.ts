import type { WireProblem } from '../venues/wire/reader.ts'
import type { BookSync } from './book-sync.ts'
import type { Connection } from './connection.ts'
import { KEPT_CHARACTERS } from './quarantine.ts'
import type { StreamTrack } from './stream-track.ts'
import type { VenueCore } from './venue-core.ts'

/** What follows from a frame beyond its events. */
export interface FrameFollowUp {
  /** Streams spoke on the connection. */
  onSpoken(connection: Connection, tracks: readonly StreamTrack[]): void
  /** The venue says that it will close the connection. */
  onClosing(connection: Connection): void
}

/** Reads the frames of a venue's connections. */
export function frameReader(core: VenueCore, books: BookSync, followUp: FrameFollowUp) {
  return (connection: Connection, text: string): void => {
    const { intake, quarantine, time, count, options } = core
    const now = core.ports.clock.monotonic()
    count('frames')
    quarantine.frame(now)
    const decoded = connection.decoder.decode(text, time.stamp())
    for (const reply of decoded.replies ?? []) connection.sendFirst(reply)
    for (const ack of decoded.acks ?? []) connection.acknowledge(ack)
    if (decoded.untracked !== undefined) count('untracked', decoded.untracked)
    if (decoded.addresses !== undefined && decoded.addresses.length > 0)
      options.onAddresses?.(decoded.addresses)
    const spoken = intake.take(decoded.events, decoded.replay === true ? 'repeated' : 'live')
    for (const update of decoded.books ?? []) books.apply(connection, update)
    for (const event of decoded.events)
      if (event.type === 'order-book') books.replace(connection, event)
    if (spoken.length > 0) {
      followUp.onSpoken(connection, spoken)
    }
    for (const problem of decoded.problems ?? []) handle(connection, problem, text)
  }

  function handle(connection: Connection, problem: WireProblem, text: string): void {
    const { quarantine, time, count, options, reader, problems } = core
    quarantine.problem(problem, core.ports.clock.monotonic())
    if (problem.kind === 'malformed' || problem.kind === 'drift') count('malformed')
    if (problem.kind === 'drift') problems.set('drift', `fields have changed: ${problem.detail}`)
    if (problem.kind === 'refused') problems.set('refused', `refused: ${problem.detail}`)
    if (problem.kind !== 'closing' && problem.kind !== 'sequence-gap')
      options.onQuarantine?.({
        venue: reader.venue,
        receivedTime: time.stamp(),
        connection: connection.plan.key,
        detail: `${problem.kind}: ${problem.detail}`,
        frame: text.slice(0, KEPT_CHARACTERS),
      })
    if (problem.kind === 'sequence-gap') books.invalidate(connection)
    if (problem.kind === 'closing') followUp.onClosing(connection)
    else if (problem.action === 'reconnect') connection.terminate(problem.detail)
    else if (problem.action === 'resubscribe') connection.resubscribe('all')
  }
}
