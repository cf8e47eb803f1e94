import { mkdir, open, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Ending of a file that is being written; one that is left over belongs to a write that was cut off. */
export const UNFINISHED = '.unfinished'

/**
 * Puts a file in place at once: `write` fills a file beside the target, which is flushed to the disk
 * and renamed over it. A reader sees the old file or the new one, never a part.
 * @param path where the file is to be; missing folders are made
 * @param write is given the path to fill
 */
export async function replaceFile(
  path: string,
  write: (unfinished: string) => Promise<void>,
): Promise<void> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true })
  const unfinished = join(folder, `.${basename(path)}${UNFINISHED}`)
  await write(unfinished)
  await flush(unfinished)
  await rename(unfinished, path)
  await flush(folder)
}

/** Waits until a file, or the names of a folder, are on the disk. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
