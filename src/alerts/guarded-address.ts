import { BlockList, isIP } from 'node:net'

/**
 * Where alerts may be sent: to addresses of the public internet, never to this machine, its network or
 * a cloud's metadata, unless the operator has allowed private ones. Ranges are those of the IANA
 * registries of special-purpose addresses (https://www.iana.org/assignments/iana-ipv4-special-registry,
 * https://www.iana.org/assignments/iana-ipv6-special-registry, read 2026-11).
 */
export interface TargetRules {
  /** Whether loopback and private addresses may be sent to: the operator's to say. */
  readonly allowPrivate: boolean
  /** Whether http is good enough. */
  readonly allowHttp: boolean
  readonly ports: readonly number[]
}

export const DEFAULT_TARGETS: TargetRules = {
  allowPrivate: false,
  allowHttp: false,
  ports: [443, 8443],
}

const PRIVATE_V4 = ['10.0.0.0/8', '127.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10']
const PRIVATE_V6 = ['::1/128', 'fc00::/7']

/**
 * What no operator's word makes a target: metadata of clouds, link-local, multicast, unspecified, reserved. Some clouds
 * have theirs elsewhere than at a link-local address: Alibaba at 100.100.100.200, Azure's host at 168.63.129.16
 * (https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16).
 */
const NEVER_V4 = [
  '0.0.0.0/8',
  '100.100.100.200/32',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]

/** Global unicast is 2000::/3; these parts of it are not, or hold an IPv4 address. Then metadata of clouds. */
const NEVER_V6 = [
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  // AWS, Google, Oracle, Scaleway.
  'fd00:ec2::254/128',
  'fd20:ce::254/128',
  'fd00:c1::a9fe:a9fe/128',
  'fd00:42::42/128',
]

const privates = blockList(PRIVATE_V4, PRIVATE_V6)
const never = blockList(NEVER_V4, NEVER_V6)
const global = blockList([], ['2000::/3'])

function blockList(v4: readonly string[], v6: readonly string[]): BlockList {
  const list = new BlockList()
  const add = (family: 'ipv4' | 'ipv6') => (range: string) => {
    const [net = '', bits] = range.split('/')
    list.addSubnet(net, Number(bits), family)
  }
  v4.forEach(add('ipv4'))
  v6.forEach(add('ipv6'))
  return list
}

/** Why an address is no target; undefined where it is one. */
export function addressFault(address: string, { allowPrivate }: TargetRules): string | undefined {
  const version = address.includes('%') ? 0 : isIP(address)
  if (version === 0) return `${address} is no address`
  const family = version === 4 ? 'ipv4' : 'ipv6'
  const isPrivate = privates.check(address, family)
  if (!never.check(address, family)) {
    if (isPrivate && allowPrivate) return undefined
    if (!isPrivate && (version === 4 || global.check(address, family))) return undefined
  }
  return `${address} is no address of the public internet`
}

/** Reads a URL that alerts are to be sent to. What its name resolves to is vetted at each connection. */
export function readTarget(
  text: string,
  rules: TargetRules,
): { readonly url: URL } | { readonly error: string } {
  if (text.length > 2_000) return { error: 'must be at most 2,000 characters' }
  // Other readers of URLs take these otherwise.
  if (/[\s\\\p{Cc}]/u.test(text)) return { error: 'must be without spaces and backslashes' }
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return { error: 'must be a URL like https://example.org/hook' }
  }
  if (url.protocol !== 'https:' && !(rules.allowHttp && url.protocol === 'http:'))
    return { error: `must be an https URL${rules.allowHttp ? ', or http' : ''}` }
  if (url.username !== '' || url.password !== '')
    return { error: 'must be without a user name or password' }
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  if (!rules.ports.includes(port) && !(port === 80 && rules.allowHttp))
    return { error: `must use a port of ${rules.ports.join(', ')}` }
  const host = hostOf(url)
  if (isIP(host) !== 0) {
    const fault = addressFault(host, rules)
    if (fault !== undefined) return { error: `must be a public address: ${fault}` }
  } else if (
    !rules.allowPrivate &&
    /(?:^|\.)(?:localhost|local|internal|home\.arpa)\.?$/.test(host)
  )
    return { error: `must be a public name: ${host} is a local one` }
  return { url }
}

/** The host without the brackets of an IPv6 address. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1')

/** Addresses of a name, as the system resolves it. */
export type Resolve = (host: string) => Promise<readonly string[]>

/**
 * The addresses of a host, all of which are targets. Rejects with a GuardError where one is none: a
 * name that also leads elsewhere is not trusted to lead here.
 */
export async function vettedAddresses(
  host: string,
  rules: TargetRules,
  resolve: Resolve,
): Promise<readonly string[]> {
  const addresses = isIP(host) === 0 ? await resolve(host) : [host]
  for (const address of addresses) {
    const fault = addressFault(address, rules)
    if (fault !== undefined) throw new GuardError(`${host} is refused: ${fault}`)
  }
  if (addresses.length === 0) throw new GuardError(`${host} has no address`)
  return addresses
}

/** Something must not be connected to, whatever is tried again. */
export class GuardError extends Error {}
