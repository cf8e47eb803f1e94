import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LEVERAGE_BANDS } from '../../heatmap/planes.ts'
import { openDuck, literal, readRows } from '../../store/duck.ts'
import { simulatedMarket } from '../../sim/simulated-market.fixture.ts'
import { DAY, HOUR } from '../../market/units.ts'
import { runCommand } from '../commands.ts'
import { makeMap } from '../history/make-map.ts'
import { storeSimulated } from '../simulated-history.fixture.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isotherm-build-'))
  await storeSimulated(join(folder, 'made'), market)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const ID = 'simulated:BTCUSD-SIM'
const market = simulatedMarket()

const START = market.candles.openTime[0]!
const day = (n: number) => new Date(START + n * DAY).toISOString().slice(0, 10)
const RANGE = ['--from', day(10), '--to', day(11), '--bucket', '4h', '--zoom', '4']

async function build(name: string, ...args: string[]) {
  let [out, err] = ['', '']
  const path = join(folder, name)
  const code = await runCommand(
    [
      'build',
      '--data',
      folder,
      '--instrument',
      ID,
      '--out',
      path,
      ...(args.includes('--history') ? [] : ['--history', join(folder, 'made')]),
      ...args,
    ],
    { out: (text) => (out += text), err: (text) => (err += text), readFile: () => '' },
  )
  return { code, out, err, path }
}

/** The same cells straight from the model. */
function columns() {
  const { map } = makeMap(market, 'isotherm')
  return [1, 2, 3, 4, 5, 6].map((n) => {
    const time = START + 10 * DAY + n * 4 * HOUR
    return { ...map.levels(time, 4)!, time }
  })
}

test('JSON holds the exact columns, and the same input gives the same bytes', async () => {
  const first = await build('a.json', ...RANGE)
  expect(first).toMatchObject({ code: 0, err: '' })
  const text = await readFile(first.path, 'utf8')
  const written = JSON.parse(text)
  expect(written).toMatchObject({
    format: 'isotherm-map',
    instrument: ID,
    simulated: true,
    zoom: 4,
  })
  expect(written.columns).toEqual(
    columns().map((column) => ({
      time: column.time,
      price: column.price,
      openInterestUsd: column.openInterestUsd,
      unleveredUsd: column.unleveredUsd,
      total: column.total,
      byBand: column.byBand.map((sides, i) => ({ band: LEVERAGE_BANDS[i]!.id, ...sides })),
      levels: column.levels.map(({ bin, longUsd, shortUsd }) => [bin, longUsd, shortUsd]),
    })),
  )
  await build('b.json', ...RANGE)
  expect(await readFile(join(folder, 'b.json'), 'utf8')).toBe(text)
})

test('Parquet holds one row per exact cell, and the same input gives the same bytes', async () => {
  const { path, code, err } = await build("it's.parquet", ...RANGE)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const duck = await openDuck(join(folder, 'duck'))
  const rows = await readRows(
    duck.reader,
    `SELECT epoch_ms(time) AS ms, price_from, price_to, side, band, usd FROM ${literal(path)}`,
  )
  duck.close()
  const cells = columns().flatMap(({ time, levels }) =>
    levels.flatMap((level) =>
      (['long', 'short'] as const).flatMap((side) =>
        level.byBand.flatMap((sides, i) => {
          const usd = side === 'long' ? sides.longUsd : sides.shortUsd
          if (usd === 0) return []
          const { priceFrom: price_from, priceTo: price_to } = level
          return [{ ms: `${time}`, price_from, price_to, side, band: LEVERAGE_BANDS[i]!.id, usd }]
        }),
      ),
    ),
  )
  expect(rows).toEqual(cells)
  await build('again.parquet', ...RANGE)
  expect((await readFile(join(folder, 'again.parquet'))).equals(await readFile(path))).toBe(true)
})

test('PNG shows cells, says SIMULATED, and the same input gives the same bytes', async () => {
  const { path, code, out } = await build('map.png')
  expect(code).toBe(0)
  expect(out).toContain('columns of')
  const bytes = await readFile(path)
  const image = await loadImage(bytes)
  expect([image.width, image.height]).toEqual([1_920, 1_080])
  const context = createCanvas(image.width, image.height).getContext('2d')
  context.drawImage(image, 0, 0)
  const colours = (left: number, top: number, width: number, height: number) => {
    const { data } = context.getImageData(left, top, width, height)
    const seen = new Set<number>()
    for (let i = 0; i < data.length; i += 4)
      seen.add((data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!)
    return seen
  }
  expect(colours(24, 92, 1_680, 932).size).toBeGreaterThan(200)
  // The badge of a simulated market, beside the title.
  expect(colours(24, 22, 600, 28)).toContain(0xffb454)
  await build('again.png')
  expect((await readFile(join(folder, 'again.png'))).equals(bytes)).toBe(true)
})

test.each([
  [['--instrument', 'binance:BTCUSD'], '--instrument is given more than once'],
  [['--format', 'gif'], '--format "gif" must be one of json, png, parquet'],
  [['--bucket', '7m'], '--bucket 7m is not one of this map: 5m, 15m, 1h, 4h, 1d'],
  [['--bucket', '0'], '--bucket "0" must be a length of time'],
  [['--zoom', '7'], '--zoom "7" must be a whole number from 0 to 6'],
  [['--model', 'magic'], '--model "magic" must be one of isotherm'],
  [['--from', 'tomorrow'], '--from "tomorrow" must be a UTC date'],
  [['--from', '2026-02-30'], '--from "2026-02-30" must be a UTC date'],
  [['--from', '2026-01-03', '--to', '2026-01-02'], '--from must be before --to'],
  [['--from', '2030-01-01'], '--from and --to hold no column of'],
  [['--history', '/nowhere/at/all'], '--history "/nowhere/at/all" does not exist'],
] as const)('%j is refused in one line', async (args, sentence) => {
  const { code, err } = await build('x.json', ...args)
  expect(code).toBe(2)
  expect(err).toContain(sentence)
  expect(err.trimEnd()).not.toContain('\n')
})

test('an unknown instrument or ending is refused with what there is', async () => {
  const io = { told: '', out: () => {}, readFile: () => '' }
  const run = async (...args: string[]) => {
    let err = ''
    const code = await runCommand(['build', '--history', join(folder, 'made'), ...args], {
      ...io,
      err: (text) => (err += text),
    })
    return { code, err }
  }
  const out = join(folder, 'x.json')
  expect(await run('--instrument', 'simulated:BTC', '--out', out)).toMatchObject({
    code: 2,
    err: expect.stringContaining('did you mean simulated:BTCUSD-SIM?') as string,
  })
  expect(await run('--instrument', ID, '--out', join(folder, 'x.gif'))).toMatchObject({
    code: 2,
    err: expect.stringContaining('give --format') as string,
  })
  expect((await run('--instrument', ID, '--out', join(folder, 'no', '\0', 'x.json'))).code).toBe(1)
})
