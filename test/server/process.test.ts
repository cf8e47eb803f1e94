import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const built = existsSync(MAIN)
if (!built) console.warn('test/server/process: skipped, run npm run build first')

/**
 * `isotherm serve` as a process of its own, once it has told its address.
 * @param more flags
 */
async function start(...more: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'isotherm-process-'))
  const child = spawn(
    process.execPath,
    [MAIN, 'serve', '--offline', '--data', folder, '--port', '0', ...more],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exit
    await rm(folder, { recursive: true, force: true })
  })
  let out = ''
  while (!/http:\S+\n/.test(out)) out += String(await once(child.stdout, 'data'))
  return { child, exit, url: /http:\S+/.exec(out)![0], folder }
}

test.runIf(built).each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends the server cleanly',
  async (signal) => {
    const { child, exit, url } = await start()
    expect((await fetch(`${url}/api/v1/status`)).status).toBe(200)
    child.kill(signal)
    expect(await exit).toEqual([0, null])
  },
)

test.runIf(built)('a signal that arrives twice at once still ends the server cleanly', async () => {
  const { child, exit } = await start()
  child.kill('SIGINT')
  child.kill('SIGINT')
  expect(await exit).toEqual([0, null])
})

test.runIf(built)('two servers share a data folder', async () => {
  const history = await mkdtemp(join(tmpdir(), 'isotherm-process-history-'))
  onTestFinished(() => rm(history, { recursive: true, force: true }))
  const market = join(history, 'simulated')
  execFileSync(process.execPath, [MAIN, 'simulate', '--out', market, '--days', '2'])
  const first = await start('--history', market)
  const second = spawn(
    process.execPath,
    [MAIN, 'serve', '--offline', '--data', first.folder, '--port', '0', '--history', market],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const exit = once(second, 'exit')
  let out = ''
  while (!/http:\S+\n/.test(out)) out += String(await once(second.stdout, 'data'))
  const urls = [first.url, /http:\S+/.exec(out)![0]]
  const map = '/api/v1/map?instrument=simulated:BTCUSD-SIM&model=isotherm'
  const { version, from } = (await (await fetch(urls[0] + map)).json()) as {
    version: string
    from: number
  }
  const x = Math.floor(from / (3_600_000 * 256))
  const tile = `/api/v1/tiles/${version}/simulated:BTCUSD-SIM/isotherm/side/3600000/3/${x}/10`
  const bodies = await Promise.all(
    urls.map(async (url) => Buffer.from(await (await fetch(url + tile)).arrayBuffer())),
  )
  expect(bodies[0]!.equals(bodies[1]!)).toBe(true)
  expect(bodies[0]!.toString('latin1', 0, 4)).toBe('ISOT')
  second.kill('SIGTERM')
  expect(await exit).toEqual([0, null])
})

test.runIf(built)('a reader that goes away does not end the program with an error', async () => {
  const child = spawn(process.execPath, [MAIN, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  let err = ''
  child.stderr.on('data', (data: Buffer) => (err += data.toString()))
  expect(await once(child, 'exit')).toEqual([0, null])
  expect(err).toBe('')
})
