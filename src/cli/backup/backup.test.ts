import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readCompacted } from '../../journal/compacted.ts'
import { compactJournal } from '../../journal/compact-journal.ts'
import { btc, start, trade } from '../../journal/events.fixture.ts'
import { nodeDisk } from '../../journal/node-disk.ts'
import { openJournal } from '../../journal/open-journal.ts'
import { readJournal } from '../../journal/read-journal.ts'
import { retainJournal } from '../../journal/retention.ts'
import { DAY, MINUTE } from '../../market/units.ts'
import { openHistory } from '../../store/history.ts'
import { runCommand } from '../commands.ts'
import { makeBackup } from './make-backup.ts'
import { restoreBackup } from './restore-backup.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isotherm-backup-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))
const at = (...names: readonly string[]): string => join(folder, ...names)

const MADE = { secrets: false, version: '0.1.0', created: new Date(start) }

async function run(...args: readonly string[]) {
  let [out, err] = ['', '']
  const code = await runCommand(args, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    readFile: () => '',
  })
  return { code, out, err }
}

/** Numbers of a journal's records; damage fails the test. */
async function numbersOf(directory: string): Promise<readonly number[]> {
  const numbers: number[] = []
  for await (const items of readJournal(directory))
    for (const item of items) {
      expect(item.type).toBe('record')
      if (item.type === 'record') numbers.push(item.record.number)
    }
  return numbers
}

test('what was on the disk is in a backup that is made while segments are written, taken over and removed', async () => {
  const data = at('data')
  const disk = nodeDisk(join(data, 'journal'))
  const history = await openHistory(join(data, 'history'))
  const journal = await openJournal({
    directory: disk.path,
    onCommitted: () => undefined,
    segmentBytes: 20_000,
  })
  let next = 0
  /** Trades over some minutes, in segments of their own. */
  const write = async (): Promise<void> => {
    for (let i = 0; i < 4; i++) {
      journal.append(Array.from({ length: 100 }, () => trade(next++ * 1_000)))
      // oxlint-disable-next-line no-await-in-loop -- groups, so that segments are begun
      await journal.flush()
    }
  }
  await write()
  await compactJournal(disk, history)
  await write()
  const known = next
  let calls = 0
  await makeBackup({
    data,
    to: at('kept'),
    ...MADE,
    async onFile(path) {
      calls++
      if (calls > 40) return
      await write()
      // Once within the journal, once within the history: what was about to be copied goes away.
      if (path.endsWith('.log') && calls < 8) {
        await compactJournal(disk, history)
        await retainJournal(disk, { maxAge: 0, maxBytes: 0 }, start + 400 * DAY)
      }
    },
  })
  await journal.close()
  await history.close()
  expect(calls).toBeGreaterThan(5)

  await restoreBackup(at('kept'), at('again'))
  const kept = nodeDisk(at('again', 'journal'))
  const numbers = await numbersOf(kept.path)
  const { from } = await readCompacted(kept)
  expect(numbers[0]).toBeLessThanOrEqual(Math.max(1, from))
  expect(numbers.at(-1)).toBeGreaterThanOrEqual(known)
  expect(numbers).toEqual(numbers.map((_, i) => numbers[0]! + i))

  // It goes on from there, and every minute of before is whole.
  const opened = await openJournal({ directory: kept.path, onCommitted: () => undefined })
  expect(opened.recovery).toMatchObject({ damage: [], next: numbers.at(-1)! + 1 })
  opened.append([trade(next++ * 1_000)])
  await opened.close()
  const again = await openHistory(at('again', 'history'))
  const more = await openJournal({ directory: kept.path, onCommitted: () => undefined })
  more.append([trade(next++ * 1_000)])
  await more.flush()
  await compactJournal(kept, again)
  await more.close()
  const minutes = Math.floor((known * 1_000) / MINUTE)
  const { volume } = await again.candles(btc, MINUTE, start, start + minutes * MINUTE)
  await again.close()
  expect(volume).toHaveLength(minutes)
  // A quarter of a coin a second.
  expect([...volume].every((one) => Math.abs(one - 15) < 1e-9)).toBe(true)
})

test('of a line that is being written nothing is taken', async () => {
  const data = at('data')
  await mkdir(join(data, 'paper'), { recursive: true })
  await writeFile(join(data, 'paper', 'notes-00000001.log'), 'one\ntwo\nthr')
  await writeFile(join(data, 'isotherm.json'), '{}')
  await makeBackup({ data, to: at('kept'), ...MADE })
  expect(await readFile(at('kept', 'paper', 'notes-00000001.log'), 'utf8')).toBe('one\ntwo\n')
  expect(await readFile(at('kept', 'isotherm.json'), 'utf8')).toBe('{}')
})

test('secrets are left out unless they are asked for, and then are for the owner alone', async () => {
  const data = at('data')
  await mkdir(join(data, 'access'), { recursive: true })
  await mkdir(join(data, 'alerts'))
  await mkdir(join(data, 'tiles'))
  await writeFile(join(data, 'access', 'keys.json'), 'canary')
  await writeFile(join(data, 'alerts', 'browsers.json'), 'canary')
  await writeFile(join(data, 'alerts', '.lock'), '1')
  await writeFile(join(data, 'alerts', 'outbox-00000001.log'), 'line\n')
  await writeFile(join(data, 'tiles', 'any'), 'made again')
  expect(await run('backup', at('without'), '--data', data)).toMatchObject({ code: 0, err: '' })
  const all = await readdir(at('without'), { recursive: true })
  expect(all.sort()).toEqual(['alerts', 'alerts/outbox-00000001.log', 'backup.json'])
  const told = await run('backup', at('with'), '--data', data, '--secrets')
  expect(told.out).toContain('keep it to yourself')
  expect((await stat(at('with', 'access', 'keys.json'))).mode & 0o777).toBe(0o600)
  expect(await run('restore', at('with'), '--data', at('again'))).toMatchObject({
    code: 0,
    err: '',
  })
  expect((await stat(at('again', 'alerts', 'browsers.json'))).mode & 0o777).toBe(0o600)
})

test('what cannot be backed up is told in one line, and leaves nothing behind', async () => {
  await mkdir(at('empty'))
  for (const [args, code, why] of [
    [['backup'], 2, 'give the folder'],
    [['backup', at('kept'), '--data', at('nowhere')], 2, 'is no folder'],
    [['backup', at('empty'), '--data', folder], 2, 'exists'],
    [['backup', at('empty', 'in'), '--data', at('empty')], 2, 'lies in the data folder'],
    [['backup', at('kept'), '--data', at('empty')], 1, 'nothing in'],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop
    const told = await run(...args)
    expect(told.code, told.err).toBe(code)
    expect(told.err).toContain(why)
    expect(told.err.trimEnd()).not.toContain('\n')
  }
  await writeFile(at('empty', 'isotherm.json'), '{}')
  const cut = makeBackup({
    data: at('empty'),
    to: at('kept'),
    ...MADE,
    onFile: () => Promise.reject(new Error('cut off')),
  })
  await expect(cut).rejects.toThrow('cut off')
  expect(await readdir(folder)).toEqual(['empty'])
})
