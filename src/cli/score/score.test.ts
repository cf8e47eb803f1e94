import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HOUR } from '../../market/units.ts'
import { runCommand } from '../commands.ts'
import { COLUMNS, START, madeHours, writeHours } from './score-csv.fixture.ts'
import type { HourCells } from './score-csv.fixture.ts'
import type { InstrumentScore } from './score-instrument.ts'
import { scoreTable } from './score-table.ts'

let folder = ''
const hours = madeHours(30)
const blank = { liquidated_long: '', liquidated_short: '' }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isotherm-score-'))
  const two = join(folder, 'binance-two')
  await writeHours(two, 'ETHUSDT', hours)
  // Of the second coin the last ten days are unknown, not 0.
  await writeHours(
    two,
    'PEPEUSDT',
    madeHours(30, 0.000012).map((cells, i) => (i < 20 * 24 ? cells : { ...cells, ...blank })),
  )
  await writeHours(
    join(folder, 'binance-unknown'),
    'SOLUSDT',
    hours.map((cells) => ({ ...cells, ...blank })),
  )
  await writeHours(join(folder, 'made'), 'ETHUSDT', hours)
  await writeHours(join(folder, 'binance-short'), 'ETHUSDT', hours.slice(0, 72))
  await mkdir(join(folder, 'rubbish'))
  await writeFile(join(folder, 'rubbish', 'x.csv'), 'hello,world\n1,2\n')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function score(from: string, ...args: string[]) {
  let [out, err] = ['', '']
  const code = await runCommand(
    [
      'score',
      '--history',
      join(folder, from),
      '--data',
      join(folder, 'data'),
      '--first-scored-day',
      '10',
      ...args,
    ],
    {
      out: (text) => (out += text),
      err: (text) => (err += text),
      readFile: (path) => readFileSync(path, 'utf8'),
    },
  )
  return { code, out, err }
}

/** What was scored before is not scored again: it takes a second or more. */
const scored = new Map<string, Promise<InstrumentScore>>()

function json(from: string, ...args: string[]): Promise<InstrumentScore> {
  const key = [from, ...args].join(' ')
  const made =
    scored.get(key) ??
    score(from, '--json', ...args).then(({ out }) => JSON.parse(out) as InstrumentScore)
  scored.set(key, made)
  return made
}

describe('--json', () => {
  test('of one instrument is one object, with every score of every model', async () => {
    const one = await json('binance-two', '--instrument', 'ETH')
    expect(one).toMatchObject({
      instrument: 'binance:ETHUSDT',
      from: '2025-01-01T00:00:00.000Z',
      to: '2025-01-31T00:00:00.000Z',
      hours: 30 * 24,
      calibration: { feed: expect.any(String) as string },
      band: { target: 0.8 },
    })
    expect(one).not.toHaveProperty('onTheSameHours')
    expect(Object.keys(one.models)).toEqual([
      'isotherm',
      'isothermPrior',
      'isothermMapBefore',
      'openingOnly',
      'openingVolume',
      'conserving',
      'turnover',
      'yesterdaysMap',
      'permutedMap',
    ])
    for (const [name, model] of Object.entries(one.models)) {
      expect(model, name).toMatchObject({ rows: 20 * 24 * 2, days: 20 })
      for (const interval of [model.qlikeGain!, model.realisedOverPredicted!]) {
        expect(interval.low).toBeLessThanOrEqual(interval.value)
        expect(interval.high).toBeGreaterThanOrEqual(interval.value)
      }
      expect(Math.abs(model.partialSpearman!)).toBeLessThanOrEqual(1)
    }
    expect(Object.keys(one.baselines)).toEqual(['excursion', 'excursionTimesVolume'])
    expect(one.baselines.excursionTimesVolume.spearman).toBeGreaterThan(0.5)
    expect(one.byDay).toHaveLength(20)
    expect(one.reliability.length).toBeGreaterThan(1)
    expect(one.band!.coverage).toBeGreaterThan(0.5)
  })

  test('of several is a list; hours with blank liquidations are unknown, tiny prices no trouble', async () => {
    const both = (await json('binance-two')) as unknown as readonly InstrumentScore[]
    expect(both.map(({ instrument, hours: known }) => [instrument, known])).toEqual([
      ['binance:ETHUSDT', 720],
      ['binance:PEPEUSDT', 480],
    ])
    expect(both[1]!.models['isotherm']!.rows).toBe(10 * 24 * 2)
    expect(both[1]!.models['isotherm']!.qlikeGain).toBeDefined()
  })

  test('is the same to the last digit when made again', async () => {
    const again = await score('made', '--json', '--venue', 'binance')
    expect(JSON.parse(again.out)).toEqual(await json('made'))
  })

  test('a range is scored as if there were nothing else', async () => {
    const part = await json('binance-two', '--instrument', 'ETH', '--to', '2025-01-21')
    expect(part).toMatchObject({ hours: 20 * 24, to: '2025-01-21T00:00:00.000Z' })
    const whole = await json('binance-two', '--instrument', 'ETH')
    const days = part.byDay.map(({ day, realisedUsd, predictedUsd }) => [
      day,
      realisedUsd,
      predictedUsd,
    ])
    expect(days).toEqual(
      whole.byDay
        .slice(0, 10)
        .map(({ day, realisedUsd, predictedUsd }) => [day, realisedUsd, predictedUsd]),
    )
  })
})

