import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { AlertsWorld, SWEEPS, settled, sweepOf } from '../../src/alerts/alerts-world.fixture.ts'
import { ROUTES, tilePath } from '../../src/api/routes.ts'
import { MemoryDisk } from '../../src/journal/memory-disk.fixture.ts'
import { segmentName } from '../../src/journal/segment-name.ts'
import { HOUR, MINUTE } from '../../src/market/units.ts'
import { TILE_SIZE } from '../../src/heatmap/grid.ts'
import { readAlertsConfig } from '../../src/alerts/config.ts'
import { createLive } from '../../src/server/live/live.ts'
import { counter, gauge } from '../../src/server/metrics/definition.ts'
import { journalFigures, timedDisk } from '../../src/server/metrics/journal-figures.ts'
import { Meter } from '../../src/server/metrics/meter.ts'
import { mapOf } from './live-ask-fixture.ts'
import {
  ID,
  T0,
  instrument,
  liveServer,
  minutesOfTrade,
  openViewer,
  trade,
} from './live-fixture.ts'
import type { LiveServer } from './live-fixture.ts'
import { metricGroups } from './metric-list.ts'
import { daysKnown, playedKeeper } from './score-fixture.ts'

const read = async (server: LiveServer): Promise<string> =>
  (await server.get(ROUTES.metrics)).text()

const now = () => T0 + 10 * MINUTE

test('what is shown took a while: from the disk to the viewer, and in the model', async () => {
  let time = T0 + 10 * MINUTE
  const server = await liveServer({ now: () => time })
  const { live } = server
  live.push(minutesOfTrade(0, 9))
  live.setReady()
  const viewer = await openViewer(server.url)
  viewer.send({ op: 'watch', instrument: ID, model: 'isotherm', zoom: 0 })
  const first = await viewer.next('column')
  time += 1_000
  live.push([trade(T0 + 9 * MINUTE + 1_000, 98, 300)])
  await viewer.next('column', (one) => one !== first)
  const text = await read(server)
  expect(text).toMatch(/^isotherm_show_seconds_count [1-9]/m)
  expect(text).toMatch(/^isotherm_column_seconds_count [1-9]/m)
  expect(text).toMatch(/^isotherm_map_seconds_count 1$/m)
})

test('a gap that lasts is open until its end is known, and what of the last hour was seen is told', async () => {
  const server = await liveServer({ now: () => T0 + HOUR })
  const { live } = server
  live.setReady()
  const header = { venue: instrument.venue, instrument: ID, stream: 'trade' } as const
  const at = T0 + HOUR / 2
  live.push([
    trade(T0, 100),
    trade(at - 1, 100),
    {
      type: 'stream-state',
      ...header,
      exchangeTime: at,
      receivedTime: at,
      health: 'down',
      cause: 'cut',
    },
  ])
  const open = await read(server)
  const labels = '{venue="testvenue",stream="trade",kind="certain"}'
  expect(open).toContain(`isotherm_gaps_open${labels} 1\n`)
  expect(open).toMatch(/^isotherm_coverage_ratio\{venue="testvenue",stream="trade"\} 0\.[45]/m)
  live.push([
    {
      type: 'gap',
      ...header,
      from: at,
      exchangeTime: T0 + HOUR,
      receivedTime: T0 + HOUR,
      cause: 'cut',
      certainty: 'certain',
    },
  ])
  const closed = await read(server)
  expect(closed).not.toContain(`isotherm_gaps_open${labels}`)
  expect(closed).toContain('isotherm_gaps_total{venue="testvenue",stream="trade",kind="certain"}')
})

test('requests are told apart by their operation, whatever was asked, and refused ones are counted', async () => {
  const server = await liveServer({ now, rateLimits: { burst: 3, perSecond: 0.1 } })
  // oxlint-disable-next-line no-await-in-loop
  for (const path of ['/nowhere?x=evil', '/api/v1/evil', '/api/futures/supported-coins'])
    await server.get(path)
  for (let i = 0; i < 4; i++)
    // oxlint-disable-next-line no-await-in-loop
    await server.get(`${ROUTES.instruments}?i=${i}evil`)
  const text = await read(server)
  expect(text).not.toContain('evil')
  expect(text).toMatch(/isotherm_requests_limited_total\{operation="instruments"\} [1-4]\n/)
  expect(text).toContain('isotherm_request_seconds_count{operation="instruments",status="4xx"}')
  expect(text).toMatch(/isotherm_request_seconds_count\{operation="coinglass",status="\dxx"\} 1\n/)
})

test('of tiles it is told where they came from', async () => {
  const server = await liveServer({ now })
  server.live.push(minutesOfTrade(0, 9))
  server.live.setReady()
  const { version } = await mapOf(server)
  const x = Math.floor(T0 / (MINUTE * TILE_SIZE))
  const y = Math.floor(Math.log(97) / Math.log(1.0005) / TILE_SIZE)
  const path = tilePath(version, ID, 'isotherm', 'side', { bucket: MINUTE, zoom: 0, x, y })
  await server.get(path)
  await server.get(path)
  const text = await read(server)
  expect(text).toContain('isotherm_tile_strips_total{from="made"} 1\n')
  expect(text).toContain('isotherm_tile_strips_total{from="memory"} 1\n')
  expect(text).toContain('isotherm_queue_length{queue="tiles"} 0\n')
})

