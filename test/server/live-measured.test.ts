import { describe, expect, test } from 'vitest'
import { measuredSchema, venuesSchema } from '../../src/api/live.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { problemSchema } from '../../src/api/schema.ts'
import { parseInstrumentId, parseVenueId } from '../../src/market/instrument.ts'
import type { Instrument } from '../../src/market/instrument.ts'
import type { MeasuredPosition } from '../../src/market/measured-position.ts'
import { binOf } from '../../src/market/price-bin.ts'
import { MINUTE, SECOND, quantity } from '../../src/market/units.ts'
import { measuredLayer } from '../../src/pipeline/measured-layer.ts'
import { measuredLevels } from '../../src/pipeline/measured-levels.ts'
import { createLive } from '../../src/server/live/live.ts'
import type { Measured } from '../../src/server/live/live-routes.ts'
import { T0, instrument as elsewhere, liveServer, venueStatus } from './live-fixture.ts'
import type { LiveServer } from './live-fixture.ts'

const VENUE = parseVenueId('hyperliquid')!
const BTC: Instrument = {
  ...elsewhere,
  id: parseInstrumentId('hyperliquid:BTC')!,
  venue: VENUE,
  symbol: 'BTC',
  base: 'BTC',
}

const position = (
  account: string,
  side: 'long' | 'short',
  amount: number,
  liquidationPrice: number | undefined,
  observedTime: number,
): MeasuredPosition => ({
  venue: VENUE,
  instrument: BTC.id,
  account,
  side,
  quantity: quantity(amount),
  entryPrice: 100,
  liquidationPrice,
  leverage: undefined,
  observedTime,
})

/** What an observer of a venue answers: for whatever name of the venue, for none of another. */
function observer(held: readonly MeasuredPosition[], interest?: number): Measured {
  const layer = measuredLayer()
  layer.onMark(BTC.id, 100)
  if (interest !== undefined) layer.onOpenInterest(BTC.id, quantity(interest))
  for (const one of held) layer.put(one.account, [one])
  return (instrument, zoom) => {
    if (!instrument.startsWith('hyperliquid:')) return undefined
    const found = measuredLevels(layer, instrument, zoom, T0)
    return { ...found, levels: found.levels.map(([...level]) => level) }
  }
}

const serve = async (measured?: Measured): Promise<LiveServer> => {
  const live = createLive([elsewhere, BTC])
  live.setReady()
  return liveServer({ live, now: () => T0, ...(measured === undefined ? {} : { measured }) })
}

const ask = (server: LiveServer, instrument: string, more = '') =>
  server.get(`${ROUTES.measured}?instrument=${instrument}${more}`)

/** The answer, of exactly the fields of the contract. */
async function levelsOf(server: LiveServer, more = '') {
  const response = await ask(server, BTC.id, more)
  expect(response.status).toBe(200)
  const body: unknown = await response.json()
  const read = measuredSchema.parse(body)
  expect(read).toEqual(body)
  return read
}

async function refusalOf(response: Response): Promise<[number, string]> {
  return [response.status, problemSchema.parse(await response.json()).code]
}

describe('measured positions', () => {
  const held = [
    position('0xa', 'long', 4, 90, T0 - 20 * SECOND),
    position('0xb', 'short', 2, 120, T0 - MINUTE),
    position('0xc', 'long', 1, undefined, T0 - 5 * MINUTE),
  ]

  test('are levels by bin of the zoom, with their share of open interest, their accounts and ages', async () => {
    const server = await serve(observer(held, 10))
    for (const zoom of [0, 3, 6])
      expect(await levelsOf(server, `&zoom=${zoom}`)).toEqual({
        instrument: BTC.id,
        asOf: T0,
        zoom,
        levels: [
          [binOf(90, zoom), 4 * 90, 0],
          [binOf(120, zoom), 0, 2 * 120],
        ],
        withoutPrice: { longUsd: 100, shortUsd: 0 },
        coverage: { longShare: 0.5, shortShare: 0.2, share: 0.35 },
        addresses: 3,
        medianAgeMs: MINUTE,
        oldestAgeMs: 5 * MINUTE,
      })
    expect((await levelsOf(server)).zoom).toBe(0)
  })

  test('of an unknown open interest are no share; nothing observed yet is an answer without ages', async () => {
    expect((await levelsOf(await serve(observer(held)))).coverage).toBeNull()
    const none = { levels: [], addresses: 0, medianAgeMs: null, oldestAgeMs: null }
    expect(await levelsOf(await serve(observer([])))).toMatchObject(none)
  })

  test('of a venue that shows none are refused as not measured, and of all where nothing is observed', async () => {
    const server = await serve(observer(held))
    expect(await refusalOf(await ask(server, elsewhere.id))).toEqual([404, 'not-measured'])
    const off = await serve()
    expect(await refusalOf(await ask(off, BTC.id))).toEqual([404, 'not-measured'])
  })

  test.each(['hyperliquid:NOSUCH', 'nowhere:BTC'])(
    'of %s, which nobody lists, are refused as of an unknown instrument',
    async (name) => {
      const server = await serve(observer(held))
      expect(await refusalOf(await ask(server, name))).toEqual([404, 'unknown-instrument'])
    },
  )

  test.each(['&zoom=7', '&zoom=-1', '&zoom=1.5', '&more=1', `&instrument=${BTC.id}`])(
    'asked with %s are refused as of a bad parameter',
    async (more) => {
      const server = await serve(observer(held))
      expect(await refusalOf(await ask(server, BTC.id, more))).toEqual([400, 'invalid-parameter'])
    },
  )
})

test('venues say whether positions of them are observed', async () => {
  const server = await serve(observer([]))
  const names = ['hyperliquid', 'dydx', 'binance', 'testvenue']
  server.live.setVenues(
    () => names.map((name) => venueStatus({ venue: parseVenueId(name)! })),
    (venue) => venue === 'dydx',
  )
  const response = await server.get(ROUTES.venues)
  const { venues } = venuesSchema.parse(await response.json())
  const measured = venues.filter((one) => one.measured).map(({ venue }) => venue)
  expect(measured).toEqual(['dydx'])
})
