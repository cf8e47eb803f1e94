import type { VenueId } from '../../market/instrument.ts'
import type { ObservedAccount } from '../../market/measured-position.ts'
import type { Millis, Usd } from '../../market/units.ts'
import type { Read } from './reader.ts'

/** How the positions of a venue are observed that shows them by address. */
export interface PositionReader {
  readonly venue: VenueId
  /** Pages that the mapping was read from, with the date they were read. */
  readonly sources: readonly string[]
  /** All margin accounts of an address with their open positions. */
  accounts(address: string): Read<readonly ObservedAccount[]>
  /** Addresses that the venue itself names, beside those in its trades. */
  readonly lists: readonly AddressList[]
}

/** A list of addresses that is read again every so often. */
export interface AddressList {
  readonly name: string
  readonly every: Millis
  readonly read: Read<readonly ListedAddress[]>
}

export interface ListedAddress {
  readonly address: string
  /** How much it holds or moves, to choose whom to ask first. */
  readonly hintUsd: Usd
}
