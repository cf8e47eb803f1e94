import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { MINUTE } from '../../market/units.ts'
import { openCalendarFile } from './calendar-file.ts'

const CSV = 'time,title,impact\n2026-01-07T13:30:00Z,Prices,high\n'
const ICS = [
  'BEGIN:VCALENDAR',
  'BEGIN:VEVENT',
  'DTSTART:20260107T190000Z',
  'SUMMARY:Rates',
  'PRIORITY:1',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n')

/** A calendar file over a clock that the test moves. */
async function played(text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'isotherm-calendar-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'events')
  await writeFile(path, text)
  const told: string[] = []
  let time = 0
  const now = () => time
  const file = await openCalendarFile({ path, now, onProblem: (said) => told.push(said) })
  /** What is known a minute later. */
  const later = async () => {
    time += MINUTE
    const { events, problem } = await file.now()
    return { titles: events.map(({ title }) => title), problem }
  }
  return { path, file, told, later }
}

test('a changed file is read again, of either form, after a while and not before', async () => {
  const { path, file, later, told } = await played(CSV)
  expect(await later()).toEqual({ titles: ['Prices'], problem: undefined })
  await writeFile(path, `\uFEFF${ICS}`)
  expect((await file.now()).events[0]!.title).toBe('Prices')
  expect(await later()).toEqual({ titles: ['Rates'], problem: undefined })
  expect((await file.now()).readAt).toBe(2 * MINUTE)
  expect(told).toEqual([])
})

test('a file that can no longer be used leaves the one before, and says so once', async () => {
  const { path, later, told } = await played(CSV)
  for (const [text, sentence] of [
    ['no calendar at all\n', 'holds no event that can be read: line 1, time'],
    ['x'.repeat(2 ** 20 + 1), 'is larger than'],
  ] as const) {
    // oxlint-disable no-await-in-loop -- one after the other
    await writeFile(path, text)
    const seen = await later()
    expect(seen.titles).toEqual(['Prices'])
    expect(seen.problem).toContain(sentence)
    expect(seen.problem).not.toContain('no calendar at all')
    expect((await later()).problem).toBe(seen.problem)
    // oxlint-enable no-await-in-loop
  }
  await rm(path)
  expect((await later()).problem).toContain('does not exist')
  await later()
  expect(told).toHaveLength(3)
  await writeFile(path, ICS)
  expect(await later()).toEqual({ titles: ['Rates'], problem: undefined })
})

test('entries that cannot be read are told with their place, the others hold', async () => {
  const { file, told } = await played(`${CSV}tomorrow,Talk,low\n`)
  const { events, refused } = await file.now()
  expect(events).toHaveLength(1)
  expect(refused).toMatchObject([{ line: 3, field: 'time' }])
  expect(told).toEqual([expect.stringContaining('line 3')])
})

test('a file that is none, or holds nothing to read, is refused at the start', async () => {
  const options = { now: () => 0, onProblem: () => {} }
  const open = (path: string) => openCalendarFile({ ...options, path })
  await expect(open('/dev/null')).rejects.toThrow('is no file')
  await expect(open(join(tmpdir(), 'isotherm-no-such-file'))).rejects.toThrow('does not exist')
  await expect(played('a,b\n1,2\n')).rejects.toThrow('line 1, time')
})
