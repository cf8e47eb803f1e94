import type { Ledger, LedgerColumns, LedgerSnapshot } from './ledger.ts'
import type { SideIndex } from './side.ts'

/** Tells the columns of a distance, as `Ledger.columns` does. */
export type ColumnsOf = (side: SideIndex, k: number) => LedgerColumns

/**
 * The columns of a ledger with only what was opened after a moment in its past. Entries never shrink: what
 * a distance held then and was not swept of since is the part of its entries up to that moment.
 */
export function openedSince(ledger: Ledger, before: LedgerSnapshot): ColumnsOf {
  const lives = ledger.lifetimes.length
  const shift = (before.columns.firstBin - ledger.firstBin) * lives
  return (side, k) => {
    const columns = ledger.columns(side, k)
    const swept = columns.swept.slice()
    before.columns.entries[side]?.[ledger.groupOf[k]!]?.forEach((entries, at) => {
      const life = side * lives + (at % lives)
      // Whose unit has changed since then has aged to nothing.
      if (ledger.renewals[life] !== before.renewals[life]) return
      swept[at + shift] = Math.max(swept[at + shift]!, entries)
    })
    return { ...columns, swept }
  }
}
