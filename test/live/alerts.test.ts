import { createHmac } from 'node:crypto'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { alertTestAnswerSchema, alertsAnswerSchema } from '../../src/api/alerts.ts'
import type { AlertsAnswer } from '../../src/api/alerts.ts'
import type { LiquidationInfo, VenueInfo } from '../../src/api/live.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { parseHash } from '../../src/web/address/view.ts'
import { mailSink } from '../alerts/mail-sink.ts'
import type { MailSink } from '../alerts/mail-sink.ts'
import { httpSink } from '../alerts/receivers.ts'
import type { HttpSink, Received } from '../alerts/receivers.ts'
import { dataFolder, isBuilt, startProduct, startVenues, until } from './whole-chain.ts'

const CANARY = 'canary-7d21-of-the-hook'
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]).toString('base64').slice(0, 5)

interface Told {
  readonly link: string
  readonly alerts: readonly {
    readonly key: string
    readonly rule: string
    readonly instrument: string
    readonly time: number
    readonly side: string
    readonly label: string | null
    readonly numbers: Readonly<Record<string, number>>
  }[]
}

const told = ({ body }: Received) => JSON.parse(body.toString()) as Told
const toldBy = (hook: HttpSink, rule: string) =>
  hook.received.filter((one) => told(one).alerts.some((alert) => alert.rule === rule))

interface Receivers {
  readonly hook: HttpSink
  readonly mail: MailSink
}

async function receivers(): Promise<Receivers> {
  vi.stubEnv('ISOTHERM_TEST_HOOK', CANARY)
  const [hook, mail] = await Promise.all([httpSink(), mailSink()])
  onTestFinished(async () => {
    await Promise.all([hook.close(), mail.close()])
    vi.unstubAllEnvs()
  })
  return { hook, mail }
}

/** A data folder whose rules are told to receivers on this machine. */
const folderFor = ({ hook, mail }: Receivers, rules: readonly object[]) =>
  dataFolder({
    backfillDays: 1,
    instruments: ['BTC'],
    alerts: {
      publicUrl: 'https://map.example',
      rules,
      channels: [
        {
          kind: 'webhook',
          name: 'hook',
          url: `${hook.origin}/${CANARY}`,
          secret: { env: 'ISOTHERM_TEST_HOOK' },
        },
        {
          kind: 'mail',
          name: 'post',
          host: '127.0.0.1',
          port: mail.port,
          tls: 'none',
          from: 'isotherm@example.org',
          to: 'me@example.org',
        },
      ],
      targets: { allowPrivate: true, allowHttp: true, ports: [hook.port, mail.port] },
    },
  })

const answerOf = (url: string, wanted: (answer: AlertsAnswer) => boolean) =>
  until<AlertsAnswer>(`${url}${ROUTES.alerts}`, (answer) =>
    wanted(alertsAnswerSchema.parse(answer)),
  )
const isDelivered = ({ alerts }: AlertsAnswer) =>
  alerts.length > 0 &&
  alerts.every(({ deliveries }) => deliveries.every(({ state }) => state === 'delivered'))

