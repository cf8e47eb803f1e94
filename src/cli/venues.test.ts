import { expect, test } from 'vitest'
import { READERS } from '../venues/readers.ts'
import { runCommand } from './commands.ts'

async function run(...args: string[]) {
  let [out, err] = ['', '']
  const code = await runCommand(args, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    readFile: () => {
      throw new Error('no files here')
    },
  })
  return { code, out, err }
}

test('lists every reader, and no liquidations where a venue shows none', async () => {
  const { code, out } = await run('venues')
  expect(code).toBe(0)
  for (const { venue } of READERS) expect(out).toMatch(new RegExp(`^${venue} `, 'm'))
  const lines = JSON.parse((await run('venues', '--json')).out) as {
    venue: string
    through: string
    supplies: { stream: string; completeness: string; note?: string }[]
  }[]
  const own = lines.filter(({ through }) => through === 'wire')
  expect(own.map(({ venue }) => venue)).toEqual(READERS.map(({ venue }) => venue))
  const tail = lines.filter(({ through }) => through === 'ccxt')
  expect(tail.length).toBeGreaterThanOrEqual(25)
  for (const { supplies } of tail)
    expect(supplies.map(({ stream }) => stream)).not.toContain('liquidation')
  for (const { supplies } of lines)
    for (const { completeness, note } of supplies)
      if (completeness !== 'all') expect(note).toBeTruthy()
})

test('says which completeness a liquidation stream has', async () => {
  const { out } = await run('venues')
  for (const reader of READERS) {
    const supply = reader.supplies.find(({ stream }) => stream === 'liquidation')
    const now = supply?.completeness.at(-1)?.completeness
    if (now !== undefined && now !== 'all')
      expect(out).toContain(`${reader.venue}: liquidation is ${now}`)
  }
})
