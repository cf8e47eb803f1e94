import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseCoding, decodeBody, encodeBody } from './content-coding.ts'

test.each([
  [undefined, 'identity'],
  ['', 'identity'],
  ['gzip, deflate', 'gzip'],
  ['gzip, deflate, br, zstd', 'br'],
  ['BR', 'br'],
  ['br;q=0, gzip', 'gzip'],
  ['br;q=0.1, gzip;q=1', 'br'],
  ['*', 'br'],
  ['*, br;q=0', 'gzip'],
  ['*;q=0', 'identity'],
  ['br;q=nonsense', 'identity'],
  ['br;q=7', 'identity'],
  [';;,,=;q', 'identity'],
  ['deflate', 'identity'],
] as const)('Accept-Encoding %s is answered with %s', (header, coding) => {
  expect(chooseCoding(header)).toBe(coding)
})

test('every coding gives back its bytes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 500 }),
      fc.constantFrom('br', 'gzip', 'identity'),
      async (bytes, coding) => {
        const back = await decodeBody(await encodeBody(bytes, coding), coding)
        expect([...back]).toEqual([...bytes])
      },
    ),
    { numRuns: 30 },
  )
})
