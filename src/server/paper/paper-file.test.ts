import { describe, expect, test } from 'vitest'
import { JournalRefusedError } from '../../journal/journal-refused.ts'
import { MemoryDisk } from '../../journal/memory-disk.fixture.ts'
import { encodeLine } from '../../journal/record-line.ts'
import { MINUTE } from '../../market/units.ts'
import { PAPER_FORMAT, paperRecordSchema } from '../../signals/paper/paper-records.ts'
import type { PaperRecord } from '../../signals/paper/paper-records.ts'
import { openPaperFile } from './paper-file.ts'

const T0 = Date.UTC(2026, 0, 5)
const noteOf = (i: number): PaperRecord =>
  paperRecordSchema.parse({
    type: 'noted',
    kind: 'formation',
    note: { id: `n${i}`, instrument: 'binance:BTCUSDT', time: T0 + i * MINUTE, label: 'wall' },
    text: 'ä line\nof two',
    written: T0 + i * MINUTE,
    inHindsight: false,
    book: null,
  })
const WORDS: PaperRecord = { type: 'amended', id: 'n0', written: T0, how: 'cancel', text: 'no' }

async function open(disk: MemoryDisk) {
  const problems: string[] = []
  const file = await openPaperFile(disk, (message) => problems.push(message))
  return { file, problems }
}

async function withNotes(count: number) {
  const disk = new MemoryDisk()
  const { file } = await open(disk)
  // oxlint-disable-next-line no-await-in-loop -- in order
  for (let i = 0; i < count; i++) expect(await file.write(noteOf(i))).toBe(true)
  return { disk, file }
}

const idsOf = ({ file }: Awaited<ReturnType<typeof open>>) => [...file.entries.keys()]

/** A promise that never comes says nothing after so many turns. */
async function turns(count: number): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  for (let i = 0; i < count; i++) await Promise.resolve()
}

test('opened again, it holds the same; no file of an earlier start is touched', async () => {
  const { disk, file } = await withNotes(3)
  await file.write(WORDS)
  await file.close()
  const first = Buffer.from(disk.bytes('notes-00000001.log'))
  const again = await open(disk)
  expect([...again.file.entries]).toEqual([...file.entries])
  expect(again.file.entries.get('n0')!.amended).toEqual([WORDS])
  await again.file.write(noteOf(7))
  expect(disk.bytes('notes-00000001.log')).toEqual(first)
  expect(disk.names()).toEqual(['notes-00000001.log', 'notes-00000002.log'])
  expect(idsOf(await open(disk))).toEqual(['n0', 'n1', 'n2', 'n7'])
})

test('what says nothing new is not written', async () => {
  const { disk, file } = await withNotes(1)
  const before = Buffer.from(disk.bytes('notes-00000001.log'))
  expect(await file.write(noteOf(0))).toBe(false)
  expect(await file.write({ ...WORDS, id: 'nobody' } as PaperRecord)).toBe(false)
  expect(disk.bytes('notes-00000001.log')).toEqual(before)
})

test('cut anywhere, it holds all up to the cut, and goes on', async () => {
  const { disk } = await withNotes(3)
  const bytes = disk.bytes('notes-00000001.log')
  let most = 0
  for (let cut = 0; cut <= bytes.length; cut++) {
    const torn = new MemoryDisk()
    torn.put('notes-00000001.log', bytes.subarray(0, cut))
    // oxlint-disable no-await-in-loop -- one cut after another
    const opened = await open(torn)
    const known = idsOf(opened).length
    expect(known).toBeGreaterThanOrEqual(most)
    most = known
    expect([opened.file.lost, opened.file.readOnly, opened.problems]).toEqual([0, undefined, []])
    await opened.file.write(noteOf(9))
    expect(idsOf(await open(torn))).toEqual([...idsOf(opened).slice(0, known), 'n9'])
    // oxlint-enable no-await-in-loop
  }
  expect(most).toBe(3)
})

test('a damaged line costs itself, is counted, and stays', async () => {
  const { disk } = await withNotes(3)
  const lines = disk.bytes('notes-00000001.log').toString().split('\n')
  const damaged = lines.map((line, i) => (i === 2 ? line.replace('noted', 'Noted') : line))
  const strange = encodeLine(JSON.stringify({ type: 'noted', kind: 'dream' }))!
  const bytes = Buffer.from(damaged.join('\n') + strange)
  const other = new MemoryDisk()
  other.put('notes-00000001.log', bytes)
  const opened = await open(other)
  expect(idsOf(opened)).toEqual(['n0', 'n2'])
  expect(opened.file.lost).toBe(2)
  await opened.file.write(noteOf(9))
  expect(other.bytes('notes-00000001.log')).toEqual(bytes)
  expect((await open(other)).file.lost).toBe(2)
})

test('a file of a newer program stops no start, and is left as it is', async () => {
  const disk = new MemoryDisk()
  disk.put(
    'notes-00000001.log',
    Buffer.from(encodeLine(JSON.stringify({ type: 'begun', format: PAPER_FORMAT + 1 }))!),
  )
  const { file } = await open(disk)
  expect(file.readOnly).toContain('is of format 2, which a newer program wrote')
  await expect(file.write(noteOf(0))).rejects.toThrow('which a newer program wrote')
  expect(disk.names()).toHaveLength(1)
})

test('a folder that another process holds is read, and not written', async () => {
  const { disk } = await withNotes(2)
  disk.lock = () => Promise.reject(new JournalRefusedError('process 7 is writing in /secret'))
  const opened = await open(disk)
  expect(idsOf(opened)).toEqual(['n0', 'n1'])
  expect(opened.problems).toEqual(['paper journal: process 7 is writing in /secret'])
  const calls = disk.calls.length
  await expect(opened.file.write(noteOf(9))).rejects.toThrow('another process keeps the paper')
  expect(disk.calls).toHaveLength(calls)
})

describe('fault 72: whichever call to the disk fails, and whether it fails or dies', () => {
  test.each(['EIO', 'ENOSPC', 'die'])('%s at the n-th call, for every n', async (code) => {
    const calls = (await withNotes(3)).disk.calls.length
    expect(calls).toBeGreaterThan(6)
    for (let n = 1; n <= calls; n++) {
      const disk = new MemoryDisk()
      disk.fault = ({ number }) => (number === n ? code : undefined)
      const told = new Set<string>()
      // oxlint-disable no-await-in-loop -- one run after another
      const opened = await Promise.race([open(disk), turns(100).then(() => undefined)])
      for (let i = 0; i < 3; i++) {
        const write = opened?.file.write(noteOf(i)).then(
          () => told.add(`n${i}`),
          (error: unknown) => expect(String(error)).toMatch(/nothing was noted|cannot be read/),
        )
        await Promise.race([write, turns(100)])
      }
      // The process is gone; another one opens what is on the disk, and is sent the same again.
      disk.fault = () => undefined
      const again = await open(disk.afterKill())
      for (const id of told) expect(idsOf(again)).toContain(id)
      for (let i = 0; i < 3; i++) await again.file.write(noteOf(i))
      expect(idsOf(again).toSorted()).toEqual(['n0', 'n1', 'n2'])
      expect(again.file.lost).toBe(0)
      // oxlint-enable no-await-in-loop
    }
  })
})
