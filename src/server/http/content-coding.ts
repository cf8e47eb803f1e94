import { promisify } from 'node:util'
import { brotliCompress, brotliDecompress, constants, gunzip, gzip } from 'node:zlib'

/** Content codings (RFC 9110, 8.4.1) that answers are sent in, best first. */
export type Coding = 'br' | 'gzip' | 'identity'

/**
 * The best coding that an Accept-Encoding header allows (RFC 9110, 12.5.3). Without a header, or where
 * nothing else is allowed, `identity`.
 */
export function chooseCoding(acceptEncoding: string | undefined): Coding {
  const weights = new Map<string, number>()
  for (const part of (acceptEncoding ?? '').split(',')) {
    const [name = '', ...settings] = part.split(';').map((text) => text.trim().toLowerCase())
    const setting = settings.find((text) => text.startsWith('q='))
    const weight = setting === undefined ? 1 : Number(setting.slice(2))
    if (name !== '' && weight >= 0 && weight <= 1) weights.set(name, weight)
  }
  const allows = (coding: Coding) => (weights.get(coding) ?? weights.get('*') ?? 0) > 0
  if (allows('br')) return 'br'
  return allows('gzip') ? 'gzip' : 'identity'
}

const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)
const fromBrotli = promisify(brotliDecompress)
const fromGzip = promisify(gunzip)

/**
 * Brotli quality. Measured on ten tiles of hourly bitcoin (1.3 MB): 4 gives 243 KB in 42 ms, 5 gives
 * 225 KB in 75 ms, 9 gives 219 KB in 440 ms, 11 gives 204 KB in 3 s.
 */
const QUALITY = { [constants.BROTLI_PARAM_QUALITY]: 5 }

/** Compresses bytes, on a thread of its own. */
export async function encodeBody(bytes: Uint8Array, coding: Coding): Promise<Uint8Array> {
  if (coding === 'br')
    return toBrotli(bytes, {
      params: { ...QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    })
  return coding === 'gzip' ? toGzip(bytes, { level: 6 }) : bytes
}

/** Undoes `encodeBody`. */
export async function decodeBody(bytes: Uint8Array, coding: Coding): Promise<Uint8Array> {
  if (coding === 'br') return fromBrotli(bytes)
  return coding === 'gzip' ? fromGzip(bytes) : bytes
}