test('scores, alerts and the journal are told where there are some', async () => {
  const { keeper } = await playedKeeper({ [ID]: daysKnown(10) })
  await keeper.look()
  const world = new AlertsWorld()
  const desk = await world.open()
  onTestFinished(() => desk.close())
  world.channel.answer = () => ({ result: 'dead', why: 'gone' })
  desk.offer(sweepOf(1, 'a'))
  await settled(desk)
  const config = await readAlertsConfig(
    { publicUrl: 'https://map.example' },
    { env: {}, readFile: () => Promise.reject(new Error('none')), isOpenToOthers: false },
  )
  const disk = new MemoryDisk()
  const journal = journalFigures(disk, () => 7)
  const live = createLive([instrument])
  live.push(minutesOfTrade(0, 9))
  live.setReady()
  const server = await liveServer({
    now,
    live,
    scores: keeper,
    alerts: { desk, config: { ...config, rules: SWEEPS }, drawFrom: () => undefined },
    journal,
  })
  const file = await journal.disk.create(segmentName(1))
  await file.append(Buffer.from('12345'))
  await file.sync()
  await journal.disk.create('compacted')
  const text = await read(server)
  expect(text).toContain(`isotherm_score_gain{instrument="${ID}"} 0.2\n`)
  expect(text).toContain(`isotherm_score_gain_high{instrument="${ID}"} 0.3`)
  expect(text).toContain(`isotherm_score_realised_ratio{instrument="${ID}"} 0.9\n`)
  expect(text).toContain('isotherm_alerts_total{channel="phone",result="dead"} 1\n')
  expect(text).toContain('isotherm_queue_length{queue="journal"} 7\n')
  expect(text).toMatch(/^isotherm_journal_bytes 5$/m)
  expect(text).toMatch(/^isotherm_journal_segments 1$/m)
  expect(text).toMatch(/^isotherm_fsync_seconds_count 1$/m)

  // All that is told is documented, with its labels.
  const known = new Map(
    metricGroups().flatMap(({ metrics }) => metrics.map((one) => [one.name, one])),
  )
  for (const [, name = '', labels = ''] of text.matchAll(/^([a-z_0-9]+)(?:\{(.*)\})? /gm)) {
    const metric = known.get(name) ?? known.get(name.replace(/_(bucket|sum|count)$/, ''))
    expect(metric, name).toBeDefined()
    for (const [, label = ''] of labels.matchAll(/([a-z_]+)="/g))
      if (label !== 'le') expect(metric?.labels, name).toContain(label)
  }
})

test('a disk that is timed says how long its fsyncs take, and fails as it does', async () => {
  const disk = new MemoryDisk()
  let time = 0
  const took: number[] = []
  const timed = timedDisk(
    disk,
    (one) => took.push(one),
    () => (time += 5),
  )
  const file = await timed.create('a')
  await file.append(Buffer.from('x'))
  await file.sync()
  expect(took).toEqual([5])
  disk.fault = () => 'EIO'
  await expect(file.sync()).rejects.toThrow('EIO')
  expect(took).toEqual([5])
})

test('no metric grows beyond its bound, whatever labels come, and what is left out is counted', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ maxLength: 3 }), { maxLength: 60 }), async (venues) => {
      const meter = new Meter((error) => expect.unreachable(String(error)), 10)
      const count = meter.counts(counter('things_total', 'Things.', ['venue']))
      meter.ask(gauge('states', 'States.', ['venue']), (set) => {
        for (const venue of venues) set({ venue }, 1)
      })
      for (const venue of venues) count({ venue })
      // Twice: what is asked anew counts anew.
      await meter.registry.metrics()
      const read = await meter.registry.getMetricsAsJSON()
      const valuesOf = (name: string) =>
        read.find((one) => one.name === name)?.values as { labels: object; value: number }[]
      const different = new Set(venues).size
      expect(valuesOf('isotherm_things_total')).toHaveLength(Math.min(different, 10))
      expect(valuesOf('isotherm_states')).toHaveLength(Math.min(different, 10))
      const left = valuesOf('isotherm_series_left_out')
      if (different <= 10) expect(left).toEqual([])
      else
        expect(left.find(({ labels }) => JSON.stringify(labels).includes('things'))?.value).toBe(
          different - 10,
        )
    }),
  )
})

test('what cannot be asked has no value, the rest is told, and the problem is not hidden', async () => {
  const problems: unknown[] = []
  const meter = new Meter((error) => problems.push(error))
  meter.ask(gauge('broken', 'Broken.'), () => Promise.reject(new Error('no disk')))
  meter.ask(gauge('sound', 'Sound.'), (set) => set({}, 3))
  const text = await meter.registry.metrics()
  expect(text).toMatch(/^isotherm_sound 3$/m)
  expect(text).not.toMatch(/^isotherm_broken \d/m)
  expect(problems).toHaveLength(1)
})
