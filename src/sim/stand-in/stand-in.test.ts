import { describe, expect, test } from 'vitest'
import type { LastingFault, MomentaryFault } from './fault.ts'
import { randomScript } from './random-script.ts'
import { openStandIn, type StandInOptions } from './stand-in.ts'
import { STAND_IN_VENUES, standInWire } from './venues.ts'

const START = 1_795_305_600_000
const MINUTE = 60_000

const SUBSCRIBE = '{"op":"subscribe","args":["publicTrade.BTCUSDT","allLiquidation.BTCUSDT"]}'

/** A client of Bybit's stand-in that notes what it is told. */
function bybit(
  faults: readonly (LastingFault | MomentaryFault)[] = [],
  more: Partial<StandInOptions> = {},
) {
  const standIn = openStandIn({
    wire: standInWire('bybit'),
    seed: 5,
    start: START,
    script: { faults },
    ...more,
  })
  const heard: string[] = []
  const connect = () =>
    standIn.connect(
      '/v5/public/linear',
      {
        send: (text) => heard.push(text),
        ping: () => heard.push('ping frame'),
        close: (code) => heard.push(`close ${code}`),
        reset: () => heard.push('reset'),
        vanish: () => heard.push('vanish'),
      },
      standIn.now(),
    )
  const subscribed = () => {
    const peer = connect()
    if (typeof peer === 'string' || 'status' in peer) throw new Error('not accepted')
    peer.onMessage(SUBSCRIBE, standIn.now())
    return peer
  }
  return { standIn, heard, connect, subscribed, run: (time: number) => standIn.tick(START + time) }
}

const always = { from: 0, to: Number.MAX_SAFE_INTEGER }
const dataOf = (heard: readonly string[]) => heard.filter((text) => text.includes('"topic"'))

test.each(STAND_IN_VENUES)(
  '%s: the same seed gives the same market, another seed another',
  (venue) => {
    const run = (seed: number) => {
      const standIn = openStandIn({ wire: standInWire(venue), seed, start: START })
      standIn.tick(START + MINUTE)
      return JSON.stringify(standIn.ledger.entries)
    }
    expect(run(1)).toBe(run(1))
    expect(run(1)).not.toBe(run(2))
  },
)

test('it makes no difference how often it is asked to go on', () => {
  const often = bybit()
  const once = bybit()
  for (const client of [often, once]) client.subscribed()
  for (let time = 0; time <= MINUTE; time += 37) often.run(time)
  often.run(MINUTE)
  once.run(MINUTE)
  expect(often.heard).toEqual(once.heard)
})

test('candles are made of the trades that were published', () => {
  const { standIn } = bybit()
  standIn.tick(START + 3 * MINUTE)
  const body = standIn.request(
    `/v5/market/kline?category=linear&symbol=BTCUSDT&interval=1&start=${START}&end=${START + 2 * MINUTE}&limit=5`,
    undefined,
    standIn.now(),
  ).body
  const rows = (JSON.parse(body) as { result: { list: string[][] } }).result.list
  const second = rows.find(([time]) => Number(time) === START + MINUTE)
  const trades = standIn.ledger.entries.flatMap(({ happening, time }) =>
    happening.type === 'trade' &&
    happening.symbol === 'BTCUSDT' &&
    time >= START + MINUTE &&
    time < START + 2 * MINUTE
      ? [happening]
      : [],
  )
  expect(trades.length).toBeGreaterThan(10)
  const prices = trades.map(({ price }) => price)
  expect(second?.slice(1, 6).map(Number)).toEqual([
    prices[0],
    Math.max(...prices),
    Math.min(...prices),
    prices.at(-1),
    Number(trades.reduce((sum, { quantity }) => sum + quantity, 0).toFixed(3)),
  ])
})

