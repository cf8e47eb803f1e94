import type { Millis } from '../../market/units.ts'
import type { Question } from './answer-to.ts'
import type { HistoryPlan, ListedInstrument } from './reader.ts'
import type { Reading } from './reading.ts'
import { readEvents } from './reading.ts'

/** From `from` on, and before `to`. */
export interface Range {
  readonly from: Millis
  readonly to: Millis
}

/**
 * Notes the events of an answer, and says if the answer lacks some of the range: it is of no use
 * then, for it would pass for complete.
 */
export type TakeHistory = (
  reading: Reading,
  answer: unknown,
  listed: ListedInstrument,
  range: Range,
) => 'incomplete' | undefined

/** What a plan says of itself. */
export type HistoryExtent = Pick<HistoryPlan, 'interval' | 'reach' | 'rows'>

/** History that one question a range asks for. */
export const historyPlan = (
  extent: HistoryExtent,
  ask: (listed: ListedInstrument, range: Range) => Question,
  take: TakeHistory,
): HistoryPlan => ({
  ...extent,
  read: (listed, from, to) => ({
    host: 'rest',
    ...ask(listed, { from, to }),
    parse(text, receivedTime) {
      let lacks: 'incomplete' | undefined
      const read = readEvents(text, receivedTime, (answer, reading) => {
        lacks = take(reading, answer, listed, { from, to })
      })
      return lacks === undefined ? read : { ...read, value: undefined }
    },
  }),
})
