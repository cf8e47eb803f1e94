import { execFile, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { simulated, wholeServer } from '../server/whole-fixture.ts'

/** The client as who installs the package has it: by its name, as it was built. */

const root = fileURLToPath(new URL('../..', import.meta.url))
const isBuilt = existsSync(join(root, 'dist/client/client.js'))
if (!isBuilt) console.warn('test/client: skipped, run npm run build first')

const run = promisify(execFile)
const page = readFileSync(join(root, 'docs/client.md'), 'utf8')
const examples = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text = '']) => text)

/** Right and wrong uses: a wrong one that compiles is an error. */
const TYPES = `
import { createClient } from 'isotherm/client'
const client = createClient()
export async function uses() {
  const { openTime } = await client.get('candles', { instrument: 'a:B', from: 1, to: 2, interval: 3 })
  const first: number | undefined = openTime[0]
  const text: string = await client.get('metrics')
  const tile: Uint8Array = (await client.get('tile', { version: 'a', instrument: 'a:B', model: 'm',
    planes: 'side', bucket: 1, zoom: 0, x: 0, y: 0 })).cells
  const { signal } = new AbortController()
  await client.get('signals', { instrument: 'a:B', time: 'newest' }, { signal })
  await client.get('score', { instrument: 'a:B' })
  await client.post('testChannel', { channel: 'mail' })
  // @ts-expect-error a parameter is missing
  await client.get('candles', { instrument: 'a:B' })
  // @ts-expect-error all are missing
  await client.get('levels')
  // @ts-expect-error a number as a text
  await client.get('map', { instrument: 'a:B', model: 7 })
  // @ts-expect-error no such value
  await client.get('cascade', { instrument: 'a:B', side: 'both' })
  // @ts-expect-error no such parameter
  await client.get('map', { instrument: 'a:B', model: 'm', zoom: 1 })
  // @ts-expect-error tables are not for this client
  await client.get('candles', { instrument: 'a:B', from: 1, to: 2, interval: 3, format: 'csv' })
  // @ts-expect-error no such operation
  await client.get('nothing')
  // @ts-expect-error it is sent, not read
  await client.get('note')
  // @ts-expect-error no such list
  client.each('candles', {})
  return { first, text, tile }
}
`

const SETTINGS = {
  compilerOptions: {
    module: 'nodenext',
    target: 'es2022',
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    types: ['node'],
    noEmit: true,
  },
}

test.runIf(isBuilt)('compiles for who uses it, with the examples of its page', async () => {
  const folder = await mkdtemp(join(root, 'dist-probe-client-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  expect(examples).toHaveLength(3)
  const files = ['types.ts', ...examples.map((_, i) => `example-${i}.ts`)]
  const sources = [TYPES, ...examples]
  await Promise.all(files.map((name, i) => writeFile(join(folder, name), sources[i]!)))
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ ...SETTINGS, files }))
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], {
    encoding: 'utf8',
  })
  expect(stdout).toBe('')
})

test.runIf(isBuilt)('the first example of its page runs against a server', async () => {
  const { url } = await wholeServer()
  const folder = await mkdtemp(join(root, 'dist-probe-client-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const script = join(folder, 'example.mjs')
  await writeFile(script, examples[0]!)
  const { stdout } = await run(process.execPath, [script, url])
  expect(stdout).toContain(`${simulated.id} at ${simulated.price}: `)
  expect(stdout).toMatch(/^unknown-instrument: .*binance:NOPE/m)
})