describe('files as they come', () => {
  test('order of columns and rows, rows given twice, BOM and CRLF change no digit', async () => {
    const messy = join(folder, 'binance-messy')
    await mkdir(messy)
    const columns = COLUMNS.split(',').toReversed()
    const lines = hours
      .toReversed()
      .flatMap((cells, i) => (i % 9 === 0 ? [cells, cells] : [cells]))
      .map((cells) => columns.map((name) => cells[name]).join(','))
    const text = `\uFEFF${[columns.join(','), ...lines].join('\r\n')}\r\n`
    await writeFile(join(messy, 'ETHUSDT-1h.csv'), text)
    expect(await json('binance-messy')).toEqual(await json('made'))
  })

  test('hours without a map, and those after a missing one, are not scored', async () => {
    const noInterest = { oi_open: '', oi_high: '', oi_low: '', oi_close: '' }
    const still = (cells: HourCells) => {
      const { open: price } = cells
      const nothing = Object.fromEntries(
        ['volume', 'taker_buy_volume', 'trades', 'liquidated_long', 'liquidated_short'].map(
          (name) => [name, '0'],
        ),
      ) as HourCells
      return { ...cells, ...nothing, high: price!, low: price!, close: price! }
    }
    const holed = hours
      .map((cells, i) => (i < 12 * 24 ? { ...cells, ...noInterest } : cells))
      .map((cells, i) => (i % 100 === 99 ? still(cells) : cells))
      .filter((_, i) => i % 100 !== 50)
    await writeHours(join(folder, 'binance-holed'), '1000PEPEUSDT', holed)
    const { instrument, hours: known, models, baselines } = await json('binance-holed')
    expect([instrument, known]).toEqual(['binance:1000PEPEUSDT', 720 - 7])
    // Ten days are learnt from; of the others five hours are missing, and five come after them.
    expect(baselines.excursion.rows).toBe(2 * (480 - 10))
    // There is a map from day 12 on, with four of the five; before its first hour none stood.
    for (const [name, rows] of [
      ['isotherm', 2 * (432 - 8)],
      ['openingOnly', 2 * (432 - 8)],
      ['isothermMapBefore', 2 * (431 - 8)],
    ] as const) {
      expect(models[name]!.rows, name).toBe(rows)
      expect(Number.isFinite(models[name]!.qlikeGain!.value), name).toBe(true)
    }
  })

  test('hours in which more was liquidated than traded are left out, and that is told', async () => {
    const absurd = hours.map((cells, i) =>
      i === 500 ? { ...cells, liquidated_long: '1e9' } : cells,
    )
    await writeHours(join(folder, 'binance-absurd'), 'ETHUSDT', absurd)
    const [odd, made] = [await json('binance-absurd'), await json('made')]
    expect([odd.impossibleHours, made.impossibleHours]).toEqual([1, 0])
    const [gain, usual] = [odd, made].map(({ models }) => models['isotherm']!)
    expect(gain!.rows).toBe(usual!.rows - 1)
    expect(Math.abs(gain!.qlikeGain!.value - usual!.qlikeGain!.value)).toBeLessThan(0.05)
    expect(scoreTable(odd)).toContain('left out: 1 rows in which more')
  })

  test('a crash of 30 % in an hour is scored', async () => {
    const crash = 500 * 24
    const fallen = hours.map((cells, i) => {
      if (i < 500) return cells
      const prices = ['open', 'high', 'low', 'close'].map((name) => [
        name,
        String(0.7 * Number(cells[name])),
      ])
      return { ...cells, ...(Object.fromEntries(prices) as HourCells) }
    })
    const before = hours[499]!['close']!
    fallen[500] = { ...fallen[500]!, open: before, high: before, liquidated_long: String(crash) }
    await writeHours(join(folder, 'binance-crash'), 'DOGEUSDT', fallen)
    const { models, byDay } = await json('binance-crash')
    expect(models['isotherm']!.rows).toBe(2 * 480)
    const worst = byDay.reduce((a, b) => (b.realisedUsd > a.realisedUsd ? b : a))
    expect(worst.day).toBe(new Date(START + 500 * HOUR).toISOString().slice(0, 10))
    expect(Number.isFinite(models['isotherm']!.realisedOverPredicted!.value)).toBe(true)
  })
})

