import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** Puts on the disk what was made and renamed in a folder. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The same, of it and all folders below. */
export async function syncFolders(folder: string): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- few
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await syncFolders(join(folder, entry.name))
  await syncFolder(folder)
}
