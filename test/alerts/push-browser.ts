import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'

/** A browser that asked its push service for messages, and reads them as RFC 8291 has it. */
export interface PushBrowser {
  readonly p256dh: string
  readonly auth: string
  /** The JSON of a message. Throws where it is not for this browser. */
  read(body: Buffer): unknown
}

const derive = (
  secret: Uint8Array,
  salt: Uint8Array,
  info: string | Uint8Array,
  bytes: number,
): Buffer => Buffer.from(hkdfSync('sha256', secret, salt, info, bytes))

export function pushBrowser(): PushBrowser {
  const browser = createECDH('prime256v1')
  browser.generateKeys()
  const auth = randomBytes(16)
  return {
    p256dh: browser.getPublicKey('base64url'),
    auth: auth.toString('base64url'),
    read(body) {
      const [salt, theirs] = [body.subarray(0, 16), body.subarray(21, 86)]
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), browser.getPublicKey(), theirs])
      const secret = derive(browser.computeSecret(theirs), auth, info, 32)
      const key = derive(secret, salt, 'Content-Encoding: aes128gcm\0', 16)
      const nonce = derive(secret, salt, 'Content-Encoding: nonce\0', 12)
      const decipher = createDecipheriv('aes-128-gcm', key, nonce)
      decipher.setAuthTag(body.subarray(-16))
      const text = Buffer.concat([decipher.update(body.subarray(86, -16)), decipher.final()])
      if (text.at(-1) !== 2) throw new Error('the last record does not end with 2')
      return JSON.parse(text.subarray(0, -1).toString())
    },
  }
}
