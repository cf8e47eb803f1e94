import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Held, MemoryReport } from './memory-run.fixture.ts'

const RUN = join(import.meta.dirname, 'memory-run.fixture.ts')
const RECONNECTS = 2_000

/**
 * What memory may grow by per 1,000 reconnects, after the first quarter. Objects are exact and the
 * same in every run: one that stays behind with every twentieth connection is too many. Bytes are
 * there for what is no object, such as text, and hold compiled code as well.
 */
const MOST_OBJECTS = 50
const MOST_BYTES = 500_000

test(`fault 62: ${RECONNECTS} reconnects over hours leave nothing behind: no object, no timer, no socket`, {
  timeout: 300_000,
}, () => {
  const args = ['--expose-gc', '--no-warnings', '--import', 'tsx', RUN, String(RECONNECTS)]
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  const report = JSON.parse(stdout) as MemoryReport
  expect(report.reconnects).toBeGreaterThanOrEqual(RECONNECTS)
  expect(report.hours).toBeGreaterThan(12)
  expect(report.events).toBeGreaterThan(50_000)

  const grew = (part: keyof Held, from: number, to: number) =>
    report.memory[to]![part] - report.memory[from]![part]
  const told = JSON.stringify(report.memory)
  const thousands = (report.reconnects * 0.75) / 1_000
  expect(grew('objects', 0, 3) / thousands, told).toBeLessThan(MOST_OBJECTS)
  expect(grew('heapUsed', 0, 3) / thousands, told).toBeLessThan(MOST_BYTES)
  // Twelve columns of numbers a minute and instrument, with room for as many again.
  const bars = 3 * 12 * 8 * 60 * report.hours * 2
  expect(report.memory[3]!.arrayBuffers, told).toBeLessThan(bars + 200_000)

  expect(report.after).toEqual(report.before)
  expect(report.knownGone).toBe(true)
  expect(report.closed).toEqual({ sockets: 0, timers: 0 })
})
