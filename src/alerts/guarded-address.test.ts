import { describe, expect, test } from 'vitest'
import { addressFault, DEFAULT_TARGETS, readTarget, vettedAddresses } from './guarded-address.ts'

const operators = { ...DEFAULT_TARGETS, allowPrivate: true, allowHttp: true }
const refused = (text: string, rules = DEFAULT_TARGETS) => 'error' in readTarget(text, rules)

/** Where clouds tell machines their secrets. */
const METADATA = [
  '169.254.169.254',
  '100.100.100.200',
  '168.63.129.16',
  '[fd00:ec2::254]',
  '[fd20:ce::254]',
  '[fd00:c1::a9fe:a9fe]',
  '[fd00:42::42]',
]

describe('URLs', () => {
  test.each([
    'https://example.org/hook?a=1',
    'https://example.org:8443/',
    'https://93.184.216.34/',
    'https://[2606:2800:220:1:248:1893:25c8:1946]/',
    'https://127.0.0.1.nip.io/',
  ])('may be targets, by their writing alone: %s', (text) => {
    expect(readTarget(text, DEFAULT_TARGETS)).toHaveProperty('url')
  })

  test.each([
    '',
    ' ',
    'example.org',
    'http://example.org/',
    'file:///etc/passwd',
    'gopher://example.org/',
    'data:text/plain,x',
    'ftp://example.org/',
    'javascript:alert(1)',
    'ws://example.org/',
    'https://user@example.org/',
    'https://user:password@example.org/',
    'https://example.org:22/',
    'https://example.org:25/',
    'https://example.org:6379/',
    'https://example.org:80/',
    `https://example.org/${'x'.repeat(10_000)}`,
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://１２７.0.0.1/',
    'https://127。0。0。1/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[64:ff9b:1::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001:0:7f00:1::]/',
    'https://[fe80::1]/',
    'https://[fd00::1]/',
    'https://[fd00:ec2::254]/',
    'https://[ff02::1]/',
    'https://localhost/',
    'https://localhost./',
    'https://LOCALHOST/',
    'https://a.localhost/',
    'https://metadata.google.internal/',
    'https://0.0.0.0/',
    'https://0/',
    'https://10.0.0.1/',
    'https://172.16.0.1/',
    'https://192.168.0.1/',
    'https://100.64.0.1/',
    'https://100.100.100.200/',
    'https://168.63.129.16/',
    'https://169.254.169.254/latest/meta-data/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://example.org\\@127.0.0.1/\0',
  ])('are refused: %s', (text) => {
    expect(refused(text)).toBe(true)
  })

  test('a name that only looks like a better one is another name', () => {
    const read = readTarget('https://dіscord.com/', DEFAULT_TARGETS)
    expect(read).toMatchObject({ url: { hostname: 'xn--dscord-pvf.com' } })
  })

  test('an operator may allow private addresses and http, but not what is nobody’s', () => {
    expect(refused('http://127.0.0.1/', operators)).toBe(false)
    expect(refused('https://[fd00::1]/', operators)).toBe(false)
    expect(refused('https://nas.local/', operators)).toBe(false)
    for (const host of [...METADATA, '0.0.0.0', '[fe80::1]', '[::]'])
      expect(refused(`https://${host}/`, operators)).toBe(true)
    expect(refused('https://127.0.0.1:22/', operators)).toBe(true)
  })
})

test.each([
  ['8.8.8.8', true],
  ['100.63.255.255', true],
  ['100.64.0.0', false],
  ['172.15.255.255', true],
  ['172.31.255.255', false],
  ['192.0.2.1', false],
  ['198.19.0.1', false],
  ['2606:4700::1111', true],
  ['2001:db8::1', false],
  ['::ffff:8.8.8.8', false],
  ['fe80::1%eth0', false],
  ['4000::1', false],
  ['nonsense', false],
  ['', false],
])('the address %s: public %s', (address, isPublic) => {
  expect(addressFault(address, DEFAULT_TARGETS) === undefined).toBe(isPublic)
})

test('a name of which any address is private is refused', async () => {
  const vet = (...addresses: readonly string[]) =>
    vettedAddresses('example.org', DEFAULT_TARGETS, () => Promise.resolve(addresses))
  expect(await vet('8.8.8.8', '2606:4700::1111')).toEqual(['8.8.8.8', '2606:4700::1111'])
  await expect(vet('8.8.8.8', '127.0.0.1')).rejects.toThrow(
    'example.org is refused: 127.0.0.1 is no address of the public internet',
  )
  await expect(vet('::ffff:a9fe:a9fe')).rejects.toThrow('is refused')
  await expect(vet()).rejects.toThrow('has no address')
})
