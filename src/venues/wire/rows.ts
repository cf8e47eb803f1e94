import { asList, asRecord } from './read-json.ts'
import type { Reading } from './reading.ts'
import { shown, trouble } from './reading.ts'

/** A JSON object whose fields are still unread. */
export type Fields = Readonly<Record<string, unknown>>

/** The entries of a list; what is no list is a problem and has none. */
export function listOf(reading: Reading, what: string, value: unknown): readonly unknown[] {
  const list = asList(value)
  if (list === undefined)
    trouble(reading, value === undefined ? 'drift' : 'malformed', `${what}: ${notA('list', value)}`)
  return list ?? []
}

/** The objects of a list; an entry that is none is a problem, and the others count. */
export function rowsOf(reading: Reading, what: string, list: unknown): Fields[] {
  return listOf(reading, what, list).flatMap((row): Fields[] => {
    const record = recordOf(reading, what, row)
    return record === undefined ? [] : [record]
  })
}

/** An object that stands where an object must stand; undefined after noting that it is none. */
export function recordOf(reading: Reading, what: string, value: unknown): Fields | undefined {
  return asRecord(value) ?? trouble(reading, 'malformed', `${what}: ${notA('object', value)}`)
}

const notA = (right: string, value: unknown): string => `${shown(value)} must be a JSON ${right}`

/** Cuts a list into pieces of at most so many. */
export function batches<One>(list: readonly One[], size: number): One[][] {
  const pieces: One[][] = []
  for (let i = 0; i < list.length; i += size) pieces.push(list.slice(i, i + size))
  return pieces
}
