import { appendFile, mkdir, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { QuarantinedFrame } from '../feed/feed.ts'

/** Frames that could not be read, kept for people: one JSON line each. */
export interface QuarantineFile {
  add(frame: QuarantinedFrame): void
  settle(): Promise<void>
}

/** Beyond this the file becomes the older one, which is replaced: about a thousand frames each. */
const MOST_BYTES = 8 * 2 ** 20

/** Frames that wait for the disk; what is more in one burst is counted in the next line written. */
const MOST_WAITING = 1_000

export function openQuarantine(path: string, onProblem: (message: string) => void): QuarantineFile {
  let waiting: string[] = []
  let skipped = 0
  let writing: Promise<void> | undefined

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const note = skipped > 0 ? [JSON.stringify({ skipped })] : []
      const text = [...waiting, ...note].map((line) => `${line}\n`).join('')
      waiting = []
      skipped = 0
      try {
        // One write after the other: lines must not mix.
        // oxlint-disable-next-line no-await-in-loop
        await write(path, text)
      } catch (error) {
        onProblem(`cannot keep frames that could not be read: ${String(error)}`)
      }
    }
    writing = undefined
  }

  return {
    add(frame) {
      if (waiting.length >= MOST_WAITING) skipped++
      else waiting.push(JSON.stringify(frame))
      writing ??= drain()
    },
    settle: async () => writing,
  }
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const size = (await stat(path).catch(() => undefined))?.size ?? 0
  if (size + text.length > MOST_BYTES) await rename(path, `${path}.old`).catch(() => undefined)
  await appendFile(path, text)
}
