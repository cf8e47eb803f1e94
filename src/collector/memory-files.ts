import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from '../store/durable-file.ts'

/** Plain JSON of ours that may be lost: what is remembered over restarts. */
export interface Memory {
  readonly version: 1
}

/** What is remembered of each venue, one file each. */
export interface MemoryFiles<Kept extends Memory> {
  /** Undefined where there is none, or where it cannot be read: it is set aside and reported. */
  read(venue: string): Promise<Kept | undefined>
  /** Writes in the background; the last one given wins. */
  write(venue: string, memory: Kept): void
  /** Resolves when all that was given is on the disk or has failed. */
  settle(): Promise<void>
}

export function openMemoryFiles<Kept extends Memory>(
  directory: string,
  onProblem: (message: string) => void,
): MemoryFiles<Kept> {
  const path = (venue: string) => join(directory, `${venue}.json`)
  const waiting = new Map<string, Kept>()
  const writing = new Map<string, Promise<void>>()

  async function drain(venue: string): Promise<void> {
    for (let next = waiting.get(venue); next !== undefined; next = waiting.get(venue)) {
      waiting.delete(venue)
      const text = JSON.stringify(next)
      try {
        await replaceFile(path(venue), (unfinished) => writeFile(unfinished, text))
      } catch (error) {
        onProblem(`cannot keep what ${venue} needs after a restart: ${String(error)}`)
      }
    }
  }

  return {
    async read(venue) {
      const text = await readFile(path(venue), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') onProblem(`cannot read ${path(venue)}: ${error.message}`)
        return undefined
      })
      if (text === undefined) return undefined
      const memory = parseMemory(text) as Kept | undefined
      if (memory !== undefined) return memory
      const aside = `${path(venue)}.corrupt`
      await rename(path(venue), aside).catch(() => undefined)
      onProblem(`${path(venue)} cannot be read and was set aside as ${aside}`)
      return undefined
    },
    write(venue, memory) {
      waiting.set(venue, memory)
      if (writing.has(venue)) return
      const done = drain(venue).finally(() => writing.delete(venue))
      writing.set(venue, done)
    },
    async settle() {
      await Promise.all(writing.values())
    },
  }
}

/** Our own file: its version and outline are checked, a foreign one is refused. */
function parseMemory(text: string): Memory | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return undefined
    return (value as { version?: unknown }).version === 1 ? (value as Memory) : undefined
  } catch {
    return undefined
  }
}
