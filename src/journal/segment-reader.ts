import type { MarketEvent } from '../market/event.ts'
import { decodeEvent } from './event-codec.ts'
import type { JournalDamage, JournalRecord } from './journal.ts'
import type { Piece } from './line-scanner.ts'
import { lineLength, MIN_LINE } from './record-line.ts'
import { refuseNewerFormat } from './segment-header.ts'
import type { Segment } from './segment-name.ts'
import { segmentName } from './segment-name.ts'

/** Damage before it is known between which records it lies. */
export type Damage = Omit<JournalDamage, 'after' | 'before'>

export type SegmentItem =
  | { readonly type: 'record'; readonly record: JournalRecord }
  | { readonly type: 'damage'; readonly damage: Damage }

export interface SegmentReader {
  push(pieces: readonly Piece[]): readonly SegmentItem[]
  /** The segment has ended. */
  end(): readonly SegmentItem[]
  /** True when the rest of the segment was written again in the next one. */
  isOver(): boolean
  /** Number of the record that would come next. */
  next(): number
}

interface Broken {
  readonly offset: number
  end: number
  /** Lines that were whole once; each was a record. */
  lines: number
  /** Where the last of them ends by its own length. */
  claimed: number
  /** One line that was never finished, and nothing else. */
  isOpen: boolean
}

/**
 * Turns the pieces of a segment into records and damage. Numbers say what is lost: a record has the
 * one after that of the record before it.
 * @param next number that the first record should have
 * @param limit first number of the next segment; undefined for the newest
 */
export function segmentReader(
  segment: Pick<Segment, 'name'>,
  next: number,
  limit: number | undefined,
): SegmentReader {
  const { name } = segment
  let expected = next
  let broken: Broken | undefined
  let isOver = false

  const lost = (
    kind: JournalDamage['kind'],
    offset: number,
    length: number,
    to: number,
  ): SegmentItem => {
    const lostFrom = Math.min(expected, to)
    expected = to
    const where = kind === 'missing-segment' ? segmentName(lostFrom) : name
    return {
      type: 'damage',
      damage: { kind, segment: where, offset, length, lostFrom, lostTo: to },
    }
  }

  function add(offset: number, length: number, isClosed: boolean, claimed = 0): void {
    broken ??= { offset, end: offset, lines: 0, claimed: 0, isOpen: !isClosed }
    if (isClosed) broken.isOpen = false
    // The first line of a segment is its header, and no record is so short.
    const isLine = isClosed && offset > 0 && (length >= MIN_LINE || claimed > 0)
    // A line end that damage put into the middle of a line does not make it two.
    if (isLine && offset >= broken.claimed) broken.lines++
    broken.end = offset + length
    broken.claimed = Math.max(broken.claimed, claimed)
  }

  /** Reports what was broken before the record of this number. */
  function settle(items: SegmentItem[], number: number, offset: number): void {
    if (broken !== undefined) {
      items.push(lost('bit-rot', broken.offset, broken.end - broken.offset, number))
      broken = undefined
    } else if (number > expected) items.push(lost('bit-rot', offset, 0, number))
  }

  function takeLine(items: SegmentItem[], body: string, offset: number): void {
    if (offset === 0 && refuseNewerFormat(name, body)) return
    const space = body.indexOf(' ')
    const number = /^[1-9]\d{0,15}$/.test(body.slice(0, space)) ? Number(body.slice(0, space)) : 0
    // A number that was there already: the same record once more.
    if (number < expected) return
    if (limit !== undefined && number >= limit) {
      isOver = true
      return
    }
    const event: MarketEvent | undefined = decodeEvent(body.slice(space + 1))
    if (event === undefined) {
      add(offset, lineLength(body), true)
      return
    }
    settle(items, number, offset)
    items.push({ type: 'record', record: { number, event } })
    expected = number + 1
  }

  return {
    push(pieces) {
      const items: SegmentItem[] = []
      for (const piece of pieces) {
        if (isOver) break
        if (piece.kind === 'line') takeLine(items, piece.body, piece.offset)
        else if (piece.kind === 'broken')
          add(piece.offset, piece.length, piece.closed, piece.claimed)
        else items.push(lost('bit-rot', piece.offset, 1, expected))
      }
      return items
    },
    end() {
      if (limit !== undefined) return endOfOlder(limit)
      if (broken === undefined) return []
      const { offset, end, lines, isOpen } = broken
      return [lost(isOpen ? 'torn-tail' : 'bit-rot', offset, end - offset, expected + lines)]
    },
    isOver: () => isOver,
    next: () => expected,
  }

  /** What broken bytes cost is known: the next segment goes on at `limit`. */
  function endOfOlder(limit: number): readonly SegmentItem[] {
    // Nothing is missing: an attempt that failed, and that the next segment repeats.
    if (expected >= limit) return []
    if (broken === undefined) return [lost('missing-segment', 0, 0, limit)]
    return [lost('bit-rot', broken.offset, broken.end - broken.offset, limit)]
  }
}
