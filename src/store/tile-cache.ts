import { mkdir, readdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PlaneSet } from '../heatmap/planes.ts'
import type { Millis } from '../market/units.ts'
import { UNFINISHED } from './durable-file.ts'
import { RecentlyUsed } from './tile-recent.ts'
import { decodeStrip, encodeStrip } from './tile-strip.ts'
import type { PackedStrip } from './tile-strip.ts'

/** Names one strip of packed tiles. The version stands for instrument, model and history together. */
export interface StripAddress {
  /** Lower-case hexadecimal. */
  readonly version: string
  readonly planes: PlaneSet
  readonly bucket: Millis
  readonly zoom: number
  readonly x: number
  readonly coding: 'br' | 'gzip'
}

export interface TileCacheOptions {
  /** Folder of the cache; made when missing. All of it may be deleted at any time. */
  readonly directory: string
  /** Bound of the files together; what was used longest ago is removed first. */
  readonly maxBytes: number
  /** Bound of the strips kept in memory. */
  readonly memoryBytes: number
  /** Told of damaged files and of a folder that cannot be written. The tiles are served all the same. */
  readonly onProblem: (message: string) => void
}

export interface TileCache {
  /**
   * The strip from memory, from its file, or from `build`, whose answer is kept. Equal requests at
   * the same time share one build. Rejects only where `build` does.
   */
  strip(address: StripAddress, build: () => Promise<PackedStrip>): Promise<PackedStrip>
  /** Bytes and number of the files that this cache knows of. */
  size(): { readonly bytes: number; readonly files: number }
  /** How many strips were found in memory and in files, and how many were made. */
  lookups(): TileLookups
}

export interface TileLookups {
  readonly memory: number
  readonly file: number
  readonly made: number
}

/** A write that was cut off longer ago than this is nobody's any more. */
const STALE_MS = 3_600_000

/** Another process may have been faster, and what stays behind is found at the next start. */
const remove = (path: string): void => void unlink(path).catch(() => {})
const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))
const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

/**
 * Opens a cache of packed tiles. Files are put in place by rename, each with its checksum, so several
 * processes may share a folder and a damaged file is built anew.
 */
export async function openTileCache(options: TileCacheOptions): Promise<TileCache> {
  const { directory, onProblem } = options
  await mkdir(directory, { recursive: true })
  const files = new RecentlyUsed<string, number>(options.maxBytes, (bytes) => bytes, remove)
  for (const file of await storedFiles(directory)) files.set(file.path, file.bytes)

  const memory = new RecentlyUsed<string, PackedStrip>(options.memoryBytes, (strip) => {
    let bytes = 0
    for (const tile of strip.values()) bytes += tile.body.length
    return bytes + 1_000
  })
  const underway = new Map<string, Promise<PackedStrip>>()
  let writable = true
  let written = 0
  const lookups = { memory: 0, file: 0, made: 0 }

  async function read(path: string): Promise<PackedStrip | undefined> {
    try {
      const strip = decodeStrip(await readFile(path))
      if (files.get(path) === undefined) files.set(path, (await stat(path)).size)
      return strip
    } catch (error) {
      files.delete(path)
      if (!isMissing(error)) {
        onProblem(`tile cache: ${path} is built anew: ${reason(error)}`)
        await rm(path, { recursive: true, force: true }).catch(() => {})
      }
      return undefined
    }
  }

  async function write(path: string, strip: PackedStrip): Promise<void> {
    const unfinished = `${path}.${process.pid}-${written++}${UNFINISHED}`
    const bytes = encodeStrip(strip)
    try {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(unfinished, bytes)
      await rename(unfinished, path)
      files.set(path, bytes.length)
      writable = true
    } catch (error) {
      remove(unfinished)
      // Once, not once a tile: a full disk stays full for a while.
      if (writable) onProblem(`tile cache: tiles are served but not kept: ${reason(error)}`)
      writable = false
    }
  }

  async function find(path: string, build: () => Promise<PackedStrip>): Promise<PackedStrip> {
    const kept = await read(path)
    lookups[kept === undefined ? 'made' : 'file']++
    const strip = kept ?? (await build())
    memory.set(path, strip)
    if (kept === undefined) await write(path, strip)
    return strip
  }

  return {
    strip(address, build) {
      const path = join(directory, address.version, fileName(address))
      const kept = memory.get(path)
      if (kept !== undefined) {
        lookups.memory++
        return Promise.resolve(kept)
      }
      const pending = underway.get(path)
      if (pending !== undefined) return pending
      const strip = find(path, build).finally(() => underway.delete(path))
      underway.set(path, strip)
      return strip
    },
    size: () => ({ bytes: files.weight, files: files.size }),
    lookups: () => lookups,
  }
}

const fileName = ({ planes, bucket, zoom, x, coding }: StripAddress): string =>
  `${planes}-${bucket}-z${zoom}-x${x}.${coding}`

/** The files of a cache folder, oldest first; removes what cut-off writes left behind. */
async function storedFiles(directory: string): Promise<readonly { path: string; bytes: number }[]> {
  const found: { path: string; bytes: number; modified: number }[] = []
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    // Another process may remove a file while this one looks.
    const info = await stat(path).catch(() => undefined)
    if (info === undefined) continue
    if (!entry.name.endsWith(UNFINISHED))
      found.push({ path, bytes: info.size, modified: info.mtimeMs })
    else if (Date.now() - info.mtimeMs > STALE_MS) await unlink(path).catch(() => {})
  }
  return found.sort((a, b) => a.modified - b.modified)
}
