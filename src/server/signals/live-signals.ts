import type { SignalsAnswer } from '../../api/signals.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { encode } from '../live/live-client.ts'
import type { LiveClient } from '../live/live-client.ts'
import type { LiveLog } from '../live/live-log.ts'
import { FOLLOWED } from './signals-desk.ts'

/** Instruments that are read because viewers follow them: each holds a ledger, and its first reading takes seconds. */
export const MOST_FOLLOWED = 12

/** Tells `use` the newest reading of an instrument and each that follows, until what it returns is called. */
export type FollowSignals = (
  instrument: InstrumentId,
  use: (reading: SignalsAnswer) => void,
) => () => void

interface Reading {
  /** The newest as it is sent; undefined before the first. */
  text: string | undefined
  stop: () => void
}

/** Tells what the map says by rule to those who ask for it, read once however many follow an instrument. */
export class LiveSignals {
  readonly #follow: FollowSignals
  readonly #log: Pick<LiveLog, 'count'>
  readonly #readings = new Map<InstrumentId, Reading>()
  /** What each client was told last, or why it is told nothing. */
  readonly #told = new WeakMap<LiveClient, string>()

  constructor(follow: FollowSignals, log: Pick<LiveLog, 'count'>) {
    this.#follow = follow
    this.#log = log
  }

  /** Sends each client the newest reading of what it watches, where it has not been sent that. */
  tell(clients: Iterable<LiveClient>): void {
    const asking = [...clients].filter((client) => client.follows('signals'))
    const watched = new Set(asking.flatMap(({ watch }) => (watch ? [watch.instrument] : [])))
    for (const [id, { stop }] of this.#readings)
      if (!watched.has(id)) {
        stop()
        this.#readings.delete(id)
      }
    for (const client of asking) this.#tellOne(client)
  }

  /** A client is to be told anew. */
  forget(client: LiveClient): void {
    this.#told.delete(client)
  }

  /** Reads nothing any more. */
  close(): void {
    for (const { stop } of this.#readings.values()) stop()
    this.#readings.clear()
  }

  #tellOne(client: LiveClient): void {
    const { watch } = client
    if (watch === undefined) return
    const { instrument, model } = watch
    if (model !== FOLLOWED) {
      const detail = `signals of the model ${model} are not followed: watch the model ${FOLLOWED}`
      this.#refuse(client, 'unknown-model', detail)
      return
    }
    const reading = this.#readings.get(instrument) ?? this.#begin(instrument)
    if (reading === undefined) {
      const detail = `signals of ${MOST_FOLLOWED} instruments are followed already: ask for ${instrument} later`
      this.#refuse(client, 'busy', detail)
      return
    }
    const { text } = reading
    if (text === undefined || this.#told.get(client) === text) return
    if (client.send(text)) this.#told.set(client, text)
  }

  #begin(id: InstrumentId): Reading | undefined {
    if (this.#readings.size >= MOST_FOLLOWED) return undefined
    const reading: Reading = { text: undefined, stop: () => undefined }
    this.#readings.set(id, reading)
    reading.stop = this.#follow(id, (answer) => {
      const seq = this.#log.count('signals', id)
      reading.text = encode({ type: 'signals', ...answer, seq })
    })
    return reading
  }

  /** Says once why there is nothing. */
  #refuse(client: LiveClient, code: string, detail: string): void {
    if (this.#told.get(client) === detail) return
    this.#told.set(client, detail)
    client.tellProblem(code, detail)
  }
}
