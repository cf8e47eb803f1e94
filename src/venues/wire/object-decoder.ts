import type { InstrumentsByName } from './fields.ts'
import { byWireName } from './fields.ts'
import type { Decoder, ListedInstrument } from './reader.ts'
import type { Reading } from './reading.ts'
import { readFrame } from './reading.ts'
import type { Fields } from './rows.ts'
import { recordOf } from './rows.ts'

/** Decoders of frames that hold one JSON object each, and are read without those before. */
export const objectDecoder =
  (take: (reading: Reading, message: Fields, instruments: InstrumentsByName) => void) =>
  (listed: readonly ListedInstrument[]): Decoder => {
    const instruments = byWireName(listed)
    return {
      decode: (frame, receivedTime) =>
        readFrame(frame, receivedTime, (message, reading) => {
          const fields = recordOf(reading, 'message', message)
          if (fields !== undefined) take(reading, fields, instruments)
        }),
    }
  }
