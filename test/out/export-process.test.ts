import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, watch } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tableFromIPC } from '@uwdata/flechette'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { levelsTable } from '../../src/api/table/map-tables.ts'
import { storeSimulated } from '../../src/cli/simulated-history.fixture.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import { readTable } from './read-table.ts'

/** The command as a process: interrupted, piped, cut off by its reader. */

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isotherm-export-'))
  await storeSimulated(join(folder, 'made'), simulatedMarket(5, 20))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function start(...args: string[]) {
  const places = ['--history', join(folder, 'made'), '--data', join(folder, 'data')]
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, 'export', ...args, ...places], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  child.stderr.on('data', (data: Buffer) => said.push(data.toString()))
  return { child, said, exit: once(child, 'close') }
}

/** Many rows: seconds of work. */
const LONG = ['levels', '--interval', '5m', '--zoom', '0']

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s leaves no half file',
  { timeout: 60_000 },
  async (signal) => {
    const place = join(folder, signal)
    await mkdir(place)
    const changes = watch(place)
    const { child, exit } = start(...LONG, '--out', join(place, 'levels.csv'))
    for await (const { filename } of changes) if (filename?.endsWith('.unfinished')) break
    expect(await readdir(place)).not.toContain('levels.csv')
    child.kill(signal)
    expect(await exit).toEqual([signal === 'SIGINT' ? 130 : 143, null])
    expect(await readdir(place)).toEqual([])
  },
)

test('a reader that goes away ends it without a word of an error', {
  timeout: 60_000,
}, async () => {
  const { child, said, exit } = start(...LONG)
  await once(child.stdout, 'data')
  child.stdout.destroy()
  expect(await exit).toEqual([0, null])
  expect(said.join('')).toMatch(/^standard output: \d+ rows of levels\n$/)
})

test.each(['arrow', 'parquet'] as const)(
  '%s goes through a pipe as it is',
  { timeout: 60_000 },
  async (format) => {
    const args = ['levels', '--from', '2026-01-03', '--to', '2026-01-04', '--format', format]
    const { child, exit } = start(...args)
    const chunks: Buffer[] = []
    child.stdout.on('data', (data: Buffer) => chunks.push(data))
    expect(await exit).toEqual([0, null])
    const rows = await readTable(Buffer.concat(chunks), format, levelsTable.columns)
    expect(new Set(rows.map((row) => row['time'])).size).toBe(24)
    if (format === 'arrow') expect(tableFromIPC(Buffer.concat(chunks)).numRows).toBe(rows.length)
  },
)
