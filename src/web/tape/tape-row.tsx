import type { VenueInfo } from '../../api/live.ts'
import type { InstrumentInfo } from '../../api/schema.ts'
import { decimalsOf, formatTime } from '../../api/format.ts'
import { formatPrice, formatUsd } from '../words/amounts.ts'
import { formatClock } from '../words/clock-words.ts'
import type { TapeRow } from '../session/tape.ts'
import { completenessOf } from '../session/tape.ts'
import { completenessWords } from '../words/venue-words.ts'
import { writtenId } from '../words/instrument-words.ts'

/** As many decimals as the tick has, and more where the price would not be one without them. */
function decimalsFor(price: number, info: InstrumentInfo | undefined): number {
  const own = Math.min(8, (/\.(\d+)$/.exec(String(price))?.[1] ?? '').length)
  if (info === undefined) return own
  const decimals = decimalsOf(info.tickSize)
  return price < 10 * info.tickSize ? Math.max(decimals, own) : decimals
}

const SUSPECT = {
  time: 'The venue’s time cannot be right; this is when it was received.',
  price: 'The price is far from that of other venues.',
} as const

/** One liquidation. Everything in it is text, whatever a venue may send. */
export function LiquidationRow(props: {
  of: TapeRow
  info: InstrumentInfo | undefined
  venues: readonly VenueInfo[]
  /** Of a history: it may be of any day. */
  dated?: boolean
}) {
  const row = () => props.of
  const { venue, symbol } = writtenId(props.of.instrument)
  const shows = () => completenessWords(completenessOf(props.of, props.venues))
  const notes = () =>
    [
      row().priceKind === 'bankruptcy' ? 'Price is the bankruptcy price of the position.' : '',
      row().suspect === null ? '' : SUSPECT[row().suspect!],
    ].join(' ')
  return (
    <tr data-position={row().position} classList={{ suspect: row().suspect !== null }}>
      <td class="time" title={`${formatTime(row().time)} UTC`}>
        {props.dated === true ? formatTime(row().time).slice(5, 16) : formatClock(row().time)}
      </td>
      <td class="name">
        <span>{symbol}</span> <small>{venue}</small>
      </td>
      <td class={row().position}>
        <span aria-hidden="true">{row().position === 'long' ? '▼' : '▲'}</span>{' '}
        {row().position === 'long' ? 'Long' : 'Short'}
      </td>
      <td class="number" title={notes().trim() || undefined}>
        {formatPrice(row().price, decimalsFor(row().price, props.info))}
        <sup>{row().suspect !== null ? '!' : row().priceKind === 'bankruptcy' ? 'b' : ''}</sup>
      </td>
      <td class="number usd">{formatUsd(row().notionalUsd)}</td>
      <td class="mark" title={`${shows().word}: ${shows().text}`}>
        <span aria-hidden="true">{shows().mark}</span>
        <span class="for-readers">{shows().word}</span>
      </td>
    </tr>
  )
}
