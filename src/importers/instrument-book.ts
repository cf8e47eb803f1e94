import type { Candle } from '../market/event.ts'
import type { Instrument, InstrumentId } from '../market/instrument.ts'
import { decimalsOf } from './decimal.ts'
import { chooseInstrument, withTick } from './instrument-choice.ts'
import type { ChosenInstrument, FindInstrument, InstrumentFlags } from './instrument-choice.ts'

type BarPrices = Pick<Candle, 'open' | 'high' | 'low' | 'close'>

/** The instruments met in one file: each is chosen once, and its prices' decimals are kept. */
export class InstrumentBook {
  readonly #flags: InstrumentFlags
  readonly #find: FindInstrument
  readonly #chosen = new Map<string, ChosenInstrument>()
  readonly #decimals = new Map<InstrumentId, number>()

  constructor(flags: InstrumentFlags, find: FindInstrument) {
    this.#flags = flags
    this.#find = find
  }

  /** Throws an ImportError where the venue and symbol do not say enough. */
  choose(venue: string, symbol: string): Instrument {
    const key = `${venue}:${symbol}`
    let chosen = this.#chosen.get(key)
    if (chosen === undefined) {
      chosen = chooseInstrument(venue, symbol, this.#flags, this.#find)
      this.#chosen.set(key, chosen)
      if (chosen.tickFromData) this.#decimals.set(chosen.instrument.id, 0)
    }
    return chosen.instrument
  }

  /** Notes a bar's prices, where the instrument's tick is to come from the data. */
  see(id: InstrumentId, { open, high, low, close }: BarPrices): void {
    if (!this.#decimals.has(id)) return
    for (const price of [open, high, low, close]) this.seePrice(id, price)
  }

  /** Notes one price likewise. */
  seePrice(id: InstrumentId, price: number): void {
    const known = this.#decimals.get(id)
    if (known === undefined) return
    const decimals = decimalsOf(price)
    if (decimals > known) this.#decimals.set(id, decimals)
  }

  /** The instruments as they are to be stored, given those stored already. */
  instruments(stored: ReadonlyMap<InstrumentId, Instrument>): readonly Instrument[] {
    return [...this.#chosen.values()].map((chosen) => {
      const { id } = chosen.instrument
      return withTick(chosen, this.#decimals.get(id) ?? 0, stored.get(id))
    })
  }

  notes(): readonly string[] {
    return [...this.#chosen.values()].flatMap(({ note }) => note ?? [])
  }
}
