import { formatDay } from '../../api/format.ts'
import type { InstrumentInfo } from '../../api/schema.ts'
import type { View } from '../address/view.ts'
import type { RangeEnd } from '../map/map-part.ts'
import type { Presence } from '../map/part-gaps.ts'
import { nameOf } from '../words/instrument-words.ts'

/** What of the map's amounts is shown, in words. */

export const END_WORDS: Readonly<Record<RangeEnd, { name: string; share: string; note: string }>> =
  {
    median: { name: 'Median', share: '50%', note: 'As likely too low as too high.' },
    low: { name: 'Low end', share: '10%', note: 'Nine times in ten there is more.' },
    high: { name: 'High end', share: '90%', note: 'Nine times in ten there is less.' },
  }

export interface Shown {
  readonly view: Pick<View, 'side' | 'weigh' | 'end'>
  readonly base: string
  /** All instruments of the coin. */
  readonly ofCoin: number
  /** Those that were chosen, of which some are still to come and some have no map. */
  readonly chosen: readonly InstrumentInfo[]
  readonly pending: number
  readonly missing: readonly string[]
  /** Those that are not in the sum all the time. */
  readonly partly: readonly Presence[]
  /** Whether ranges are learnt. */
  readonly calibrated: boolean
}

/** only from 1 Jul 2024 on until 3 Aug 2024 */
export const presenceWords = ({ joins, leaves }: Presence): string =>
  [
    'only',
    ...(joins === undefined ? [] : [`from ${formatDay(joins)} on`]),
    ...(leaves === undefined ? [] : [`until ${formatDay(leaves)}`]),
  ].join(' ')

/** What the map shows where it is not one venue as it is: the line under the legend, in parts. */
export function shownWords(shown: Shown): readonly string[] {
  const { view, base, ofCoin, chosen, pending, missing, partly, calibrated } = shown
  const words: string[] = []
  if (chosen.length > 1) {
    const there = chosen.length - pending - missing.length
    words.push(
      there === ofCoin
        ? `All ${there} instruments of ${base}`
        : `${there} of ${ofCoin} instruments of ${base}`,
    )
    if (view.weigh === 'equal') words.push('venues weighted equally, by their totals now')
    if (pending > 0) words.push(`${pending} to come`)
    const without = chosen.filter(({ id }) => missing.includes(id))
    for (const one of partly) {
      const name = chosen.filter(({ id }) => id === one.part.map.instrument).map(nameOf)
      words.push(`${name.join()} ${presenceWords(one)}`)
    }
    if (without.length > 0) words.push(`no map of ${without.map(nameOf).join(', ')}`)
  }
  if (view.side === 'delta') words.push('longs minus shorts, at the median')
  else if (view.end !== 'median') {
    const { name, share } = END_WORDS[view.end]
    const basis = calibrated ? '' : ': a stated default, nothing learnt'
    words.push(`${name.toLowerCase()} of ranges, ${share}${basis}`)
  }
  return words.map((word, i) => (i === 0 ? word.charAt(0).toUpperCase() + word.slice(1) : word))
}
