import type { FundingRate } from '../market/event.ts'
import type { FundingColumns } from '../market/funding-columns.ts'
import { MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { GrowingTable } from './growing-table.ts'

/** Venues tell the rate as it stands many times a minute; one of so long a time is kept. */
const KEPT_EVERY: Millis = 5 * MINUTE

/** Columns: which five minutes, time, rate, interval. */
const COLUMNS = 4

/** The funding rates of an instrument as its venue told them: the last of every five minutes. */
export class FundingTally {
  readonly #rates = new GrowingTable(COLUMNS)

  push({ exchangeTime, fundingRate, interval = Number.NaN }: FundingRate): void {
    const key = Math.floor(exchangeTime / KEPT_EVERY)
    const row = this.#rates.rowOf(key)
    if (this.#rates.at(0, row) === key && this.#rates.at(1, row)! > exchangeTime) return
    this.#rates.merge([{ key, row: [key, exchangeTime, fundingRate, interval] }])
  }

  /** Rates told in [from, to), as copies. */
  between(from: Millis, to: Millis): FundingColumns {
    const time = this.#rates.view(1)
    let start = this.#rates.rowOf(Math.floor(from / KEPT_EVERY))
    while (start < time.length && time[start]! < from) start++
    let end = start
    while (end < time.length && time[end]! < to) end++
    const column = (index: number) => this.#rates.view(index, start, end).slice()
    return { time: column(1), value: column(2), interval: column(3) }
  }
}
