import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { openJournal } from '../../src/journal/open-journal.ts'
import { readJournal } from '../../src/journal/read-journal.ts'

const WRITER = join(import.meta.dirname, 'writer.fixture.ts')

/** Loaded before the writer: from a signal on it holds on to ever more, beside its work. */
const GLUTTON = `data:text/javascript,${encodeURIComponent(`
  const kept = []
  process.on('SIGUSR2', () => {
    setInterval(() => kept.push(Array.from({ length: 20_000 }, (_, i) => ({ i }))), 2)
  })
`)}`

test('fault 62: a writer whose heap is full is ended; the next start finds all that was acknowledged', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'isotherm-memory-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const [directory, ledger] = [join(folder, 'journal'), join(folder, 'ledger')]
  const child = spawn(
    process.execPath,
    [
      '--max-old-space-size=64',
      '--import',
      GLUTTON,
      '--import',
      'tsx',
      WRITER,
      directory,
      '0',
      ledger,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  let err = ''
  child.stderr.on('data', (data: Buffer) => (err += data.toString()))
  const exit = once(child, 'close')
  let commits = 0
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line === 'committed' && ++commits === 5) child.kill('SIGUSR2')
  })
  expect((await exit)[1], err).toBe('SIGABRT')
  expect(err).toContain('heap out of memory')
  expect(commits).toBeGreaterThan(5)

  const journal = await openJournal({ directory, onCommitted: () => {} })
  await journal.close()
  const found = new Map<number, string>()
  for await (const batch of readJournal(directory))
    for (const item of batch) {
      expect(item.type).toBe('record')
      if (item.type === 'record' && 'id' in item.record.event)
        found.set(item.record.number, String(item.record.event.id))
    }
  const acknowledged = (await readFile(ledger, 'utf8')).split('\n').slice(0, -1)
  expect(acknowledged.length).toBeGreaterThan(100)
  const missing = acknowledged.filter((line) => {
    const [number, id] = line.split(' ')
    return found.get(Number(number)) !== id
  })
  expect(missing).toEqual([])
}, 60_000)
