import { nodeDisk } from '../../journal/node-disk.ts'
import { readJournal } from '../../journal/read-journal.ts'
import { segmentsOf } from '../../journal/segment-name.ts'
import type { MarketEvent } from '../../market/event.ts'
import type { CommandIo } from '../command/command-io.ts'

/** Counts what a journal holds. */
export async function statJournal(directory: string, io: CommandIo): Promise<number> {
  const segments = segmentsOf(await nodeDisk(directory).list())
  const counts = new Map<string, number>()
  const sum = { records: 0, first: 0, last: 0, damage: 0 }
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for await (const items of readJournal(directory))
    for (const item of items) {
      if (item.type === 'damage') {
        sum.damage++
        continue
      }
      const { number, event } = item.record
      if (sum.records++ === 0) sum.first = number
      sum.last = number
      from = Math.min(from, event.receivedTime)
      to = Math.max(to, event.receivedTime)
      const key = countKey(event)
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  const rows: (readonly [string, string])[] = [
    ['segments', String(segments.length)],
    ['bytes', String(segments.reduce((total, { bytes }) => total + bytes, 0))],
    ['records', String(sum.records)],
  ]
  if (sum.records > 0)
    rows.push(
      ['numbers', `${sum.first} to ${sum.last}`],
      ['received', `${new Date(from).toISOString()} to ${new Date(to).toISOString()}`],
    )
  rows.push(...[...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(countRow))
  const width = Math.max(...rows.map(([name]) => name.length))
  for (const [name, value] of rows) io.out(`${name.padEnd(width)}  ${value}\n`)
  if (sum.damage > 0) io.err(`damage at ${sum.damage} places: isotherm journal verify shows it\n`)
  return 0
}

const countKey = (event: MarketEvent): string =>
  event.type === 'clock' ? 'clock' : `${event.venue} ${event.type}`

const countRow = ([key, count]: readonly [string, number]): readonly [string, string] => [
  key,
  String(count),
]
