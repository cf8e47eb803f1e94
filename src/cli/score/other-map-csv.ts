import { splitCells } from '../../importers/cells.ts'
import { parseDecimal } from '../../importers/decimal.ts'
import { parseTime } from '../../importers/time-text.ts'
import type { Millis } from '../../market/units.ts'
import type { GivenMap } from '../../pipeline/given-maps.ts'
import { standingUntil } from './other-map-times.ts'

const COLUMNS = ['time', 'price', 'long_usd', 'short_usd'] as const

/** One level as a row tells it. */
interface LevelRow {
  readonly row: number
  readonly time: Millis
  readonly price: number
  readonly longUsd: number
  readonly shortUsd: number
}

/**
 * Reads maps out of CSV with the columns time, price, long_usd and short_usd: a row for each level,
 * in any order. A map stands from its time until the next one. Throws with the row, counted from 1
 * for the header, and its value.
 */
export function csvMaps(text: string): readonly GivenMap[] {
  const levels = readLevels(text)
  if (levels.length === 0) throw new Error('it holds no levels')
  levels.sort((a, b) => a.time - b.time || a.price - b.price)
  const starts = levels.flatMap(({ time }, i) => (time === levels[i - 1]?.time ? [] : [i]))
  const until = standingUntil(starts.map((i) => levels[i]!.time))
  return starts.map((start, map) => {
    const some = levels.slice(start, starts[map + 1])
    some.forEach(({ price, row }, i) => {
      if (price === some[i - 1]?.price)
        throw new Error(`row ${row}: price ${price} is there twice at the same time`)
    })
    return {
      from: some[0]!.time,
      to: until[map]!,
      price: Float64Array.from(some, ({ price }) => price),
      longUsd: Float64Array.from(some, ({ longUsd }) => longUsd),
      shortUsd: Float64Array.from(some, ({ shortUsd }) => shortUsd),
    }
  })
}

function readLevels(text: string): LevelRow[] {
  const levels: LevelRow[] = []
  let places: readonly number[] | undefined
  let row = 0
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf('\n', from)
    const end = newline < 0 ? text.length : newline
    const line = text.slice(from, end).trim()
    from = end + 1
    row++
    if (line === '') continue
    const cells = splitCells(line, ',')
    if (!Array.isArray(cells))
      throw new Error(`row ${row}: ${(cells as { reason: string }).reason}`)
    if (places === undefined) places = readHeader(cells as readonly string[])
    else levels.push(readLevel(row, places, cells as readonly string[]))
  }
  return levels
}

function readHeader(cells: readonly string[]): readonly number[] {
  const names = cells.map((cell) => cell.toLowerCase())
  return COLUMNS.map((column) => {
    const at = names.indexOf(column)
    if (at < 0)
      throw new Error(`its first row must name ${COLUMNS.join(', ')}, and has no ${column}`)
    return at
  })
}

function readLevel(row: number, places: readonly number[], cells: readonly string[]): LevelRow {
  const [timeText, ...texts] = places.map((at) => cells[at] ?? '')
  const reading = parseTime(timeText!, { unit: 'ms', assumeUtc: false })
  if (!('time' in reading))
    throw new Error(
      `row ${row}: time "${timeText}" must be ISO 8601 with a zone, like 2024-08-01T12:00Z, or milliseconds since 1970`,
    )
  const [price, longUsd, shortUsd] = texts.map((text, i) => {
    const value = parseDecimal(text)
    const isPrice = i === 0
    if (value === undefined || value < 0 || (isPrice && value === 0))
      throw new Error(
        `row ${row}: ${COLUMNS[i + 1]} "${text}" must be a number ${isPrice ? 'above 0' : 'of at least 0'}`,
      )
    return value
  })
  return { row, time: reading.time, price: price!, longUsd: longUsd!, shortUsd: shortUsd! }
}
