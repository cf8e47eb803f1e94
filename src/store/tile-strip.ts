import { createHash } from 'node:crypto'

/** One tile as it goes over the wire: compressed, with the digest that its ETag is made of. */
export interface PackedTile {
  /** True when the tile can never change any more. */
  readonly closed: boolean
  /** First 32 hex digits of the SHA-256 of the body. */
  readonly digest: string
  readonly body: Uint8Array
}

/** All tiles of one time strip that hold something, by y. A y that is absent holds nothing. */
export type PackedStrip = ReadonlyMap<number, PackedTile>

/** The digest of a body, as strong ETags and the strip file carry it. */
export const digestOf = (body: Uint8Array): string =>
  createHash('sha256').update(body).digest('hex').slice(0, 32)

const MAGIC = 'ISTS'
const DIGEST_BYTES = 32
const HEADER_BYTES = MAGIC.length + DIGEST_BYTES + 4

interface Entry {
  readonly y: number
  readonly closed: boolean
  readonly digest: string
  readonly bytes: number
}

/**
 * A strip as a file: `ISTS`, SHA-256 of all that follows, length of the directory (u32, little-endian),
 * the directory (JSON: y, closed, digest, bytes per tile), then the bodies in the same order.
 */
export function encodeStrip(strip: PackedStrip): Uint8Array {
  const entries = [...strip].map(
    ([y, tile]): Entry => ({
      y,
      closed: tile.closed,
      digest: tile.digest,
      bytes: tile.body.length,
    }),
  )
  const directory = Buffer.from(JSON.stringify(entries))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(directory.length)
  const rest = Buffer.concat([length, directory, ...[...strip.values()].map((tile) => tile.body)])
  return Buffer.concat([Buffer.from(MAGIC), createHash('sha256').update(rest).digest(), rest])
}

/** Reads a strip file. Throws a RangeError where a byte of it is not as it was written. */
export function decodeStrip(bytes: Uint8Array): PackedStrip {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (file.length < HEADER_BYTES || file.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw new RangeError('not a strip of tiles: it does not start with ISTS')
  const rest = file.subarray(MAGIC.length + DIGEST_BYTES)
  const digest = createHash('sha256').update(rest).digest()
  if (!digest.equals(file.subarray(MAGIC.length, MAGIC.length + DIGEST_BYTES)))
    throw new RangeError('a damaged strip of tiles: its checksum does not match')
  let start = HEADER_BYTES + file.readUInt32LE(HEADER_BYTES - 4)
  // The checksum vouches for the directory: only encodeStrip writes one.
  const entries: readonly Entry[] = JSON.parse(file.toString('utf8', HEADER_BYTES, start))
  const strip = new Map<number, PackedTile>()
  for (const entry of entries) {
    const body = file.subarray(start, start + entry.bytes)
    strip.set(entry.y, { closed: entry.closed, digest: entry.digest, body })
    start += entry.bytes
  }
  return strip
}
