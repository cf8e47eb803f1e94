import type { AccessOptions } from '../../server/access/access.ts'
import { trustedProxies } from '../../server/access/forwarded.ts'
import { accessFolder, openKeyFile, readKeys } from '../../server/access/key-file.ts'
import { openSessionFile } from '../../server/access/session-file.ts'
import { isLoopback } from '../../server/start-server.ts'
import { repeated, toggle, usageError } from '../command/read-flags.ts'
import type { Flag, FlagValues } from '../command/read-flags.ts'

/** Flags on who may ask what. */
export const ACCESS_FLAGS = {
  'require-key': toggle('answer to keys alone, on this machine too (isotherm keys add makes one)'),
  'behind-tls': toggle('tell browsers to come over https alone, behind a proxy that brings TLS'),
  'allow-remote': toggle('let everyone who reaches the address read, without a key'),
  'allow-remote-notes': toggle('take notes of the paper journal from other machines too'),
  'trust-proxy': checked(
    'ADDRESS',
    'believe what this proxy or network says of who asks',
    (one) => {
      trustedProxies([one])
    },
  ),
  'allow-origin': checked(
    'ORIGIN',
    'let pages of this site read, like https://example.org',
    (one) => {
      if (!URL.canParse(one) || new URL(one).origin !== one || !/^https?:/.test(one))
        throw new Error('must be an origin, like https://example.org')
    },
  ),
  'allow-host': repeated('NAME', 'answer to this name too, behind a proxy; may be repeated'),
}

function checked(
  placeholder: string,
  help: string,
  check: (one: string) => void,
): Flag<readonly string[]> {
  const flag = repeated(placeholder, `${help}; may be repeated`)
  return {
    ...flag,
    read(texts) {
      for (const one of texts) check(one)
      return flag.read(texts)
    },
  }
}

/**
 * Who may ask a server at an address. Throws a UsageError where keys are needed and nobody could hold one.
 * @param data folder of all that is stored
 */
export async function openAccess(
  flags: FlagValues<typeof ACCESS_FLAGS>,
  host: string,
  data: string,
  onProblem: (message: string) => void,
): Promise<AccessOptions & { readonly close: () => Promise<void> }> {
  const folder = accessFolder(data)
  const isRemote = !isLoopback(host)
  const isKeyRequired = flags['require-key'] || (isRemote && !flags['allow-remote'])
  const scopes = readKeys(folder).map(({ scope }) => scope)
  if (isRemote && isKeyRequired && !scopes.includes('admin'))
    throw usageError(
      `--host "${host}" can be reached from other machines, and there is no admin key: make one with ` +
        'isotherm keys add --scope admin, or add --allow-remote to let everyone read',
    )
  if (isKeyRequired && scopes.length === 0)
    throw usageError('--require-key finds no key: make one with isotherm keys add --scope admin')
  const keys = await openKeyFile({ folder, now: Date.now, onProblem })
  const sessions = await openSessionFile(folder, onProblem)
  return {
    keys,
    sessions,
    isKeyRequired,
    isBehindTls: flags['behind-tls'],
    proxies: flags['trust-proxy'],
    origins: new Set(flags['allow-origin']),
    /** Waits until all that is to be kept is written. */
    async close() {
      await keys.close()
      await sessions.close()
    },
  }
}
