import { expect, test } from 'vitest'
import { peerOf, trustedProxies } from './forwarded.ts'

const none = trustedProxies([])
const proxies = trustedProxies(['127.0.0.1', '10.0.0.0/8', 'fd00::/8'])

test.each([
  ['this machine', '127.0.0.1', {}, '127.0.0.1', true],
  ['this machine over IPv6', '::ffff:127.0.0.1', {}, '127.0.0.1', true],
  ['this machine, IPv6', '::1', {}, '::1', true],
  ['another', '192.0.2.1', {}, '192.0.2.1', false],
  ['a name that begins like this machine', '127.evil', {}, '127.evil', false],
  ['a proxy on this machine', '127.0.0.1', { 'x-forwarded-for': '192.0.2.1' }, '127.0.0.1', false],
  [
    'one that says it is this machine',
    '192.0.2.1',
    { 'x-forwarded-for': '127.0.0.1' },
    '192.0.2.1',
    false,
  ],
  ['a proxy that says less', '127.0.0.1', { forwarded: 'for=192.0.2.1' }, '127.0.0.1', false],
  ['a proxy that says nothing of whom', '127.0.0.1', { via: '1.1 x' }, '127.0.0.1', false],
] as const)(
  'without a trusted proxy %s is seen as it comes',
  (_, remote, headers, address, isLocal) => {
    expect(peerOf(remote, headers, none)).toEqual({ address, isLocal })
  },
)

test.each([
  ['one behind the proxy', '203.0.113.9', '203.0.113.9', false],
  ['one that claims more', '127.0.0.1, 203.0.113.9', '203.0.113.9', false],
  ['a chain of proxies', '203.0.113.9, 10.1.2.3', '203.0.113.9', false],
  ['a spoofed chain', '8.8.8.8, 203.0.113.9, 10.1.2.3', '203.0.113.9', false],
  ['this machine through its proxy', '127.0.0.1', '127.0.0.1', true],
  ['an IPv4 address over IPv6', '::ffff:203.0.113.9', '203.0.113.9', false],
  ['no address', 'unknown', '127.0.0.1', false],
  ['a name', 'localhost', '127.0.0.1', false],
  ['nothing', '', '127.0.0.1', false],
  ['an address with its port', '203.0.113.9:1234', '127.0.0.1', false],
])('a trusted proxy tells of %s', (_, header, address, isLocal) => {
  const headers = { 'x-forwarded-for': header }
  expect(peerOf('127.0.0.1', headers, proxies)).toEqual({ address, isLocal })
})

test('a proxy that tells of nobody is who asks', () => {
  expect(peerOf('::ffff:10.1.2.3', {}, proxies)).toEqual({ address: '10.1.2.3', isLocal: false })
  expect(peerOf('127.0.0.1', {}, proxies)).toEqual({ address: '127.0.0.1', isLocal: true })
})

test.each([
  '',
  'localhost',
  '10.0.0.0/33',
  '10.0.0.0/-1',
  '10.0.0.0/8/8',
  'fd00::/129',
  '10.0/8',
  '*',
])('%j is no network', (network) => {
  expect(() => trustedProxies([network])).toThrow('must be an address or a network')
})
