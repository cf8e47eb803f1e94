import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Instrument } from '../market/instrument.ts'
import { instrumentSchema } from '../market/schema.ts'
import { replaceFile } from './durable-file.ts'

const fileSchema = z.array(instrumentSchema)

const pathIn = (root: string): string => join(root, 'instruments.json')

/** Reads `instruments.json` of a history; none where it is missing. Throws with the path where it is broken. */
export async function readInstruments(root: string): Promise<readonly Instrument[]> {
  const path = pathIn(root)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  try {
    return fileSchema.parse(JSON.parse(text)) as Instrument[]
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause)
    throw new Error(`${path} is no list of instruments: ${reason}`, { cause })
  }
}

/** Adds or replaces instruments and returns those that were new or changed. */
export async function writeInstruments(
  root: string,
  given: readonly Instrument[],
): Promise<readonly Instrument[]> {
  const known = new Map((await readInstruments(root)).map((entry) => [entry.id, entry]))
  const changed = given
    .map(inOrder)
    .filter((entry) => JSON.stringify(known.get(entry.id)) !== JSON.stringify(entry))
  if (changed.length === 0) return []
  for (const entry of changed) known.set(entry.id, entry)
  const sorted = [...known.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  await replaceFile(pathIn(root), (unfinished) =>
    writeFile(unfinished, `${JSON.stringify(sorted.map(inOrder), null, 2)}\n`),
  )
  return changed
}

/** The fields of the schema, in its order, so that the same instrument is the same text. */
const inOrder = (instrument: Instrument): Instrument =>
  instrumentSchema.parse({ ...instrument }) as Instrument
