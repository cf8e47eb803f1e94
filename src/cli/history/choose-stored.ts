import type { HistoryInstrument } from '../../store/history.ts'
import { usageError } from '../command/read-flags.ts'

/** The instruments that --instrument names, or all. Throws a UsageError where one is not known. */
export const chooseStored = (
  known: readonly HistoryInstrument[],
  names: readonly string[],
): readonly HistoryInstrument[] =>
  names.length === 0 ? known : [...new Set(names.map((name) => find(known, name)))]

/** An instrument by id, symbol or base coin, whichever is one alone. */
function find(known: readonly HistoryInstrument[], name: string): HistoryInstrument {
  const upper = name.toUpperCase()
  const byId = known.filter(({ instrument: { id } }) => id === name)
  const bySymbol = known.filter(({ instrument: { symbol, base } }) =>
    [symbol, base].some((one) => one.toUpperCase() === upper),
  )
  const found = byId.length > 0 ? byId : bySymbol
  if (found.length === 1) return found[0]!
  throw usageError(`--instrument "${name}" must be one of ${idsOf(known)}`)
}

/** Ids of instruments as text. */
export const idsOf = (known: readonly HistoryInstrument[]): string =>
  known.map(({ instrument: { id } }) => id).join(', ')
