import type { ServerMessage } from '../../api/live-messages.ts'
import type { InstrumentId } from '../../market/instrument.ts'

/** What happened, as clients are told it: each message once, and again to who was away. */
export type News = Extract<
  ServerMessage,
  { type: 'liquidations' | 'extended' | 'revised' | 'gap' | 'alerts' }
>

/** News as they were told. */
export interface LogEntry {
  /** 1, 2, 3 … over all news of a run. */
  readonly n: number
  readonly channel: News['type']
  /** Whom they are about; undefined where that is no single instrument. */
  readonly instrument: InstrumentId | undefined
  readonly text: string
}

export interface LogLimits {
  readonly messages: number
  readonly characters: number
}

/** News that are kept to be told again. */
export const KEPT: LogLimits = { messages: 20_000, characters: 8_000_000 }

/** Numbers all that is told, and keeps the newest news. */
export class LiveLog {
  readonly #run: string
  readonly #limits: LogLimits
  readonly #counts = new Map<string, number>()
  readonly #entries = new Map<number, LogEntry>()
  #characters = 0
  #end = 0

  /** @param run told apart from every other run of a server */
  constructor(run: string, limits: LogLimits = KEPT) {
    this.#run = run
    this.#limits = limits
  }

  /** Number of the newest news. */
  get end(): number {
    return this.#end
  }

  /** By what a client says up to where it has heard. */
  cursor(n: number): string {
    return `${this.#run}-${n}`
  }

  /** The next number of a channel about one subject, from 1 on. */
  count(channel: string, subject = ''): number {
    const key = `${channel} ${subject}`
    const seq = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, seq)
    return seq
  }

  append(message: News): LogEntry {
    const { type: channel } = message
    const instrument = instrumentOf(message)
    const n = ++this.#end
    const numbers = { seq: this.count(channel, instrument), cursor: this.cursor(n) }
    const entry = { n, channel, instrument, text: JSON.stringify({ ...message, ...numbers }) }
    this.#entries.set(n, entry)
    this.#characters += entry.text.length
    this.#cut()
    return entry
  }

  /** Up to where who has this cursor has heard. */
  find(cursor: string): number | 'unknown' | 'too-old' {
    const [run, number] = cursor.split('-')
    const n = Number(number)
    if (run !== this.#run || !(n <= this.#end)) return 'unknown'
    return n < this.#before ? 'too-old' : n
  }

  /** The news after a number; undefined where there are none yet. */
  after(n: number): LogEntry | undefined | 'too-old' {
    if (n < this.#before) return 'too-old'
    return this.#entries.get(n + 1)
  }

  /** Number before the oldest that is kept. */
  get #before(): number {
    return this.#end - this.#entries.size
  }

  #cut(): void {
    const { messages, characters } = this.#limits
    for (const [n, { text }] of this.#entries) {
      if (this.#entries.size <= messages && this.#characters <= characters) return
      this.#entries.delete(n)
      this.#characters -= text.length
    }
  }
}

function instrumentOf(message: News): InstrumentId | undefined {
  if (message.type === 'gap') return message.gap.instrument
  return message.type === 'alerts' ? undefined : message.instrument
}
