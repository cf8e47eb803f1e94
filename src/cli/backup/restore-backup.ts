import { lstat, mkdir, mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { flush } from '../../store/durable-file.ts'
import { MANIFEST, readManifest } from './backup-manifest.ts'
import type { BackedFile, BackupContent } from './backup-manifest.ts'
import { isSecretPath } from './backup-parts.ts'
import { copyHashed } from './copy-hashed.ts'
import { flushFolders, isMissing } from './durable-folders.ts'

/**
 * Makes a data folder of a backup: all of it, or nothing. Everything is copied beside its place and
 * checked there. Throws an Error of one sentence where the backup is not as its manifest says, or
 * where the place is taken.
 * @param to the data folder to make; missing, or empty
 */
export async function restoreBackup(
  from: string,
  to: string,
  onFile: (path: string) => Promise<void> = () => Promise.resolve(),
): Promise<BackupContent> {
  const content = await readContent(from)
  await checkListed(from, content.files)
  await checkEmpty(to)
  await mkdir(dirname(to), { recursive: true })
  const unfinished = await mkdtemp(join(dirname(to), `.${basename(to)}.restoring-`))
  try {
    for (const file of content.files) {
      // oxlint-disable no-await-in-loop -- one after another
      await onFile(file.path)
      await restoreFile(from, unfinished, file)
      // oxlint-enable no-await-in-loop
    }
    await flushFolders(unfinished)
    await putInPlace(unfinished, to)
    await flush(dirname(to))
    return content
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw error
  }
}

async function readContent(from: string): Promise<BackupContent> {
  let text: string
  try {
    text = await readFile(join(from, MANIFEST), 'utf8')
  } catch (error) {
    if (isMissing(error))
      throw new Error(`${from} is no backup: it has no ${MANIFEST}`, { cause: error })
    throw error
  }
  try {
    return readManifest(text)
  } catch (error) {
    throw new Error(`${from} cannot be restored: ${(error as Error).message}`, { cause: error })
  }
}

/** What a backup holds must be what it says, no less and no more. */
async function checkListed(from: string, files: readonly BackedFile[]): Promise<void> {
  const there = new Set(await allBelow(from))
  const listed = new Set([MANIFEST, ...files.map(({ path }) => path)])
  const missing = [...listed].find((path) => !there.has(path))
  if (missing !== undefined) throw new Error(`${from} cannot be restored: ${missing} is missing`)
  const extra = [...there].find((path) => !listed.has(path))
  if (extra !== undefined)
    throw new Error(`${from} cannot be restored: ${extra} is not in its ${MANIFEST}`)
}

/** Everything below a folder that is no folder, with slashes; links are not followed. */
async function allBelow(folder: string, name = ''): Promise<readonly string[]> {
  const found: string[] = []
  for (const entry of await readdir(join(folder, name), { withFileTypes: true })) {
    const path = name === '' ? entry.name : `${name}/${entry.name}`
    // oxlint-disable-next-line no-await-in-loop -- small folders
    if (entry.isDirectory()) found.push(...(await allBelow(folder, path)))
    else found.push(path)
  }
  return found
}

async function checkEmpty(to: string): Promise<void> {
  const names = await readdir(to).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw (error as NodeJS.ErrnoException).code === 'ENOTDIR'
      ? new Error(`${to} is a file: give a folder`)
      : error
  })
  if (names.length > 0)
    throw new Error(`${to} is not empty: give a folder that is, or one that does not exist yet`)
}

async function restoreFile(from: string, unfinished: string, file: BackedFile): Promise<void> {
  const { path, bytes, sha256 } = file
  const source = join(from, path)
  if (!(await lstat(source)).isFile())
    throw new Error(`${from} cannot be restored: ${path} is no file`)
  const mode = isSecretPath(path) ? 0o600 : 0o644
  const copied = await copyHashed(source, join(unfinished, path), { mode })
  if (copied.bytes === bytes && copied.sha256 === sha256) return
  const why =
    copied.bytes === bytes ? 'its checksum is wrong' : `it has ${copied.bytes} of ${bytes} bytes`
  throw new Error(`${from} cannot be restored: ${path} is damaged: ${why}`)
}

async function putInPlace(unfinished: string, to: string): Promise<void> {
  try {
    await rename(unfinished, to)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOTEMPTY' || code === 'EEXIST')
      throw new Error(`${to} is not empty any more: nothing was restored`, { cause: error })
    if (code === 'EBUSY' || code === 'EXDEV')
      throw new Error(`${to} is a disk of its own: give a folder that does not exist yet in it`, {
        cause: error,
      })
    throw error
  }
}
