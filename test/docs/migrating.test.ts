import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { madeServer } from '../server/coinglass/made-markets.ts'

const PAGE = new URL('../../docs/migrating-from-coinglass.md', import.meta.url)

/** Addresses of the table, by whether the page says that they are served. */
function addresses(): readonly (readonly [path: string, served: boolean])[] {
  const rows = readFileSync(PAGE, 'utf8').split('\n')
  return rows.flatMap((row) => {
    const [, cells = '', served = ''] = /^\| (`.*`) \| (yes|partly|no \(422\)) \|/.exec(row) ?? []
    return [...cells.matchAll(/`([^`]+)`/g)].flatMap(([, path = '']) => {
      const whole = path.startsWith('/') ? path : `/api/futures/${path}`
      const all = whole.includes('…')
        ? ['1', '2', '3'].map((model) => whole.replace('1…3', model))
        : [whole]
      return all.map((one) => [one, served !== 'no (422)'] as const)
    })
  })
}

test('every address is answered as the page on migrating says', async () => {
  const { json } = await madeServer()
  const listed = addresses()
  expect(listed.length).toBeGreaterThan(50)
  for (const [path, served] of listed) {
    // oxlint-disable-next-line no-await-in-loop
    const { status, body } = await json(`${path}?interval=1h`)
    const isCoinMargin = path.endsWith('aggregated-coin-margin-history')
    expect([path, status, body]).toMatchObject([
      path,
      200,
      { code: served ? (isCoinMargin ? '404' : '0') : '422' },
    ])
  }
})
