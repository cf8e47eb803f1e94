import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Candle } from '../market/event.ts'
import { publicEvents } from '../sim/market/public-events.ts'
import { simulateMarket } from '../sim/market/run.ts'
import { openHistory } from '../store/history.ts'
import { prepareSimulation } from './serve/prepare-simulated.ts'
import type { PrepareOptions } from './serve/prepare-simulated.ts'
import { runCommand } from './commands.ts'
import { isWhole, simulatedFolder, writeSimulated } from './serve/simulated-folder.ts'
import type { SimulationChoice } from './serve/simulated-folder.ts'

const SHORT: SimulationChoice = { seed: 5, days: 1, regime: 'range' }
let data = ''
let folder = ''
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'isotherm-simulate-'))
  folder = simulatedFolder(data, SHORT)
  await writeSimulated(folder, SHORT)
})
afterAll(() => rm(data, { recursive: true, force: true }))

const io = { out: () => undefined, err: () => undefined, readFile: () => '' }

/** Everything that a folder holds, as text. */
async function bytesOf(place: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(place, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const texts = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name)
    return [path.slice(place.length), await readFile(path, 'base64')] as const
  })
  return Object.fromEntries(await Promise.all(texts))
}

test('the history holds what the venue of the run published', async () => {
  const [run] = simulateMarket({ ...SHORT, start: Date.UTC(2026, 0, 5) }).venues
  const events = publicEvents(run!)
  const history = await openHistory(folder)
  onTestFinished(() => history.close())
  const [stored] = await history.instruments()
  const { id } = run!.venue.instrument
  expect(stored!.instrument).toEqual(run!.venue.instrument)
  const all = [0, Number.MAX_SAFE_INTEGER] as const
  const candles = events.filter((event): event is Candle => event.type === 'candle')
  const { openTime, close, volume } = await history.candles(id, 60_000, ...all)
  expect(Array.from(openTime, (at, i) => [at, close[i], volume[i]])).toEqual(
    candles.map((one) => [one.openTime, one.close, one.volume]),
  )
  const liquidations = events.filter(({ type }) => type === 'liquidation')
  expect(liquidations.length).toBeGreaterThan(100)
  expect(await history.liquidations(id, ...all)).toEqual(liquidations)
  expect((await history.openInterest(id, ...all)).time.length).toBe(289)
  expect((await history.fundingRates(id, ...all)).time.length).toBe(2)
})

test('the same choice gives the same bytes, and the command is what makes them', async () => {
  const out = join(data, 'by command')
  const flags = ['--seed', '5', '--days', '1', '--regime', 'range']
  expect(await runCommand(['simulate', '--out', out, ...flags], io)).toBe(0)
  expect(await bytesOf(out)).toEqual(await bytesOf(folder))
})

test('another choice, and a file that was cut off or is gone, are noticed', async () => {
  const copy = join(data, 'copy')
  await writeSimulated(copy, SHORT)
  expect(await isWhole(copy, SHORT)).toBe(true)
  expect(await isWhole(copy, { ...SHORT, seed: 6 })).toBe(false)
  const [file] = Object.keys(await bytesOf(copy)).filter((name) => name.endsWith('.parquet'))
  await truncate(join(copy, file!), 100)
  expect(await isWhole(copy, SHORT)).toBe(false)
  await rm(join(copy, file!))
  expect(await isWhole(copy, SHORT)).toBe(false)
})

test('a folder that holds something else is left alone', async () => {
  const other = await mkdtemp(join(data, 'other-'))
  await writeFile(join(other, 'thesis.txt'), 'years of work')
  let err = ''
  const said = { ...io, err: (text: string) => void (err += text) }
  expect(await runCommand(['simulate', '--out', other], said)).toBe(2)
  expect(err).toContain('holds something else')
  expect(await readdir(other)).toEqual(['thesis.txt'])
})

function prepared(options: Partial<PrepareOptions> = {}) {
  const problems: string[] = []
  const onProblem = (message: string) => void problems.push(message)
  const simulation = prepareSimulation({ data, choice: SHORT, onProblem, ...options })
  onTestFinished(() => simulation.close())
  return { simulation, problems }
}

const never = () => Promise.reject(new Error('it is there already'))

test('what is whole is shown without being made again, and is told to be simulated', async () => {
  const { simulation } = prepared({ write: never })
  expect(await simulation.source.markets()).toEqual([])
  await simulation.start()
  const markets = await simulation.source.markets()
  expect(markets.map(({ instrument, simulated }) => [instrument.id, simulated])).toEqual([
    ['simulated:BTCUSD-SIM', true],
  ])
  expect(simulation.notice()).toContain('this is a simulated market')
})

test('what is damaged is made again, and what is of another version is removed', async () => {
  const elsewhere = await mkdtemp(join(data, 'data-'))
  const place = simulatedFolder(elsewhere, SHORT)
  await writeSimulated(place, SHORT)
  await writeSimulated(simulatedFolder(elsewhere, { ...SHORT, seed: 6 }), SHORT)
  await rm(join(place, 'instruments.json'))
  const { simulation } = prepared({ data: elsewhere })
  await simulation.start()
  expect((await simulation.source.markets()).length).toBe(1)
  expect(await readdir(join(elsewhere, 'simulated'))).toEqual([place.split('/').at(-1)])
})

test('it is not made once there is something real, and a failure is told', async () => {
  const elsewhere = { data: join(data, 'nowhere') }
  let asked = 0
  const write = () => Promise.reject(new Error(`no disk ${++asked}`))
  const first = prepared({ ...elsewhere, write })
  const waits = first.simulation.start(60_000)
  expect(first.simulation.notice()).toContain('will be prepared')
  first.simulation.giveUp()
  await waits
  expect([asked, first.problems]).toEqual([0, []])

  const second = prepared({ ...elsewhere, write })
  await second.simulation.start()
  const told = 'A simulated market cannot be prepared: no disk 1.'
  expect([second.simulation.notice(), second.problems]).toEqual([told, [told]])
})

test('what is being made is ended when it is no longer wanted', async () => {
  let tell: (() => void) | undefined
  const begun = new Promise<void>((done) => (tell = done))
  const { simulation, problems } = prepared({
    data: join(data, 'ended'),
    write: (_folder, signal) => {
      tell?.()
      return new Promise((_done, fail) => {
        signal.addEventListener('abort', () => fail(new Error('aborted')))
      })
    },
  })
  const made = simulation.start()
  await begun
  expect(simulation.notice()).toContain('is being prepared')
  simulation.giveUp()
  await made
  expect([await simulation.source.markets(), problems]).toEqual([[], []])
})
