import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { flush } from '../../store/durable-file.ts'

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** Puts on the disk what was made and renamed in a folder, and in all folders below. */
export async function flushFolders(folder: string): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- few
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await flushFolders(join(folder, entry.name))
  await flush(folder)
}
