import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { createGunzip, crc32 } from 'node:zlib'
import { openPromise } from 'yauzl'
import type { Entry } from 'yauzl'
import { ImportError } from './row.ts'

/** A text in a file: the file itself, unpacked if it is gzip, or an entry of a zip. */
export interface TextSource {
  /** As a user is told: the path, and for a zip its entry. */
  readonly label: string
  /** File name by which the text is recognised. */
  readonly name: string
  /** Its bytes, once. */
  readonly bytes: AsyncIterable<Uint8Array>
}

export type FileFormat = 'zip' | 'gzip' | 'parquet' | 'text'

/** What inflates beyond both of these is taken for a bomb; tables of prices shrink to a tenth or so. */
const MOST_RATIO = 200
const ALWAYS_ALLOWED = 8 * 1024 * 1024

/** Recognises a file by its first bytes. Throws an ImportError where the name promises another format. */
export async function fileFormat(path: string): Promise<FileFormat> {
  const head = await firstBytes(path, 4)
  const ascii = head.toString('latin1')
  const format: FileFormat = ascii.startsWith('PK')
    ? 'zip'
    : ascii === 'PAR1'
      ? 'parquet'
      : ascii.startsWith('\x1f\x8b')
        ? 'gzip'
        : 'text'
  const promised = /\.(zip|gz|parquet)$/i.exec(path)?.[1]?.toLowerCase()
  const expected = promised === 'gz' ? 'gzip' : promised
  if (expected !== undefined && expected !== format)
    throw new ImportError(
      head.length === 0
        ? 'is empty'
        : `is no ${expected} file: it begins with ${JSON.stringify(ascii)}`,
    )
  if (ascii.startsWith('\xff\xfe') || ascii.startsWith('\xfe\xff'))
    throw new ImportError('is UTF-16 text: save it as UTF-8')
  return format
}

/** The texts of a file, one after another. Nothing is unpacked to the disk. */
export async function* textSources(path: string, format: FileFormat): AsyncGenerator<TextSource> {
  const name = basename(path)
  if (format === 'zip') yield* zipSources(path)
  else if (format === 'gzip') {
    const { size } = await stat(path)
    const inflated = createReadStream(path).pipe(createGunzip())
    yield { label: path, name: name.replace(/\.gz$/i, ''), bytes: limited(inflated, size) }
  } else yield { label: path, name, bytes: createReadStream(path) }
}

async function* zipSources(path: string): AsyncGenerator<TextSource> {
  let entries = 0
  const zip = await openPromise(path, { autoClose: false }).catch((error: unknown) => {
    throw new ImportError(`is no whole zip file: ${(error as Error).message}`)
  })
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/') || !/\.(csv|txt)$/i.test(entry.fileName)) continue
      entries++
      const label = `${path}/${entry.fileName}`
      const inflated = await zip.openReadStreamPromise(entry)
      yield {
        label,
        name: basename(entry.fileName),
        bytes: limited(inflated, entry.compressedSize, entry),
      }
    }
  } catch (error) {
    if (error instanceof ImportError) throw error
    // Names that leave the folder (zip slip), broken directories and encrypted entries end here.
    throw new ImportError(`is a broken zip file: ${(error as Error).message}`)
  } finally {
    zip.close()
  }
  if (entries === 0) throw new ImportError('is a zip file without a .csv in it')
}

/** Passes bytes on, watching that they are not a bomb and are what the archive promised. */
async function* limited(
  inflated: AsyncIterable<Uint8Array>,
  packed: number,
  entry?: Entry,
): AsyncGenerator<Uint8Array> {
  let size = 0
  let sum = 0
  try {
    for await (const piece of inflated) {
      size += piece.length
      if (size > ALWAYS_ALLOWED && size > packed * MOST_RATIO)
        throw new ImportError(
          `inflates to more than ${MOST_RATIO} times its ${packed} bytes: not read, it may be a zip bomb`,
        )
      if (entry !== undefined) sum = crc32(piece, sum)
      yield piece
    }
  } catch (error) {
    if (error instanceof ImportError) throw error
    throw new ImportError(`is damaged or cut off: ${(error as Error).message}`)
  }
  if (entry !== undefined && sum !== entry.crc32)
    throw new ImportError('is damaged: its checksum does not fit')
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
