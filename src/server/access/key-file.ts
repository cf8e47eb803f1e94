import { readFileSync, statSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { HOUR, SECOND } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { replaceFile } from '../../store/durable-file.ts'
import { findKey, keySchema } from './key.ts'
import type { Key, SameKey } from './key.ts'

/**
 * Keys lie in `<data>/access/keys.json`, which the command line alone writes; when each was last used lies
 * beside it, which the server alone writes.
 */
const fileSchema = z.strictObject({ format: z.literal(1), keys: z.array(keySchema) })
const usedSchema = z.record(z.string(), z.number())

export const accessFolder = (data: string): string => join(data, 'access')
const keysPath = (folder: string): string => join(folder, 'keys.json')
const usedPath = (folder: string): string => join(folder, 'last-used.json')

export const isMissing = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code === 'ENOENT'

/** The keys of a folder; none where it has no file. Throws one sentence where that cannot be read. */
export function readKeys(folder: string): readonly Key[] {
  const path = keysPath(folder)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return []
    throw new Error(`${path} cannot be read: ${(error as Error).message}`, { cause: error })
  }
  try {
    return fileSchema.parse(JSON.parse(text)).keys
  } catch (error) {
    throw new Error(`${path} is damaged: no key can be read from it`, { cause: error })
  }
}

/** Puts JSON in place that nobody but its owner may read. */
export const writePrivate = (path: string, value: unknown): Promise<void> =>
  replaceFile(path, (unfinished) =>
    writeFile(unfinished, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 }),
  )

export const writeKeys = (folder: string, keys: readonly Key[]): Promise<void> =>
  writePrivate(keysPath(folder), { format: 1, keys })

/** When keys were last used, to the hour, by their id. */
export async function readLastUsed(folder: string): Promise<ReadonlyMap<string, Millis>> {
  try {
    const text = await readFile(usedPath(folder), 'utf8')
    return new Map(Object.entries(usedSchema.parse(JSON.parse(text))))
  } catch {
    // It is told to people alone, and written again with the next use.
    return new Map()
  }
}

/** The keys of a server that runs; those that are made or revoked meanwhile are seen within a second. */
export interface KeyFile {
  /** The key that a text is, which is then in use. */
  find(text: string): Key | undefined
  /** A key that was found before, as it is kept now; undefined once it is revoked. */
  still(key: SameKey): Key | undefined
}

/** The same as it is open on a disk. */
export interface OpenKeyFile extends KeyFile {
  /** Waits until what is known of their use is written. */
  close(): Promise<void>
}

export interface KeyFileOptions {
  readonly folder: string
  readonly now: () => Millis
  readonly onProblem: (message: string) => void
}

/** It is looked whether the file has changed at most so often. */
const LOOK_EVERY = SECOND

/** Throws one sentence where the file cannot be read. */
export async function openKeyFile({
  folder,
  now,
  onProblem,
}: KeyFileOptions): Promise<OpenKeyFile> {
  let stamp = stampOf(folder)
  let keys = readKeys(folder)
  let lookedAt = now()
  const used = new Map(await readLastUsed(folder))
  let writing = Promise.resolve()

  function look(): void {
    if (Math.abs(now() - lookedAt) < LOOK_EVERY) return
    lookedAt = now()
    const seen = stampOf(folder)
    if (seen === stamp) return
    stamp = seen
    try {
      keys = readKeys(folder)
    } catch (error) {
      onProblem(`${(error as Error).message}; the keys before are kept`)
    }
  }

  function note({ id }: Key): void {
    if (now() - (used.get(id) ?? -Infinity) < HOUR) return
    used.set(id, now())
    writing = writing
      .then(() => writePrivate(usedPath(folder), Object.fromEntries(used)))
      .catch((error: Error) => onProblem(`when keys were used is not kept: ${error.message}`))
  }

  return {
    find(text) {
      look()
      const key = findKey(keys, text)
      if (key !== undefined) note(key)
      return key
    },
    still({ id, hash }) {
      look()
      const key = keys.find((one) => one.id === id && one.hash === hash)
      if (key !== undefined) note(key)
      return key
    },
    close: () => writing,
  }
}

/** Differs where the file has changed. */
function stampOf(folder: string): string {
  const stat = statSync(keysPath(folder), { throwIfNoEntry: false })
  return stat === undefined ? 'none' : `${stat.mtimeMs} ${stat.size} ${stat.ino}`
}
