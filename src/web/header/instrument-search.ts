import type { InstrumentInfo } from '../../api/schema.ts'
import { venueName } from '../../api/venue-name.ts'

/** Instruments in whose symbol, venue or coins every word of the text occurs. */
export function searchInstruments(
  instruments: readonly InstrumentInfo[],
  text: string,
): readonly InstrumentInfo[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return instruments.filter((info) => {
    const names =
      `${info.symbol} ${info.venue} ${venueName(info.venue)} ${info.base} ${info.quote}`.toLowerCase()
    return words.every((word) => names.includes(word))
  })
}
