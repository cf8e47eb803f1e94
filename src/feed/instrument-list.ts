import type { InstrumentId } from '../market/instrument.ts'
import type { ListedInstrument } from '../venues/wire/reader.ts'

/** What a new list of a venue's instruments means. */
export type ListVerdict =
  | { readonly kind: 'accepted' }
  /** It holds so much less than the last one that half an answer is likelier than so many ends. */
  | { readonly kind: 'shrunken'; readonly cause: string }

/** A list that lost more than this part of its instruments is not believed. */
const TOLERATED_LOSS = 0.2

/** Judges a new list against the last good one. */
export function judgeList(
  last: readonly ListedInstrument[],
  next: readonly ListedInstrument[],
): ListVerdict {
  const ids = new Set(next.map(({ instrument }) => instrument.id))
  const missing = last.filter(({ instrument }) => !ids.has(instrument.id)).length
  if (next.length > 0 && missing <= last.length * TOLERATED_LOSS) return { kind: 'accepted' }
  return {
    kind: 'shrunken',
    cause: `the list of instruments lacks ${missing} of ${last.length}; the last good one is kept`,
  }
}

/** How a followed instrument changed from one list to the next. */
export type InstrumentChange = 'same' | 'listed' | 'ended' | 'listed-anew' | 'altered'

/**
 * @param last undefined where the instrument was not in the last list
 * @param next undefined where it is no more in the list
 */
export function instrumentChange(
  last: ListedInstrument | undefined,
  next: ListedInstrument | undefined,
): InstrumentChange {
  const was = last?.trading === true
  const is = next?.trading === true
  if (!was || !is) return was === is ? 'same' : is ? 'listed' : 'ended'
  // The same symbol on a later date is another contract (LUNA).
  if (last.listedAt !== undefined && next.listedAt !== undefined && last.listedAt !== next.listedAt)
    return 'listed-anew'
  const altered =
    last.wireName !== next.wireName ||
    last.instrument.contractSize !== next.instrument.contractSize ||
    last.instrument.contract !== next.instrument.contract
  return altered ? 'altered' : 'same'
}

/** Instruments of a list by id. */
export const byId = (
  list: readonly ListedInstrument[],
): ReadonlyMap<InstrumentId, ListedInstrument> =>
  new Map(list.map((listed) => [listed.instrument.id, listed]))
