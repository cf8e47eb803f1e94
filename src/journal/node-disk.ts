import { createReadStream } from 'node:fs'
import { open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { DiskFile, JournalDisk } from './disk.ts'
import { isFolderLocked, lockFolder } from './folder-lock.ts'
import { errorCode } from './journal-refused.ts'

const CHUNK_BYTES = 262_144

/** The folder at a path. */
export function nodeDisk(path: string): JournalDisk {
  const at = (name: string) => join(path, name)
  return {
    path,
    lock: () => lockFolder(path),
    isLocked: () => isFolderLocked(path),
    async list() {
      const names = await readdir(path).catch((error: unknown) => {
        if (errorCode(error) === 'ENOENT') return []
        throw error
      })
      const files = await Promise.all(
        names.map(async (name) => {
          // What is removed while we look is not there.
          const found = await stat(at(name)).catch(() => undefined)
          return found?.isFile() === true ? [{ name, bytes: found.size }] : []
        }),
      )
      return files.flat()
    },
    create: async (name) => openedFile(await open(at(name), 'ax')),
    read: (name) => createReadStream(at(name), { highWaterMark: CHUNK_BYTES }),
    async head(name, bytes) {
      const handle = await open(at(name), 'r')
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0)
        return buffer.subarray(0, bytesRead)
      } finally {
        await handle.close()
      }
    },
    async replace(name, text) {
      const unfinished = at(`${name}.unfinished`)
      const handle = await open(unfinished, 'w')
      try {
        await handle.writeFile(text)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(unfinished, at(name))
      await syncFolder(path)
    },
    async truncate(name, bytes) {
      const handle = await open(at(name), 'r+')
      try {
        await handle.truncate(bytes)
        await handle.sync()
      } finally {
        await handle.close()
      }
    },
    remove: (name) => rm(at(name)),
    syncFolder: () => syncFolder(path),
    async space() {
      const { bavail, blocks, bsize } = await statfs(path)
      return { free: bavail * bsize, total: blocks * bsize }
    },
  }
}

function openedFile(handle: FileHandle): DiskFile {
  return {
    async append(bytes) {
      // One call may write a part only, on a disk that is nearly full.
      for (let done = 0; done < bytes.length; )
        // oxlint-disable-next-line no-await-in-loop -- one after another
        done += (await handle.write(bytes, done)).bytesWritten
    },
    // The size of the file is flushed too, where it has changed: fdatasync(2).
    sync: () => handle.datasync(),
    close: () => handle.close(),
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
