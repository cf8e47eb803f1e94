import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { httpSink } from './receivers.ts'
import type { HttpSink } from './receivers.ts'

const SENDER = fileURLToPath(new URL('sender.fixture.ts', import.meta.url))

let sink: HttpSink
beforeEach(async () => {
  sink = await httpSink()
})
afterEach(() => sink.close())

/** Runs a sender to its end; resolves with the signal that ended it, and what it told. */
async function runSender(directory: string, killAt: number, hours: number) {
  const args = [
    '--import',
    'tsx',
    SENDER,
    directory,
    String(sink.port),
    String(killAt),
    String(hours),
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let told = ''
  child.stdout.on('data', (data: Buffer) => (told += data.toString()))
  child.stderr.on('data', (data: Buffer) => (told += data.toString()))
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  return { signal, told }
}

interface Told {
  readonly id: string
  readonly late: boolean
  readonly alerts: readonly { readonly key: string }[]
}

test('fault 72: killed before every step, each cause is told, and by its key told once', async () => {
  const root = await mkdtemp(join(tmpdir(), 'isotherm-alerts-'))
  try {
    const { told } = await runSender(join(root, 'whole'), 0, 0)
    const steps = Number(told)
    expect(steps, told).toBeGreaterThanOrEqual(12)
    for (let killAt = 1; killAt <= steps; killAt++) {
      const before = sink.received.length
      const directory = join(root, String(killAt))
      // oxlint-disable no-await-in-loop -- one process after another
      expect((await runSender(directory, killAt, 0)).signal).toBe('SIGKILL')
      const killed = sink.received.length
      const again = await runSender(directory, 0, 1)
      // oxlint-enable no-await-in-loop
      expect(again.signal, again.told).toBeNull()
      const received = sink.received.slice(before)
      const bodies = received.map(({ body }) => JSON.parse(body.toString()) as Told)
      const keys = bodies.flatMap(({ alerts }) => alerts.map(({ key }) => key.slice(-1)))
      // Twice only what was sent and not yet noted, and under the same key.
      expect([...new Set(keys)].sort()).toEqual(['a', 'b'])
      expect(keys.length).toBeLessThanOrEqual(3)
      expect(new Set(received.map(({ headers }) => headers['idempotency-key'])).size).toBe(2)
      // What was decided an hour before says so.
      expect(bodies.slice(killed - before).every(({ late }) => late)).toBe(true)
    }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}, 300_000)
