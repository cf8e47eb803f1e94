import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const RETRY_MS = 100

/** Another process holds the folder. */
export class FolderBusyError extends Error {}

/**
 * Runs a task while this process alone may write in a folder. Others wait up to `patience`
 * milliseconds and then throw a FolderBusyError. The lock is a file with the owner's process id; one
 * whose process is gone is taken over.
 */
export async function withWriteLock<T>(
  folder: string,
  patience: number,
  task: () => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, '.write-lock')
  for (let waited = 0; !(await take(path)); waited += RETRY_MS) {
    if (waited >= patience) throw await busy(path)
    await delay(RETRY_MS)
  }
  try {
    return await task()
  } finally {
    await rm(path, { force: true })
  }
}

async function take(path: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx')
    await handle.writeFile(String(process.pid))
    await handle.close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  if (await ownerIsGone(path)) await rm(path, { force: true })
  return false
}

async function ownerIsGone(path: string): Promise<boolean> {
  const owner = Number(await readFile(path, 'utf8').catch(() => ''))
  // An empty file is a lock being taken this moment, or one cut off by a crash: left to the user.
  if (!Number.isInteger(owner) || owner <= 0) return false
  try {
    process.kill(owner, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

async function busy(path: string): Promise<FolderBusyError> {
  const owner = await readFile(path, 'utf8').catch(() => '')
  return new FolderBusyError(
    `process ${owner || '(unknown)'} is writing this history; wait for it, or delete ${path} if it is gone`,
  )
}
