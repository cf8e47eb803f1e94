import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { access, mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { archiveFiles } from './archive-plan.ts'
import type { ArchiveFilePath, ArchiveRange } from './archive-plan.ts'
import { ImportError } from './row.ts'

/** Where files come from and go to. */
export interface ArchivePlace {
  /** Address of the archive, without a slash at its end. */
  readonly url: string
  /** Folder under which the archive's own paths are kept. */
  readonly folder: string
  readonly signal?: AbortSignal
}

/** What happened to one file of the archive. */
export interface FetchedFile {
  readonly path: string
  readonly outcome: 'fetched' | 'resumed' | 'kept' | 'absent'
}

export interface Download {
  /** Paths on disk, in the order of the range. */
  readonly files: readonly string[]
  /** Archive paths that the archive does not have. */
  readonly absent: readonly string[]
}

const CHECKSUM = /^([0-9a-fA-F]{64})\b/

/**
 * Fetches the archive files of a range. What is there with the right checksum is kept; a file cut
 * off is continued. Throws an ImportError without a network, and where a checksum does not fit twice.
 */
export async function downloadArchive(
  range: ArchiveRange,
  place: ArchivePlace,
  progress: (done: number, of: number, file: FetchedFile) => void,
): Promise<Download> {
  const wanted: ArchiveFilePath[] = [...archiveFiles(range)]
  const files: string[] = []
  const absent: string[] = []
  for (let i = 0; i < wanted.length; i++) {
    const { path, days } = wanted[i] as ArchiveFilePath
    // oxlint-disable-next-line no-await-in-loop -- one file at a time, as a guest should
    const file = await fetchFile(path, place)
    if (file.outcome !== 'absent') files.push(join(place.folder, path))
    else if (days.length === 0) absent.push(path)
    // A month that is not packed yet may be there by day.
    else wanted.splice(i + 1, 0, ...days.map((day) => ({ path: day, days: [] })))
    progress(i + 1, wanted.length, file)
  }
  return { files, absent }
}

async function fetchFile(path: string, place: ArchivePlace): Promise<FetchedFile> {
  const target = join(place.folder, path)
  const part = `${target}.part`
  await mkdir(dirname(target), { recursive: true })
  const published = await get(`${place.url}/${path}.CHECKSUM`, place)
  if (published.status === 404) return { path, outcome: 'absent' }
  const checksum = CHECKSUM.exec(await published.text())?.[1]?.toLowerCase()
  if (checksum === undefined) throw new ImportError(`${published.url}: holds no SHA-256 checksum`)
  if ((await exists(target)) && (await sha256(target)) === checksum)
    return { path, outcome: 'kept' }
  const begun = await sizeOf(part)
  const outcome = await fetchRest(`${place.url}/${path}`, part, begun, place)
  if (outcome === 'absent') return { path, outcome }
  if ((await sha256(part)) !== checksum) {
    // What was begun may be of an older version of the file: once more from its start.
    await rm(part, { force: true })
    if (begun === 0) throw mismatch(place, path)
    await fetchRest(`${place.url}/${path}`, part, 0, place)
    if ((await sha256(part)) !== checksum) {
      await rm(part, { force: true })
      throw mismatch(place, path)
    }
  }
  await rename(part, target)
  return { path, outcome }
}

const mismatch = (place: ArchivePlace, path: string): ImportError =>
  new ImportError(
    `${place.url}/${path}: its SHA-256 is not the one of its .CHECKSUM file; nothing of it is kept`,
  )

/** Writes what is missing of a file behind what is there of it. */
async function fetchRest(
  url: string,
  part: string,
  begun: number,
  place: ArchivePlace,
): Promise<'fetched' | 'resumed' | 'absent'> {
  const answer = await get(url, place, begun > 0 ? { Range: `bytes=${begun}-` } : {})
  if (answer.status === 404) return 'absent'
  // 416: everything is there already, or more than there is; the checksum tells which.
  if (answer.status === 416) return 'resumed'
  if (answer.body === null) throw new ImportError(`${url}: the answer has no body`)
  const resumed = answer.status === 206
  try {
    await pipeline(
      Readable.fromWeb(answer.body as ReadableStream),
      createWriteStream(part, { flags: resumed ? 'a' : 'w' }),
    )
  } catch (cause) {
    throw new ImportError(`${url}: broken off, run the command again to go on: ${reason(cause)}`)
  }
  return resumed ? 'resumed' : 'fetched'
}

async function get(
  url: string,
  { signal }: ArchivePlace,
  headers: Record<string, string> = {},
): Promise<Response> {
  let answer: Response
  try {
    answer = await fetch(url, { headers, ...(signal === undefined ? {} : { signal }) })
  } catch (cause) {
    throw new ImportError(
      `${url}: not reached (${reason(cause)}). Without a network, import files you have: isotherm import FILE…`,
    )
  }
  const fine = answer.ok || answer.status === 404 || answer.status === 416
  if (!fine)
    throw new ImportError(`${url}: the server answers ${answer.status} ${answer.statusText}`)
  return answer
}

/** The plainest words for a failed request: its cause where it names one. */
function reason(error: unknown): string {
  const { message, cause } = error as Error
  const deeper = cause as NodeJS.ErrnoException | undefined
  return deeper?.code ?? deeper?.message ?? message
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  return hash.digest('hex')
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  )
