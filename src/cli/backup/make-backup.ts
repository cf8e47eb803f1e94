import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { flush, replaceFile } from '../../store/durable-file.ts'
import { MANIFEST, manifestOf } from './backup-manifest.ts'
import type { BackedFile } from './backup-manifest.ts'
import { BACKUP_PARTS, NOTES_FIRST, isOfTheMoment, isSecretPath } from './backup-parts.ts'
import type { BackupPart } from './backup-parts.ts'
import { copyHashed } from './copy-hashed.ts'
import { flushFolders, isMissing } from './durable-folders.ts'

export interface BackupOptions {
  /** The data folder. */
  readonly data: string
  /** The folder to make; there must be none yet. */
  readonly to: string
  readonly secrets: boolean
  readonly version: string
  readonly created: Date
  /** Told of every file before it is copied. */
  readonly onFile?: (path: string) => Promise<void>
}

/** Logs that are begun anew while they are copied are copied again, so often. */
const ATTEMPTS = 5

/** Copies what matters of a data folder, also while a server writes there; resolves with what was copied. */
export async function makeBackup(options: BackupOptions): Promise<readonly BackedFile[]> {
  const { to, secrets, version, created } = options
  await mkdir(dirname(to), { recursive: true })
  const unfinished = await mkdtemp(join(dirname(to), `.${basename(to)}.unfinished-`))
  try {
    const files: BackedFile[] = []
    // oxlint-disable-next-line no-await-in-loop -- the order matters
    for (const part of BACKUP_PARTS)
      if (part.isSecret !== true || secrets)
        files.push(...(await copyPart(part, unfinished, options)))
    if (files.length === 0) throw new Error(`there is nothing in ${options.data} to back up`)
    const text = manifestOf({ isotherm: version, created: created.toISOString(), secrets, files })
    await replaceFile(join(unfinished, MANIFEST), (path) => writeFile(path, text))
    await flushFolders(unfinished)
    // Over a folder that came to be meanwhile this fails, unless it is empty.
    await rename(unfinished, to)
    await flush(dirname(to))
    return files
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw error
  }
}

/** Copies a part. A log whose files were removed meanwhile, as they are when it is begun anew, is copied again. */
async function copyPart(
  part: BackupPart,
  folder: string,
  options: BackupOptions,
): Promise<readonly BackedFile[]> {
  for (let attempt = 1; ; attempt++)
    try {
      // oxlint-disable-next-line no-await-in-loop -- until it holds still
      return await copyOnce(part, folder, options)
    } catch (error) {
      if (part.copy !== 'log' || !isMissing(error) || attempt >= ATTEMPTS) throw error
      // oxlint-disable-next-line no-await-in-loop -- as above
      await rm(join(folder, part.name), { recursive: true, force: true })
    }
}

async function copyOnce(
  { name, copy }: BackupPart,
  folder: string,
  { data, secrets, onFile }: BackupOptions,
): Promise<readonly BackedFile[]> {
  const files: BackedFile[] = []
  const take = async (path: string): Promise<void> => {
    const isSecret = isSecretPath(path)
    if (isSecret && !secrets) return
    await onFile?.(path)
    try {
      const wholeLines = copy === 'log' && path.endsWith('.log')
      const mode = isSecret ? 0o600 : 0o644
      files.push({
        path,
        ...(await copyHashed(join(data, path), join(folder, path), { wholeLines, mode })),
      })
    } catch (error) {
      // A file that is gone is no data any more; a log that has lost one is looked at again.
      if (copy === 'log' || !isMissing(error)) throw error
    }
  }
  const note = `${name}/${NOTES_FIRST}`
  if (await isFile(join(data, note))) await take(note)
  // oxlint-disable-next-line no-await-in-loop -- in their order
  for (const path of await filesOf(data, name)) if (path !== note) await take(path)
  return files
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  )

/** The files at a name of a folder, or below it, in the order of their names; none where there is nothing. */
export async function filesOf(folder: string, name: string): Promise<readonly string[]> {
  let entries
  try {
    entries = await readdir(join(folder, name), { withFileTypes: true })
  } catch (error) {
    if (isMissing(error)) return []
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return [name]
    throw error
  }
  const found: string[] = []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${name}/${entry.name}`
    if (isOfTheMoment(entry.name)) continue
    // oxlint-disable-next-line no-await-in-loop -- small folders
    if (entry.isDirectory()) found.push(...(await filesOf(folder, path)))
    else if (entry.isFile()) found.push(path)
  }
  return found
}
