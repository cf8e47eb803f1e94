import type { StreamKind } from '../../market/event.ts'
import type { PositionSide } from '../../market/units.ts'
import type { ListedInstrument, VenueReader } from './reader.ts'

/**
 * What a venue's folder gives the contract test (`venues/<id>/frames.fixture.ts`, export `fixture`):
 * real frames and answers, each with its origin. Nothing in it may be made up.
 */
export interface ReaderFixture {
  readonly reader: VenueReader
  /** The instruments that the frames are about. */
  readonly instruments: readonly ListedInstrument[]
  readonly frames: readonly FixtureFrame[]
  readonly answers: readonly FixtureAnswer[]
  /** Liquidations whose side is known from elsewhere; empty only where the venue supplies none. */
  readonly directions: readonly DirectionProof[]
}

export interface FixtureFrame {
  /** Unique within the fixture, the title of its snapshot: `liquidation, a long`. */
  readonly name: string
  /** What it shows: a kind of event, or that it gives none. */
  readonly shows: StreamKind | 'book' | 'ack' | 'refusal' | 'heartbeat' | 'nothing' | 'malformed'
  readonly from: Recorded | Documented
  /** A change alone, of which any field may be absent: a missing one is no trouble. */
  readonly partial?: true
  /** Names of frames that the same connection has read before: acknowledgements that number a channel. */
  readonly after?: readonly string[]
}

/** The first frame of a file of ../shared/data/wire-frames whose JSON text holds all of these. */
export interface Recorded {
  readonly file: string
  readonly holds: readonly string[]
}

/** A shape that the venue's documentation shows, or that a public repository captured. */
export interface Documented {
  readonly source: string
  readonly text: string
}

/** A frame out of a recording. */
export const recorded = (
  shows: FixtureFrame['shows'],
  name: string,
  file: string,
  ...holds: readonly string[]
): FixtureFrame => ({ name, shows, from: { file, holds } })

/** A frame as a page shows it, or as a public repository captured it. */
export const documented = (
  shows: FixtureFrame['shows'],
  name: string,
  source: string,
  text: string,
): FixtureFrame => ({ name, shows, from: { source, text } })

export interface FixtureAnswer {
  readonly name: string
  /** Which request it answers. */
  readonly of: 'instruments' | 'risk-tiers' | 'server-time' | 'book-snapshot' | StreamKind
  /** A part of the request's path or body, where several requests are of that kind. */
  readonly request?: string
  /** See `FixtureFrame.partial`: a field that marks some rows alone may be absent. */
  readonly partial?: true
  readonly from: Documented
}

export interface DirectionProof {
  /** Name of the frame or answer. */
  readonly in: string
  readonly position: PositionSide
  /** How it is known: the page that says it, or what the price did. */
  readonly proof: string
}
