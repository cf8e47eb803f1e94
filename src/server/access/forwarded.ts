import { BlockList, isIP } from 'node:net'
import type { IncomingHttpHeaders } from 'node:http'

/** Addresses of proxies whose word on who asks is taken. */
export type TrustedProxies = Pick<BlockList, 'check'>

/** Networks as `10.0.0.0/8`, and single addresses. Throws one sentence where a text is neither. */
export function trustedProxies(networks: readonly string[]): TrustedProxies {
  // Asked of every request, and an empty list costs as much as a long one.
  if (networks.length === 0) return { check: () => false }
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits, ...more] = network.split('/')
    const version = isIP(address)
    const widest = version === 4 ? 32 : 128
    const isNumber = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= widest)
    if (version === 0 || !isNumber || more.length > 0)
      throw new Error('must be an address or a network, like 10.0.0.0/8')
    list.addSubnet(address, Number(bits ?? widest), version === 4 ? 'ipv4' : 'ipv6')
  }
  return list
}

/** An address as it is compared: IPv4 that comes over IPv6 as IPv4, without a zone. */
function plain(address: string): string {
  const [bare = ''] = address.split('%')
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare
}

const isLoopback = (address: string): boolean =>
  address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))

/** Who is at the other end, as far as it can be believed. */
export interface Peer {
  readonly address: string
  /** Whether that is the machine of the server. What another has passed on never is. */
  readonly isLocal: boolean
}

/**
 * Reads X-Forwarded-For from its end: what a trusted proxy has added is believed, and what stands before an
 * address that is not trusted is only a claim. Without a trusted proxy it says one thing: that a proxy is there.
 */
export function peerOf(
  remoteAddress: string | undefined,
  headers: IncomingHttpHeaders,
  trusted: TrustedProxies,
): Peer {
  const isTrusted = (one: string) =>
    isIP(one) !== 0 && trusted.check(one, isIP(one) === 4 ? 'ipv4' : 'ipv6')
  let address = plain(remoteAddress ?? '')
  const isPassedOn = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'].some(
    (name) => headers[name] !== undefined,
  )
  if (!isTrusted(address)) return { address, isLocal: !isPassedOn && isLoopback(address) }
  const told = [headers['x-forwarded-for'] ?? []].flat().join(',')
  for (const one of told.split(',').toReversed()) {
    const next = plain(one.trim())
    if (isIP(next) === 0) {
      // Nobody says for whom it passes this on: then it is for nobody of this machine.
      return { address, isLocal: !isPassedOn && isLoopback(address) }
    }
    address = next
    if (!isTrusted(address)) break
  }
  return { address, isLocal: isLoopback(address) }
}
