import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { InstrumentId } from '../../market/instrument.ts'
import { DAY, HOUR } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { openSignalMemoryFiles } from './signal-memory-files.ts'
import type { SignalsRemembered } from './signal-walk.ts'

const ID = 'testvenue:BTC/USD' as InstrumentId
const FIRST = Date.UTC(2026, 2, 1)
const STEPS = { from: FIRST - 14 * DAY, every: HOUR }

const remembered = (time: Millis, since = time, steps = STEPS): SignalsRemembered => ({
  steps,
  time,
  memory: {
    tracks: [],
    masses: [],
    ratios: {
      near: { regime: 'balanced', since },
      far: { regime: 'balanced', since },
      all: { regime: 'short-squeeze', since },
    },
    formations: { open: [], spent: [] },
  },
})

let folder = ''
let problems: string[]
const open = () => openSignalMemoryFiles(folder, (problem) => problems.push(problem))
const pathOf = (day: string) => join(folder, day, `${encodeURIComponent(ID)}.json`)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isotherm-signal-memory-'))
  problems = []
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('of a time the newest before it is told, and nothing of later', async () => {
  const files = open()
  expect(await files.read(ID, FIRST)).toBeUndefined()
  const [one, two] = [remembered(FIRST + 5 * HOUR), remembered(FIRST + DAY)]
  await files.write(ID, one)
  await files.write(ID, two)
  expect(await files.read(ID, FIRST + 5 * HOUR - 1)).toBeUndefined()
  expect(await files.read(ID, FIRST + 5 * HOUR)).toEqual(one)
  expect(await files.read(ID, FIRST + DAY - 1)).toEqual(one)
  expect(await files.read(ID, FIRST + 9 * DAY)).toEqual(two)
  expect(await files.read('testvenue:ETH/USD' as InstrumentId, FIRST + DAY)).toBeUndefined()
  expect(problems).toEqual([])
})

test('the first of a day stays, unless what is read does not go on from it', async () => {
  const files = open()
  const first = remembered(FIRST + HOUR)
  await files.write(ID, first)
  await files.write(ID, remembered(FIRST + 3 * HOUR))
  expect(await files.read(ID, FIRST + DAY)).toEqual(first)
  const anew = remembered(FIRST + 4 * HOUR, FIRST, { ...STEPS, from: FIRST })
  await files.write(ID, anew)
  expect(await files.read(ID, FIRST + DAY)).toEqual(anew)
})

test('a file that was cut off anywhere is told, the day before is gone on from, and it is written anew', async () => {
  const files = open()
  const [before, torn] = [remembered(FIRST), remembered(FIRST + DAY)]
  await files.write(ID, before)
  await files.write(ID, torn)
  const path = pathOf('2026-03-02')
  const whole = await readFile(path, 'utf8')
  for (let end = 0; end < whole.length; end += 7) {
    problems = []
    // oxlint-disable no-await-in-loop -- one after the other
    await writeFile(path, whole.slice(0, end))
    expect(await files.read(ID, FIRST + 2 * DAY)).toEqual(before)
    expect(problems).toEqual([`${path} is no memory of signals of ${ID}: it is made again`])
    // oxlint-enable no-await-in-loop
  }
  await files.write(ID, torn)
  expect(await readFile(path, 'utf8')).toBe(whole)
  expect(await files.read(ID, FIRST + 2 * DAY)).toEqual(torn)
})

test('a write that was cut off leaves what there was', async () => {
  const files = open()
  await files.write(ID, remembered(FIRST))
  await writeFile(join(folder, '2026-03-01', `.${encodeURIComponent(ID)}.json.unfinished`), '{"ver')
  expect(await files.read(ID, FIRST + HOUR)).toEqual(remembered(FIRST))
  await files.write(ID, remembered(FIRST + HOUR, FIRST, { ...STEPS, from: FIRST }))
  expect(await readdir(join(folder, '2026-03-01'))).toEqual([`${encodeURIComponent(ID)}.json`])
  expect(problems).toEqual([])
})
