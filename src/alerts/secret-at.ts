import { reason } from '../journal/journal-refused.ts'
import type { SecretPlace } from './config-schema.ts'

/** Where secrets come from. */
export interface SecretPorts {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly readFile: (path: string) => Promise<string>
  /** Whether other users of the machine may read the configuration file. */
  readonly isOpenToOthers: boolean
}

/** Shorter, and it would stand in texts that tell nothing of it. */
const SHORTEST_SECRET = 8

/**
 * Reads a secret. Rejects with an Error of one sentence that does not show it.
 * @param where the key that names it, for that sentence
 */
export async function secretAt(
  place: SecretPlace,
  where: string,
  ports: SecretPorts,
): Promise<string> {
  let secret: string
  if (typeof place === 'string') {
    if (ports.isOpenToOthers)
      throw new Error(
        `${where} (not shown): must be {"env": "NAME"} or {"file": "PATH"}, or the configuration file of mode 0600`,
      )
    secret = place
  } else if ('env' in place) {
    const name = place.env
    const path = ports.env[`${name}_FILE`]
    const given = ports.env[name]
    if (given === undefined || given === '') {
      if (path === undefined || path === '')
        throw new Error(`${where}: neither ${name} nor ${name}_FILE is set in the environment`)
      secret = await secretFile(path, where, ports)
    } else secret = given
  } else secret = await secretFile(place.file, where, ports)
  if (secret.length >= SHORTEST_SECRET && !/\p{Cc}/u.test(secret)) return secret
  throw new Error(
    `${where} (not shown): must be one line of at least ${SHORTEST_SECRET} characters`,
  )
}

async function secretFile(path: string, where: string, ports: SecretPorts): Promise<string> {
  try {
    return (await ports.readFile(path)).replace(/\r?\n$/, '')
  } catch (error) {
    throw new Error(`${where}: ${path} cannot be read: ${reason(error)}`, { cause: error })
  }
}
