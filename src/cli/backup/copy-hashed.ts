import { createHash } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

const CHUNK_BYTES = 1_048_576

export interface Copied {
  readonly bytes: number
  readonly sha256: string
}

export interface CopyOptions {
  /** Copies what is on the disk up to its last whole line; all of it else. */
  readonly wholeLines?: boolean
  readonly mode?: number
}

/**
 * Copies a file to a new one, durably. What is appended meanwhile is left out, and a file that is
 * replaced meanwhile is copied as it was.
 */
export async function copyHashed(
  from: string,
  to: string,
  { wholeLines = false, mode = 0o644 }: CopyOptions = {},
): Promise<Copied> {
  await mkdir(dirname(to), { recursive: true })
  const source = await open(from, 'r')
  try {
    let { size } = await source.stat()
    if (wholeLines) {
      // What was written up to here is on the disk afterwards, so it is no less than was acknowledged.
      await source.datasync()
      size = await endOfLines(source, size)
    }
    const target = await open(to, 'wx', mode)
    try {
      const sha256 = await copyBytes(source, target, size)
      await target.sync()
      return { bytes: size, sha256 }
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

async function copyBytes(source: FileHandle, target: FileHandle, size: number): Promise<string> {
  const hash = createHash('sha256')
  const buffer = Buffer.alloc(Math.min(CHUNK_BYTES, Math.max(1, size)))
  for (let at = 0; at < size; ) {
    // oxlint-disable no-await-in-loop -- one after another
    const { bytesRead } = await source.read(buffer, 0, Math.min(buffer.length, size - at), at)
    if (bytesRead === 0) throw new Error('a file became shorter while it was copied')
    const bytes = buffer.subarray(0, bytesRead)
    hash.update(bytes)
    for (let done = 0; done < bytesRead; ) done += (await target.write(bytes, done)).bytesWritten
    // oxlint-enable no-await-in-loop
    at += bytesRead
  }
  return hash.digest('hex')
}

/** Where the last line that is whole ends, within the first `size` bytes. */
async function endOfLines(source: FileHandle, size: number): Promise<number> {
  const buffer = Buffer.alloc(Math.min(CHUNK_BYTES, Math.max(1, size)))
  for (let end = size; end > 0; ) {
    const from = Math.max(0, end - buffer.length)
    // oxlint-disable-next-line no-await-in-loop -- backwards, and nearly always once
    const { bytesRead } = await source.read(buffer, 0, end - from, from)
    const at = buffer.subarray(0, bytesRead).lastIndexOf(0x0a)
    if (at >= 0) return from + at + 1
    end = from
  }
  return 0
}