test('Binance shows the largest liquidation of a symbol and second, and no other', () => {
  const rates = { tradesPerSecond: 0, liquidationsPerMinute: 300, movePerMinute: 0.001 }
  const options = { seed: 2, start: START, rates }
  const shown = openStandIn({ ...options, wire: standInWire('binance') })
  const all = openStandIn({
    ...options,
    wire: { ...standInWire('binance'), sampler: () => (each) => each },
  })
  const largest = new Map<string, number>()
  for (const standIn of [all, shown]) standIn.tick(START + 2 * MINUTE)
  const inFirstMinute = (standIn: typeof all) =>
    standIn.ledger.entries.flatMap(({ happening }) =>
      happening.type === 'liquidation' && happening.at < START + MINUTE ? [happening] : [],
    )
  for (const { symbol, at, quantity } of inFirstMinute(all)) {
    const key = `${symbol} ${Math.floor(at / 1_000)}`
    largest.set(key, Math.max(largest.get(key) ?? 0, quantity))
  }
  const found = inFirstMinute(shown).map(
    ({ symbol, at, quantity }) => [`${symbol} ${Math.floor(at / 1_000)}`, quantity] as const,
  )
  expect(found.length).toBeLessThan(inFirstMinute(all).length)
  expect(new Map(found)).toEqual(largest)
  expect(found).toHaveLength(largest.size)
})

