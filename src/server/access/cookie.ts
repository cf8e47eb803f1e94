import { SECOND } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'

/**
 * The cookie of a page that was let in. Browsers take one of this name only over TLS and on this machine, for the
 * whole host and from it alone.
 */
const COOKIE = '__Host-isotherm'

/** Scripts do not see it, and it comes with nothing that another site has made the browser ask. */
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Strict'

/** The text in the Cookie header of a request. */
export function cookieOf(header: string | undefined): string | undefined {
  for (const one of (header ?? '').split(';')) {
    const [name = '', value = ''] = one.trim().split('=')
    if (name === COOKIE && value !== '') return value
  }
  return undefined
}

/** The Set-Cookie header that keeps a text for a while. */
export const keepCookie = (text: string, length: Millis): string =>
  `${COOKIE}=${text}; ${ATTRIBUTES}; Max-Age=${length / SECOND}`

/** The one that takes it away. */
export const DROP_COOKIE = `${COOKIE}=; ${ATTRIBUTES}; Max-Age=0`
