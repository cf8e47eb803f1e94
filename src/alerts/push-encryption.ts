import { createCipheriv, createECDH, ECDH, hkdfSync, randomBytes, sign } from 'node:crypto'
import { HOUR, SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'

/** Keys that a browser gives with a subscription, in Base64url. */
export interface PushKeys {
  readonly p256dh: string
  readonly auth: string
}

const decoded = (text: string): Buffer => Buffer.from(text, 'base64url')

const derived = (secret: Uint8Array, salt: Uint8Array, info: Uint8Array, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, salt, info, bytes))

const jsonPart = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** One record of RFC 8188, of the size that push services take. */
const RECORD_SIZE = 4_096

/** Longest text that fits into it: less header, padding delimiter and tag. */
export const LONGEST_PUSH = 3_900

/**
 * A message that only the browser can read: RFC 8291, with the content coding aes128gcm of RFC 8188.
 * @param once key pair and salt of this message alone; given in tests of known answers
 */
export function encryptPush(
  text: string,
  { p256dh, auth }: PushKeys,
  once: { readonly privateKey?: Buffer; readonly salt?: Buffer } = {},
): Uint8Array {
  const own = createECDH('prime256v1')
  if (once.privateKey === undefined) own.generateKeys()
  else own.setPrivateKey(once.privateKey)
  const salt = once.salt ?? randomBytes(16)
  const [theirs, ours] = [decoded(p256dh), own.getPublicKey()]
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), theirs, ours])
  const secret = derived(own.computeSecret(theirs), decoded(auth), info, 32)
  const key = derived(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = derived(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  // 2 ends the last record.
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.update('\u0002'), cipher.final()])
  const size = Buffer.alloc(5)
  size.writeUInt32BE(RECORD_SIZE)
  size[4] = ours.length
  return Buffer.concat([salt, size, ours, body, cipher.getAuthTag()])
}

/** The server's key pair of RFC 8292, in Base64url, and who may be asked about it. */
export interface VapidKeys {
  readonly publicKey: string
  readonly privateKey: string
  /** mailto: or https:; undefined where there is nobody. */
  readonly subject: string | undefined
}

/** The header that says whose message it is: a token for one push service, for 12 hours. */
export function vapidHeader(origin: string, now: Millis, vapid: VapidKeys): string {
  const { publicKey, privateKey, subject } = vapid
  const expires = Math.floor((now + 12 * HOUR) / SECOND)
  const claims = { aud: origin, exp: expires, sub: subject }
  const token = `${jsonPart({ typ: 'JWT', alg: 'ES256' })}.${jsonPart(claims)}`
  const point = decoded(publicKey)
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    d: privateKey,
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33, 65).toString('base64url'),
  }
  const key = { key: jwk, format: 'jwk', dsaEncoding: 'ieee-p1363' } as const
  const signature = sign('sha256', Buffer.from(token), key).toString('base64url')
  return `vapid t=${token}.${signature}, k=${publicKey}`
}

/** A key pair for a server that has none. */
export function newVapidPair(): Omit<VapidKeys, 'subject'> {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  // Leading zeros count: a JWK's number has 32 bytes.
  const privateKey = Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()]).subarray(-32)
  return {
    publicKey: pair.getPublicKey('base64url'),
    privateKey: privateKey.toString('base64url'),
  }
}

/** Whether a browser's keys can be encrypted for. */
export function areKeys({ p256dh, auth }: PushKeys): boolean {
  if (decoded(p256dh).length !== 65 || decoded(auth).length !== 16) return false
  try {
    ECDH.convertKey(decoded(p256dh), 'prime256v1')
    return true
  } catch {
    return false
  }
}