describe.runIf(isBuilt)('alerts of the product over stand-in venues', () => {
  test('a large liquidation comes once, signed and with its link, and not again after kill -9', async () => {
    const venues = await startVenues('binance', 'bybit')
    const to = await receivers()
    const folder = await folderFor(to, [
      {
        id: 'large',
        when: { kind: 'liquidation', minUsd: 1_000 },
        instruments: ['binance:BTCUSDT'],
        repeats: false,
      },
    ])
    const first = await startProduct(folder, venues.flags)
    const { alerts } = await answerOf(first.url, isDelivered)
    expect(alerts).toHaveLength(1)
    expect(alerts[0]!.deliveries.map(({ channel }) => channel)).toEqual(['hook', 'post'])

    const [received] = toldBy(to.hook, 'large')
    const { headers, body, path } = received!
    expect(path).toBe(`/${CANARY}`)
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['isotherm-signature']))!
    const expected = createHmac('sha256', CANARY).update(`${t}.`).update(body).digest('hex')
    expect(v1).toBe(expected)
    const { link, alerts: sent } = told(received!)
    const [{ instrument, time, numbers, side }] = sent as [Told['alerts'][number]]
    expect(link.startsWith('https://map.example/#')).toBe(true)
    expect(parseHash(new URL(link).hash)).toMatchObject({ instrument, at: time })
    const { liquidations } = (await (
      await fetch(`${first.url}${ROUTES.liquidations}?instrument=${instrument}&limit=1000`)
    ).json()) as { readonly liquidations: readonly LiquidationInfo[] }
    expect(
      liquidations.map(({ position, notionalUsd, price }) => [position, notionalUsd, price]),
    ).toContainEqual([side, numbers['usd'], numbers['liquidationPrice']])

    // Each channel is told, and a test goes out beside it.
    expect(to.mail.mails).toHaveLength(1)
    const asked = await fetch(`${first.url}${ROUTES.alertTest}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"channel":"post"}',
    })
    expect(alertTestAnswerSchema.parse(await asked.json())).toMatchObject({ result: 'delivered' })

    expect(JSON.stringify(await answerOf(first.url, isDelivered))).not.toContain(CANARY)
    await first.kill('SIGKILL')
    const second = await startProduct(folder, venues.flags)
    const before = liquidations.length
    await until<{ readonly liquidations: readonly LiquidationInfo[] }>(
      `${second.url}${ROUTES.liquidations}?limit=1000`,
      (tape) => tape.liquidations.length > before + 20,
    )
    const after = await answerOf(second.url, isDelivered)
    expect(after.alerts.map(({ key }) => key)).toEqual([alerts[0]!.key])
    expect(toldBy(to.hook, 'large')).toHaveLength(1)
    expect(second.err() + first.err()).not.toContain(CANARY)
    expect(await second.kill('SIGTERM')).toBe(0)
  }, 180_000)

  test('a picture of the map goes with what is told once there is a map', async () => {
    const venues = await startVenues('binance')
    const to = await receivers()
    const folder = await folderFor(to, [])
    const product = await startProduct(folder, venues.flags)
    await until<{ readonly version?: string }>(
      `${product.url}${ROUTES.map}?instrument=binance:BTCUSDT&model=isotherm`,
      ({ version }) => version !== undefined,
    )
    const asked = await fetch(`${product.url}${ROUTES.alertTest}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"channel":"post"}',
    })
    expect(alertTestAnswerSchema.parse(await asked.json())).toMatchObject({ result: 'delivered' })
    expect(to.mail.mails[0]).toMatch(/image\/png/)
    expect(to.mail.mails[0]).toContain(PNG)
    expect(await product.kill('SIGTERM')).toBe(0)
  }, 120_000)

  test('a venue that falls silent is told once, also where the server is started again meanwhile', async () => {
    const venues = await startVenues('binance', 'bybit')
    const to = await receivers()
    const folder = await folderFor(to, [
      {
        id: 'silent',
        when: { kind: 'feed-stale', afterSeconds: 3 },
        venues: ['binance'],
        cooldownMinutes: 0,
      },
    ])
    const isLive = ({ venues: all }: { readonly venues: readonly VenueInfo[] }) =>
      all.length === 2 && all.every(({ state }) => state === 'live')
    const first = await startProduct(folder, venues.flags)
    await until(`${first.url}${ROUTES.venues}`, isLive)
    expect((await answerOf(first.url, () => true)).alerts).toEqual([])
    venues.switchOff('binance')
    const { alerts } = await answerOf(first.url, isDelivered)
    expect(alerts).toMatchObject([{ label: 'binance', instrument: 'binance:BTCUSDT' }])
    await first.kill('SIGKILL')

    const second = await startProduct(folder, venues.flags)
    const begun = Date.now()
    // Long enough to be stale for this run too.
    await until<{ readonly time: number; readonly venues: readonly VenueInfo[] }>(
      `${second.url}${ROUTES.venues}`,
      ({ time, venues: all }) =>
        time > begun + 10_000 &&
        all.some(({ venue, problem }) => venue === 'binance' && problem !== null),
    )
    const after = await answerOf(second.url, isDelivered)
    expect(after.alerts).toHaveLength(1)
    const keys = to.hook.received.flatMap((one) => told(one).alerts.map(({ key }) => key))
    expect(new Set(keys)).toEqual(new Set(after.alerts.map(({ key }) => key)))
    expect(await second.kill('SIGTERM')).toBe(0)
  }, 180_000)

  test('a mistake in the part ends the start with one line that names it', async () => {
    const folder = await dataFolder({ alerts: { rules: [{ id: 'x', when: { kind: 'feed' } }] } })
    await expect(startProduct(folder, [])).rejects.toThrow(
      /isotherm\.json alerts: rules\.0\.when\.kind "\\"feed\\"": kind must be one of cluster-near/,
    )
  })
})
