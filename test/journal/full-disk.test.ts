import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { trades } from '../../src/journal/events.fixture.ts'
import type { JournalHealth, JournalItem, JournalRecord } from '../../src/journal/journal.ts'
import { openJournal } from '../../src/journal/open-journal.ts'
import { readJournal } from '../../src/journal/read-journal.ts'

let directory = ''
let isMounted = false
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'isotherm-full-'))
  const mount = ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', directory]
  isMounted = process.getuid?.() === 0 && spawnSync('mount', mount).status === 0
})
afterEach(async () => {
  if (isMounted) spawnSync('umount', [directory])
  await rm(directory, { recursive: true, force: true })
})

test('fault 54: a disk of 8 MB fills up, grows, and the journal goes on without a restart', async ({
  skip,
}) => {
  skip(!isMounted, 'needs root and mount; the same on a disk in memory is in disk-faults.test.ts')
  const COUNT = 100_000
  const committed: JournalRecord[] = []
  let changed: (health: JournalHealth) => void = () => {}
  const next = (state: JournalHealth['state']) =>
    new Promise<JournalHealth>((resolve) => {
      changed = (health) => {
        if (health.state === state) resolve(health)
      }
    })
  const journal = await openJournal({
    directory,
    segmentBytes: 1_000_000,
    onCommitted: (records) => committed.push(...records),
    onHealth: (health) => changed(health),
  })
  const failing = next('failing')
  journal.append(trades(0, COUNT))
  expect(await failing).toMatchObject({ cause: 'disk full', lost: 0 })
  const before = committed.length
  expect(before).toBeGreaterThan(10_000)
  expect(before).toBeLessThan(COUNT)
  journal.append(trades(COUNT, COUNT + 100))
  const writing = next('writing')
  expect(spawnSync('mount', ['-o', 'remount,size=256m', directory]).status).toBe(0)
  await writing
  await journal.close()
  const read: JournalItem[] = []
  for await (const items of readJournal(directory)) read.push(...items)
  const given = trades(0, COUNT + 100).map((event, i) => ({ number: i + 1, event }))
  expect(isDeepStrictEqual(committed, given)).toBe(true)
  expect(
    isDeepStrictEqual(
      read,
      given.map((record) => ({ type: 'record', record })),
    ),
  ).toBe(true)
})