test('the table names every model, and what was known', async () => {
  const { code, out } = await score('binance-two', '--instrument', 'binance:ETHUSDT')
  expect(code).toBe(0)
  expect(out).toContain('liquidations of 720 hours are known, 960 rows (hour and side) of 20 days')
  for (const word of ['isotherm ', 'openingOnly', 'excursionTimesVolume', '10–90 % band'])
    expect(out).toContain(word)
})

describe("somebody else's map", () => {
  const closes = hours.map(({ close }) => Number(close))
  /** Levels of 1 to 3 % about each close, from hour to hour. */
  const mapOf = (from: number, to: number) => [
    'time,price,long_usd,short_usd',
    ...closes.slice(from, to).flatMap((close, i) =>
      [1, 2, 3].flatMap((percent) => {
        const time = new Date(START + (from + i + 1) * HOUR).toISOString()
        return [
          `${time},${close * (1 - percent / 100)},1000000,0`,
          `${time},${close * (1 + percent / 100)},0,1000000`,
        ]
      }),
    ),
  ]

  test('is scored beside ours on the hours that it covers, and on no others', async () => {
    const path = join(folder, 'map.csv')
    await writeFile(path, mapOf(100, 600).join('\n'))
    const one = await json('binance-two', '--instrument', 'ETH', '--map', path)
    expect(one.onTheSameHours).toBe(true)
    expect(Object.keys(one.models).at(-1)).toBe('map')
    // 500 hours from hour 101; scored ten days after the first of them.
    for (const name of ['isotherm', 'openingOnly', 'map'])
      expect(one.models[name]!.rows, name).toBe(2 * (500 - 240))
    expect(one.models['map']!.spearman).toBeDefined()
  })

  test('that covers too little is told', async () => {
    const path = join(folder, 'little.csv')
    await writeFile(path, mapOf(100, 150).join('\n'))
    const { code, err } = await score('binance-two', '--instrument', 'ETH', '--map', path)
    expect(code).toBe(2)
    expect(err).toContain('the map covers 50 of the 720 hours')
  })

  test('needs one instrument, and a file that can be read', async () => {
    const path = join(folder, 'map.csv')
    expect(await score('binance-two', '--map', path)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--map is of one instrument') as string,
    })
    expect(await score('binance-two', '--map', join(folder, 'none.csv'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('no such file') as string,
    })
  })
})

test.each([
  ['binance-two', ['--instrument', 'DOGE'], 'must be one of binance:ETHUSDT, binance:PEPEUSDT'],
  ['binance-two', ['--from', '2030-01-01'], 'has no candles with open interest in that time'],
  ['binance-two', ['--first-scored-day', '3'], '--first-scored-day'],
  ['binance-two', ['--venue', 'nowhere'], '--venue "nowhere" must be one of'],
  ['binance-unknown', [], 'no realised liquidations are stored'],
  ['binance-short', [], '72 hours are known, none after the 10 days'],
  ['rubbish', [], 'holds no candles that could be read'],
  ['nothing', [], 'does not exist: give a folder'],
] as const)('%s %j is refused with exit code 2', async (from, args, sentence) => {
  const { code, out, err } = await score(from, '--json', ...args)
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain(sentence)
})
