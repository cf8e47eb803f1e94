import type { MarketEvent } from '../../market/event.ts'
import type { Read } from './reader.ts'
import type { Reading } from './reading.ts'
import { readAnswer, readEvents } from './reading.ts'

/** What is asked: of the host `rest` unless it names another. */
export type Question = Omit<Read<unknown>, 'host' | 'parse'> & { readonly host?: string }

/**
 * A question, and what is read out of the JSON that answers it.
 * @param take gives undefined where nothing of the answer can be used, and has noted why
 */
export const answerTo = <Value>(
  question: Question,
  take: (answer: unknown, reading: Reading) => Value | undefined,
): Read<Value> => ({
  host: 'rest',
  ...question,
  parse: (text, receivedTime) => readAnswer(text, receivedTime, take),
})

/** A question, and the events that are read out of the JSON that answers it. */
export const eventsOf = (
  question: Question,
  take: (answer: unknown, reading: Reading) => void,
): Read<readonly MarketEvent[]> => ({
  host: 'rest',
  ...question,
  parse: (text, receivedTime) => readEvents(text, receivedTime, take),
})
