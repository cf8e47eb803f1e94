import { cp, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { AlertsAnswer } from '../../src/api/alerts.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { signalsSchema } from '../../src/api/signals.ts'
import type { SignalsAnswer } from '../../src/api/signals.ts'
import { MINUTE } from '../../src/market/units.ts'
import { parseHash } from '../../src/web/address/view.ts'
import { httpSink } from '../alerts/receivers.ts'
import {
  ID,
  KILLER,
  MEMORY,
  MONTH,
  askedUntilEnd,
  bothSay,
  isReady,
  makeOld,
  named,
  signalsFrom,
  urlOf,
} from './signals-kill-steps.ts'
import type { Product, StandInVenues } from './whole-chain.ts'
import { dataFolder, isBuilt, startPlayed, startProduct, until } from './whole-chain.ts'

/**
 * The product killed at moments of its life, against one over the same events that never was: what it
 * says by rule is the same to the last digit, by names that nothing but its memory can tell.
 */

const atEnd: (() => Promise<void>)[] = []
const later = (call: () => Promise<void>) => void atEnd.unshift(call)

describe.runIf(isBuilt)('signals over kill -9', () => {
  let venues: StandInVenues
  let folder = ''
  let never: Product
  let told: SignalsAnswer

  beforeAll(async () => {
    // A run whose map has three clusters for days, at whatever minute it is read.
    venues = await startPlayed(['binance'], 4, later, { seed: 4, regime: 'trend' })
    folder = await dataFolder({ backfillDays: 4, instruments: ['BTC'] }, later)
    const first = await startProduct(folder, venues.flags, later)
    await vi.waitFor(() => expect(first.out()).toContain('Back-fill: done'), { timeout: 100_000 })
    const { time } = await signalsFrom(first, 1)
    // A bar that closes while it runs.
    await signalsFrom(first, time + MINUTE)
    await first.kill('SIGKILL')
    // From here on nothing happens any more until it is switched on: all see the same events.
    venues.switchOff('binance')
    await makeOld(folder)
    const copy = await dataFolder({}, later)
    await cp(folder, copy, { recursive: true })
    never = await startProduct(copy, venues.flags, later)
    told = await signalsFrom(never, time + MINUTE)
  }, 240_000)
  afterEach(() => void vi.unstubAllEnvs())
  afterAll(async () => {
    // oxlint-disable-next-line no-await-in-loop -- what was opened last is closed first
    for (const call of atEnd) await call()
  })

  test('there is much to remember, by names that are older than the market', () => {
    const { clusters, ratios, time } = told
    expect(clusters.length).toBeGreaterThan(1)
    expect(clusters.filter(({ since }) => since < time - MONTH).length).toBeGreaterThan(1)
    expect(clusters.some(({ growth }) => growth['24h'] !== null)).toBe(true)
    expect(ratios.all.since).toBeLessThan(time - MONTH)
  })

  test.for(['half-written', 'written', 'in-place'])(
    'killed where its memory is %s, it goes on as if it never had been',
    { timeout: 120_000 },
    async (point) => {
      const kept = await dataFolder({})
      await cp(folder, kept, { recursive: true })
      const killer = join(kept, 'killer.mjs')
      await writeFile(killer, KILLER)
      vi.stubEnv('NODE_OPTIONS', `--import ${killer}`)
      vi.stubEnv('ISOTHERM_TEST_KILL', point)
      const killed = await startProduct(kept, venues.flags)
      vi.unstubAllEnvs()
      expect(await askedUntilEnd(killed)).toBe('SIGKILL')
      const days = await readdir(join(kept, MEMORY), { recursive: true })
      expect(days.filter((name) => name.endsWith('.unfinished'))).toHaveLength(
        point === 'in-place' ? 0 : 1,
      )
      const after = await startProduct(kept, venues.flags)
      const [said, same] = await bothSay(after, never, told.time)
      expect(said).toEqual(same)
      expect(after.err()).not.toContain('memory of signals')
    },
  )

  test('killed once and again, while it starts and while it is asked, and then the market goes on', async () => {
    const kept = await dataFolder({})
    await cp(folder, kept, { recursive: true })
    const moments = [
      () => Promise.resolve(undefined),
      isReady,
      // The first answer is on its way.
      (product: Product) => {
        fetch(urlOf(product)).catch(() => undefined)
        return fetch(`${product.url}/health`)
      },
      (product: Product) => signalsFrom(product, told.time),
    ]
    for (const moment of moments) {
      // oxlint-disable no-await-in-loop -- one life after the other
      const product = await startProduct(kept, venues.flags)
      await moment(product)
      await product.kill('SIGKILL')
      // oxlint-enable no-await-in-loop
    }
    const after = await startProduct(kept, venues.flags)
    const [said, same] = await bothSay(after, never, told.time)
    expect(said).toEqual(same)
    expect(named(said)).toEqual(named(told))

    venues.switchOn('binance')
    const on = await signalsFrom(after, said.time + MINUTE)
    expect(on.steps).toEqual(told.steps)
    const known = new Map(said.clusters.map(({ id, since }) => [id, since]))
    const old = on.clusters.filter(({ since }) => since < told.time - MONTH)
    expect(old.length).toBeGreaterThan(0)
    for (const { id, since } of old) expect(known.get(id)).toBe(since)
  }, 240_000)

  test('a memory that is torn is told, ends nothing, and is written anew', async () => {
    venues.switchOff('binance')
    const kept = await dataFolder({})
    await cp(folder, kept, { recursive: true })
    const [day] = await readdir(join(kept, MEMORY))
    const path = join(kept, MEMORY, day!, `${encodeURIComponent(ID)}.json`)
    const whole = await readFile(path, 'utf8')
    await writeFile(path, whole.slice(0, whole.length / 2))
    const after = await startProduct(kept, venues.flags)
    const said = await signalsFrom(after, told.time)
    expect(said.clusters.length).toBeGreaterThan(1)
    expect(after.err()).toContain('is no memory of signals of binance:BTCUSDT: it is made again')
    const files = async () =>
      (await readdir(join(kept, MEMORY), { recursive: true })).filter((name) =>
        name.endsWith('.json'),
      )
    await expect.poll(files).toHaveLength(2)
    await after.kill('SIGKILL')
    const again = await startProduct(kept, venues.flags)
    const { clusters } = await signalsFrom(again, said.time)
    expect(named({ clusters })).toEqual(named(said))
    expect(again.err()).not.toContain('memory of signals')
  }, 120_000)

  test('the link of an alert finds its cluster by its name after kill -9, and no cause is told twice', async () => {
    vi.stubEnv('ISOTHERM_TEST_HOOK', 'secret-of-the-hook')
    const hook = await httpSink()
    onTestFinished(() => hook.close())
    const kept = await dataFolder({})
    await cp(folder, kept, { recursive: true })
    const start = async (...rules: readonly string[]) => {
      const when = { kind: 'cluster-near', withinPercent: 15, minUsd: 1 }
      const alerts = {
        publicUrl: 'https://map.example',
        rules: rules.map((id) => ({ id, when, instruments: [ID], cooldownMinutes: 0 })),
        channels: [
          {
            kind: 'webhook',
            name: 'hook',
            url: `${hook.origin}/`,
            secret: { env: 'ISOTHERM_TEST_HOOK' },
          },
        ],
        targets: { allowPrivate: true, allowHttp: true, ports: [hook.port] },
      }
      await writeFile(
        join(kept, 'isotherm.json'),
        JSON.stringify({ backfillDays: 4, instruments: ['BTC'], alerts }),
      )
      return startProduct(kept, venues.flags)
    }
    const toldBy = ({ url }: Product, rule: string) =>
      until<AlertsAnswer>(
        `${url}${ROUTES.alerts}`,
        ({ alerts }) =>
          alerts.some((alert) => alert.rule === rule) &&
          alerts.every(({ deliveries }) => deliveries.every(({ state }) => state === 'delivered')),
      )

    venues.switchOn('binance')
    const first = await start('near')
    await toldBy(first, 'near')
    await first.kill('SIGKILL')
    // What `again` is told of, `near` has looked at too.
    const second = await start('near', 'again')
    const { alerts } = await toldBy(second, 'again')
    const causes = alerts.map(({ key }) => key.split('@')[0]!)
    expect(new Set(causes).size).toBe(causes.length)

    const sent = JSON.parse(hook.received[0]!.body.toString()) as {
      readonly link: string
      readonly alerts: readonly { readonly key: string; readonly time: number }[]
    }
    const { instrument, at } = parseHash(new URL(sent.link).hash)
    expect(at).toBe(sent.alerts[0]!.time)
    const then = new URL(ROUTES.signals, second.url)
    then.search = `${new URLSearchParams({ instrument: instrument!, time: String(at) })}`
    const found = signalsSchema.parse(await (await fetch(then)).json())
    const names = [...found.clusters, ...found.ended].map(({ id }) => id)
    const ids = sent.alerts
      .filter(({ time }) => time === at)
      .map(({ key }) => /^near\/[^/]+\/([^@]+)@/.exec(key)![1]!)
    expect(names).toEqual(expect.arrayContaining(ids))
    const old = new Set(named(told))
    expect(ids.filter((id) => old.has(id)).length).toBeGreaterThan(0)
  }, 240_000)
})
