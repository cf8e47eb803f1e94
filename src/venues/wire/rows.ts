import { asList, asRecord } from './read-json.ts'
import type { Reading } from './reading.ts'
import { shown, trouble } from './reading.ts'

/** A JSON object whose fields are still unread. */
export type Fields = Readonly<Record<string, unknown>>

/** The objects of a list; one that is none, or a list that is none, is a problem, and the others count. */
export function rowsOf(reading: Reading, what: string, list: unknown): Fields[] {
  const rows = asList(list)
  if (rows === undefined) {
    trouble(reading, list === undefined ? 'drift' : 'malformed', `${what}: ${notA('list', list)}`)
    return []
  }
  return rows.flatMap((row) => recordOf(reading, what, row) ?? [])
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
