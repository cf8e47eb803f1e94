import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JournalItem } from '../../src/journal/journal.ts'
import { JournalRefusedError } from '../../src/journal/journal-refused.ts'
import { openJournal } from '../../src/journal/open-journal.ts'
import { readJournal } from '../../src/journal/read-journal.ts'
import { seededRandom } from '../../src/market/seeded-random.ts'

const WRITER = fileURLToPath(new URL('writer.fixture.ts', import.meta.url))
const isRoot = process.getuid?.() === 0

let root = ''
const children: ChildProcess[] = []
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'isotherm-journal-'))
  await chmod(root, 0o755)
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await rm(root, { recursive: true, force: true })
})

/** A writer in a process of its own. */
function startWriter(args: readonly string[], uid?: number) {
  const child = spawn(process.execPath, ['--import', 'tsx', WRITER, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  children.push(child)
  let err = ''
  child.stderr.on('data', (data: Buffer) => (err += data.toString()))
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
    err,
  }))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  /** The next line that begins so. */
  const line = async (start: string): Promise<string> => {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- in order
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`the writer ended without "${start}": ${err}`)
      if (value.startsWith(start)) return value.slice(start.length + 1)
    }
  }
  return { child, ended, line }
}

async function readAll(directory: string) {
  const items: JournalItem[] = []
  for await (const batch of readJournal(directory)) items.push(...batch)
  return {
    damage: items.filter(({ type }) => type === 'damage'),
    records: items.flatMap((item) => (item.type === 'record' ? [item.record] : [])),
  }
}

const idOf = (event: object): string | undefined => ('id' in event ? String(event.id) : undefined)

test('fault 51: 25 times killed under load, nothing acknowledged is lost and nothing is there twice', async () => {
  const directory = join(root, 'journal')
  const ledger = join(root, 'ledger')
  const random = seededRandom(51)
  for (let round = 0; round < 25; round++) {
    const writer = startWriter([directory, String(round * 1_000_000), ledger])
    // oxlint-disable no-await-in-loop -- one process after another
    await writer.line('open')
    for (let left = 1 + Math.floor(random() * 30); left > 0; left--) await writer.line('committed')
    writer.child.kill('SIGKILL')
    expect((await writer.ended).signal).toBe('SIGKILL')
    // oxlint-enable no-await-in-loop
  }
  // The journal opens without hands, and the lock of the last killed process is nobody's.
  const journal = await openJournal({ directory, onCommitted: () => {} })
  await journal.close()
  const { records, damage } = await readAll(directory)
  expect(damage).toEqual([])
  const byNumber = new Map(records.map(({ number, event }) => [number, idOf(event)]))
  expect(byNumber.size).toBe(records.length)
  expect(new Set(byNumber.values()).size).toBe(records.length)
  const acknowledged = (await readFile(ledger, 'utf8')).split('\n').slice(0, -1)
  expect(acknowledged.length).toBeGreaterThan(25 * 20)
  const missing = acknowledged.filter((line) => {
    const [number, id] = line.split(' ')
    return byNumber.get(Number(number)) !== id
  })
  expect(missing).toEqual([])
}, 300_000)

test('fault 53: SIGTERM drains what was taken, and the next start finds all of it', async () => {
  const directory = join(root, 'journal')
  const writer = startWriter([directory, '0'])
  await writer.line('committed')
  writer.child.kill('SIGTERM')
  const taken = Number(await writer.line('ending'))
  expect(await writer.ended).toMatchObject({ code: 0, signal: null })
  const { records, damage } = await readAll(directory)
  expect(damage).toEqual([])
  expect(records.map(({ event }) => idOf(event))).toEqual(
    Array.from({ length: taken }, (_, n) => `t${n}`),
  )
  expect(await readdir(directory)).not.toContain('.lock')
})

test('fault 53: a second SIGTERM ends at once, and recovery is that of a crash', async () => {
  const directory = join(root, 'journal')
  const writer = startWriter([directory, '0', '', 'stuck'])
  await writer.line('open')
  writer.child.kill('SIGTERM')
  await writer.line('ending')
  writer.child.kill('SIGTERM')
  expect(await writer.ended).toMatchObject({ code: 1 })
  const journal = await openJournal({ directory, onCommitted: () => {} })
  expect(journal.recovery.damage.every(({ kind }) => kind === 'torn-tail')).toBe(true)
  await journal.close()
})

test('fault 60: a second instance is told the process id of the first; after kill -9 it gets in', async () => {
  const directory = join(root, 'journal')
  const first = startWriter([directory, '0'])
  await first.line('committed')
  const open = () => openJournal({ directory, onCommitted: () => {} })
  await expect(open()).rejects.toThrow(
    new JournalRefusedError(
      `process ${first.child.pid} is writing the journal in ${directory}: end it first, or give another folder`,
    ),
  )
  const second = startWriter([directory, '0'])
  expect(await second.ended).toMatchObject({
    code: 78,
    err: expect.stringContaining(`process ${first.child.pid} is writing`),
  })
  first.child.kill('SIGKILL')
  await first.ended
  const journal = await open()
  await expect(open()).rejects.toThrow(`process ${process.pid} is writing`)
  await journal.close()
  await (await open()).close()
})

test('fault 60: a lock is not believed because its number has been given to another process', async () => {
  const directory = join(root, 'journal')
  await mkdir(directory)
  // Alive, but not since then: what a container finds after every kill.
  await writeFile(join(directory, '.lock'), `${process.ppid} another-boot:1\n`)
  const journal = await openJournal({ directory, onCommitted: () => {} })
  await journal.close()
})

test('fault 59: a folder of another owner is refused in one line with exit code 78', async () => {
  const directory = join(root, 'journal')
  await mkdir(directory, { mode: 0o555 })
  const writer = startWriter([directory, '0'], isRoot ? 65_534 : undefined)
  expect(await writer.ended).toEqual({
    code: 78,
    signal: null,
    err: `the journal's folder ${directory} may not be written by this user\n`,
  })
})

const mount = (...args: string[]) => spawnSync('mount', args, { encoding: 'utf8' })
const mayMount = (() => {
  if (!isRoot) return false
  const probe = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()])
  return probe.status === 0
})()

test.skipIf(!mayMount)('fault 59: a read-only disk is refused (needs root and mount)', async () => {
  const directory = join(root, 'disk')
  await mkdir(directory)
  expect(mount('-t', 'tmpfs', '-o', 'ro,size=1m', 'tmpfs', directory).stderr).toBe('')
  try {
    await expect(openJournal({ directory, onCommitted: () => {} })).rejects.toThrow(
      new JournalRefusedError(`the journal's folder ${directory} is on a disk that is read-only`),
    )
  } finally {
    spawnSync('umount', [directory])
  }
})

test('fault 59: a file in the place of the folder is refused', async () => {
  const directory = join(root, 'file')
  await writeFile(directory, '')
  // oxlint-disable-next-line no-await-in-loop -- one after another
  for (const path of [directory, join(directory, 'journal')])
    await expect(openJournal({ directory: path, onCommitted: () => {} })).rejects.toThrow(
      new JournalRefusedError(`the journal's folder ${path} is not a folder`),
    )
})
