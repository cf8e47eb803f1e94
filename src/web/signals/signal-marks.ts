import type { PositionSide } from '../../market/units.ts'
import type { Geometry } from '../chart/geometry.ts'

/** Something that is marked at the right of the chart, at its price. */
export interface Mark {
  /** A stretch of prices with a bracket, or one price with a line. */
  readonly kind: 'cluster' | 'pattern'
  /** Undefined where it is of both sides. */
  readonly side: PositionSide | undefined
  readonly priceFrom: number
  readonly priceTo: number
  readonly text: string
  /** Drawn paler than others: price went through it, or it does not count. */
  readonly isFaded: boolean
}

/** Where a mark lies, in CSS pixels of the plot. */
export interface PlacedMark {
  readonly of: Mark
  readonly top: number
  readonly bottom: number
  /** Middle of its words; undefined where they find no room. */
  readonly wordsY: number | undefined
  /** On which side of the mark they are. */
  readonly words: 'left' | 'right'
}

/** Height of a line of words. */
export const LINE = 16

/** Words that would lie over others go so far from their place, in lines. */
const AWAY = [0, -1, 1, -2, 2] as const

/**
 * Marks in sight with places for their words: the first of them choose first.
 * @param hasRoom whether there is room right of the marks: then the words of clusters go there
 */
export function placeMarks(
  marks: readonly Mark[],
  { yOf, height }: Pick<Geometry, 'yOf' | 'height'>,
  hasRoom: boolean,
): readonly PlacedMark[] {
  const taken: Record<PlacedMark['words'], number[]> = { left: [], right: [] }
  const isIn = (y: number): boolean => y >= LINE / 2 && y <= height - LINE / 2
  return marks.flatMap((of): PlacedMark[] => {
    const [top, bottom] = [yOf(of.priceTo), yOf(of.priceFrom)]
    if (top === undefined || bottom === undefined || bottom < 0 || top > height) return []
    const middle = Math.min(height - LINE / 2, Math.max(LINE / 2, (top + bottom) / 2))
    const words = hasRoom && of.kind === 'cluster' ? 'right' : 'left'
    const others = taken[words]
    const wordsY = AWAY.map((lines) => middle + lines * LINE).find(
      (y) => isIn(y) && others.every((one) => Math.abs(one - y) >= LINE),
    )
    if (wordsY !== undefined) others.push(wordsY)
    return [{ of, top, bottom, wordsY, words }]
  })
}