describe('faults', () => {
  test('a refused handshake, a silent one, one answered with HTTP', () => {
    expect(bybit([{ kind: 'refuse', ...always }]).connect()).toBe('refused')
    expect(bybit([{ kind: 'silent-handshake', ...always }]).connect()).toBe('silent')
    const http = bybit([{ kind: 'http-upgrade', ...always, status: 403, body: 'no' }])
    expect(http.connect()).toEqual({ status: 403, body: 'no' })
  })

  test('a subscription that is ignored, refused, or acknowledged late', () => {
    const ignored = bybit([{ kind: 'ignore-subscription', ...always }])
    ignored.subscribed()
    ignored.run(MINUTE)
    expect(ignored.heard).toEqual([])
    const refused = bybit([{ kind: 'refuse-subscription', ...always, symbol: 'BTCUSDT' }])
    refused.subscribed()
    refused.run(MINUTE)
    expect(refused.heard).toHaveLength(1)
    expect(refused.heard[0]).toContain('"success":false')
    const late = bybit([{ kind: 'slow-ack', ...always, delay: 9_000 }])
    late.subscribed()
    late.run(8_999)
    expect(late.heard).toEqual([])
    late.run(9_000)
    expect(late.heard[0]).toContain('"success":true')
  })

  test('a connection of a deaf time stays deaf, and pings are answered', () => {
    const { heard, subscribed, run, standIn } = bybit([
      { kind: 'ack-then-nothing', from: 0, to: 30_000, about: 'trade' },
    ])
    const peer = subscribed()
    run(2 * MINUTE)
    expect(dataOf(heard).some((text) => text.includes('publicTrade'))).toBe(false)
    expect(dataOf(heard).some((text) => text.includes('allLiquidation'))).toBe(true)
    peer.onMessage('{"op":"ping"}', standIn.now())
    expect(heard.at(-1)).toContain('"pong"')
    subscribed()
    run(3 * MINUTE)
    expect(dataOf(heard).some((text) => text.includes('publicTrade'))).toBe(true)
  })

  test('no pong, text or frame', () => {
    const { heard, subscribed, standIn } = bybit([{ kind: 'no-pong', ...always }])
    const peer = subscribed()
    peer.onMessage('{"op":"ping"}', standIn.now())
    expect(peer.onPing(standIn.now())).toBe(false)
    expect(heard.join()).not.toContain('pong')
  })

  test('frames that are repeated, replayed, reordered, held back', () => {
    const repeated = bybit([{ kind: 'repeat', at: MINUTE, count: 3 }])
    repeated.subscribed()
    repeated.run(MINUTE)
    const frames = dataOf(repeated.heard)
    expect(new Set(frames).size).toBe(frames.length - 3)

    const replayed = bybit([{ kind: 'replay', ...always, count: 7 }])
    replayed.run(MINUTE)
    replayed.subscribed()
    const rows = dataOf(replayed.heard).map(
      (text) => (JSON.parse(text) as { data: unknown[] }).data,
    )
    expect(rows.map((each) => each.length)).toContain(7)

    const calm = bybit()
    calm.subscribed()
    calm.run(2 * MINUTE)
    const mixed = bybit([{ kind: 'reorder', from: 0, to: MINUTE, span: 5_000 }])
    mixed.subscribed()
    mixed.run(2 * MINUTE)
    const contents = (heard: readonly string[]) =>
      dataOf(heard).map((text) => JSON.stringify((JSON.parse(text) as { data: unknown }).data))
    expect(contents(mixed.heard)).not.toEqual(contents(calm.heard))
    expect(contents(mixed.heard).toSorted()).toEqual(contents(calm.heard).toSorted())

    const held = bybit([{ kind: 'batch', ...always, every: 5_000 }])
    held.subscribed()
    held.run(2 * MINUTE)
    expect(dataOf(held.heard).length).toBeLessThan(dataOf(calm.heard).length / 2)
  })

  test('what is left out without a trace is marked, and not sent', () => {
    const { standIn, heard, subscribed, run } = bybit([
      { kind: 'omit', at: 1_500, about: 'trade', count: 4 },
    ])
    subscribed()
    run(MINUTE)
    const omitted = standIn.ledger.entries.filter(({ untraceable }) => untraceable)
    expect(omitted).toHaveLength(4)
    for (const { id, sent } of omitted) {
      expect(sent).toEqual([])
      expect(heard.join()).not.toContain(id)
    }
  })

  test('the ends of a connection', () => {
    for (const fault of [
      { kind: 'reset', at: MINUTE },
      { kind: 'vanish', at: MINUTE },
      { kind: 'close', at: MINUTE, code: 1012, reason: 'restart' },
      { kind: 'farewell', at: MINUTE - 10_000, code: 1001, after: 10_000 },
    ] as const) {
      const { heard, subscribed, run } = bybit([fault])
      subscribed()
      run(2 * MINUTE)
      expect(heard.at(-1)).toMatch(/^(reset|vanish|close 1012|close 1001)$/)
    }
  })

  test('a delisted symbol is on no list and nothing is said of it', () => {
    const { standIn, heard, subscribed, run } = bybit([
      { kind: 'delist', from: MINUTE, to: Number.MAX_SAFE_INTEGER, symbol: 'BTCUSDT' },
    ])
    subscribed()
    run(MINUTE)
    const before = heard.length
    run(3 * MINUTE)
    expect(heard.length).toBe(before)
    const list = standIn.request(
      '/v5/market/instruments-info?category=linear',
      undefined,
      standIn.now(),
    )
    expect(list.body).toContain('ETHUSDT')
    expect(list.body).not.toContain('BTCUSDT')
  })
})

test('schedules differ from seed to seed, lie within their range, and hold every kind of fault', () => {
  const range = { from: MINUTE, to: 5 * MINUTE, symbols: ['BTCUSDT'] }
  const kinds = new Set<string>()
  const texts = new Set<string>()
  for (let seed = 0; seed < 500; seed++) {
    const script = randomScript(seed, range)
    expect(script).toEqual(randomScript(seed, range))
    texts.add(JSON.stringify(script))
    for (const fault of script.faults) {
      kinds.add(fault.kind)
      if (fault.kind === 'clock-skew') continue
      const [from, to] = 'at' in fault ? [fault.at, fault.at] : [fault.from, fault.to]
      expect(from).toBeGreaterThanOrEqual(range.from)
      expect(to).toBeLessThanOrEqual(range.to)
    }
  }
  expect(texts.size).toBeGreaterThan(490)
  expect(kinds.size).toBeGreaterThan(18)
})
