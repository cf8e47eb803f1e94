import type { Millis } from '../../market/units.ts'
import { MINUTE, quantity, SECOND } from '../../market/units.ts'
import { answerTo, eventsOf } from '../wire/answer-to.ts'
import { bookLevels } from '../wire/book-levels.ts'
import { amountField, header, integerField } from '../wire/fields.ts'
import type { BookUpdate, ListedInstrument, Poll, Read } from '../wire/reader.ts'
import { recordOf } from '../wire/rows.ts'
import type { Family, Market } from './family.ts'
import { unitOf } from './family.ts'

/** A few instruments are asked every 15 s; hundreds of them as often as 600 requests a minute allow. */
const EVERY: Millis = 15 * SECOND
const APART: Millis = MINUTE / 600

/** Open interest as it is now has no stream: it is asked for, one symbol a request. */
export const openInterestPolls = (
  family: Family,
  instruments: readonly ListedInstrument[],
): Poll[] =>
  instruments.map((listed) => ({
    key: `open-interest ${listed.instrument.symbol}`,
    stream: 'open-interest',
    instruments: [listed.instrument.id],
    every: Math.max(EVERY, instruments.length * APART),
    read: openInterest(family, listed),
  }))

function openInterest(family: Family, listed: ListedInstrument): Poll['read'] {
  const { rest, prefix } = family.marketOf(listed.instrument)
  return eventsOf(
    {
      host: rest,
      path: `${prefix}/openInterest?symbol=${encodeURIComponent(listed.wireName)}`,
      weight: 1,
    },
    (answer, reading) => {
      const row = recordOf(reading, 'openInterest', answer)
      const amount = row && amountField(reading, 'openInterest', row, 'openInterest')
      if (row === undefined || amount === undefined) return
      const openInterest = quantity(amount * unitOf(listed))
      const about = header(reading, listed, row['time'])
      reading.events.push({ type: 'open-interest', ...about, openInterest })
    },
  )
}

/** The venue's clock. */
export const serverTime = ({ rest, prefix }: Market): Read<Millis> =>
  answerTo({ host: rest, path: `${prefix}/time`, weight: 1 }, (answer, reading) => {
    const row = recordOf(reading, 'time', answer)
    return row && integerField(reading, 'time', row, 'serverTime')
  })

/** An order book of 1,000 levels a side; changes up to `lastUpdateId` are in it. */
export function bookSnapshot(family: Family, listed: ListedInstrument): Read<BookUpdate> {
  const { rest, prefix } = family.marketOf(listed.instrument)
  return answerTo(
    {
      host: rest,
      path: `${prefix}/depth?symbol=${encodeURIComponent(listed.wireName)}&limit=1000`,
      weight: 20,
    },
    (answer, reading): BookUpdate | undefined => {
      const row = recordOf(reading, 'depth', answer)
      if (row === undefined) return undefined
      const last = integerField(reading, 'depth', row, 'lastUpdateId')
      const bids = bookLevels(reading, 'depth.bids', row['bids'], unitOf(listed))
      const asks = bookLevels(reading, 'depth.asks', row['asks'], unitOf(listed))
      if (last === undefined || !bids || !asks) return undefined
      const { instrument, exchangeTime } = header(reading, listed, row['T'])
      return { instrument, kind: 'snapshot', exchangeTime, first: last, last, bids, asks }
    },
  )
}
