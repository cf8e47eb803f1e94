import { readFileSync } from 'node:fs'
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { errorCode, JournalRefusedError, reason } from './journal-refused.ts'

const LOCK = '.lock'

/** Folders that this process holds: its own id in a lock file says nothing after a restart. */
const held = new Set<string>()

/**
 * Takes a folder for this process as long as it lives; it is made if it is missing. The lock is a
 * file with the owner's process id and, on Linux, when that process began, because ids are given
 * again, in a container at every start. One whose process is gone is taken over. Resolves with what
 * gives the folder free; rejects with a JournalRefusedError.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(resolve(folder), LOCK)
  try {
    await mkdir(folder, { recursive: true })
    await take(folder, path)
  } catch (error) {
    throw error instanceof JournalRefusedError ? error : refusal(folder, error)
  }
  held.add(path)
  return async () => {
    if (!held.delete(path)) return
    await rm(path, { force: true })
  }
}

/** Whether a living process holds a folder. */
export async function isFolderLocked(folder: string): Promise<boolean> {
  const path = join(resolve(folder), LOCK)
  const owner = await readFile(path, 'utf8').catch(() => undefined)
  return owner !== undefined && isAlive(owner, path)
}

async function take(folder: string, path: string): Promise<void> {
  const own = `${path}.${process.pid}`
  await writeFile(own, `${process.pid} ${beginning(process.pid)}\n`)
  try {
    // Twice: a lock that was left behind is moved away first. `link` puts the whole file in place.
    for (let attempt = 0; attempt < 3; attempt++) {
      // oxlint-disable-next-line no-await-in-loop -- in turn
      if (await linked(own, path)) return
      // oxlint-disable-next-line no-await-in-loop -- in turn
      const owner = await readFile(path, 'utf8').catch(() => undefined)
      if (owner === undefined) continue
      if (isAlive(owner, path)) throw busy(folder, owner)
      // oxlint-disable-next-line no-await-in-loop -- in turn
      await moveAway(path, `${own}.gone`, owner)
    }
    throw busy(folder, await readFile(path, 'utf8').catch(() => ''))
  } finally {
    await rm(own, { force: true })
  }
}

async function linked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path)
    return true
  } catch (error) {
    const code = errorCode(error)
    if (code === 'EEXIST') return false
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error
  }
  // A file system without hard links.
  try {
    await writeFile(path, await readFile(own), { flag: 'wx' })
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

/** Removes the lock of a process that is gone, unless another has just taken it over. */
async function moveAway(path: string, aside: string, owner: string): Promise<void> {
  try {
    await rename(path, aside)
    if ((await readFile(aside, 'utf8')) !== owner) await linked(aside, path)
    await rm(aside, { force: true })
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
  }
}

function isAlive(owner: string, path: string): boolean {
  const [id = '', began] = owner.trim().split(' ')
  const pid = Number(id)
  if (!Number.isInteger(pid) || pid <= 0) return false
  if (pid === process.pid) return held.has(path)
  try {
    process.kill(pid, 0)
  } catch (error) {
    return errorCode(error) !== 'ESRCH'
  }
  const begins = beginning(pid)
  return begins === '' || began === undefined || began === begins
}

/** What tells a process from a later one of the same id; '' where the system does not say. */
function beginning(pid: number): string {
  try {
    // proc(5): the name, field 2, may hold spaces and ends at the last ")"; field 22 is the start time.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot}:${fields[19]}`
  } catch {
    return ''
  }
}

const busy = (folder: string, owner: string): JournalRefusedError =>
  new JournalRefusedError(
    `process ${owner.trim().split(' ')[0] || '(unknown)'} is writing the journal in ${folder}: end it first, or give another folder`,
  )

const CAUSES: Readonly<Record<string, string>> = {
  EACCES: 'may not be written by this user',
  EPERM: 'may not be written by this user',
  EROFS: 'is on a disk that is read-only',
  ENOTDIR: 'is not a folder',
  EEXIST: 'is not a folder',
  ENOSPC: 'is on a disk that is full',
}

function refusal(folder: string, error: unknown): JournalRefusedError {
  const cause = CAUSES[errorCode(error) ?? ''] ?? `cannot be used: ${reason(error)}`
  return new JournalRefusedError(`the journal's folder ${folder} ${cause}`)
}
