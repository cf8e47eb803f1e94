import type { Millis } from '../../market/units.ts'
import type { Read } from './reader.ts'
import type { Reading } from './reading.ts'
import { readAnswer } from './reading.ts'

/**
 * The venue's clock, as an address of its host `rest` tells it.
 * @param take the time in an answer; undefined after noting what is wrong with it
 */
export const venueClock = (
  path: string,
  weight: number,
  take: (answer: unknown, reading: Reading) => Millis | undefined,
): Read<Millis> => ({
  host: 'rest',
  path,
  weight,
  parse: (text, receivedTime) => readAnswer(text, receivedTime, take),
})
