import { allowTime } from './fixed-ports.fixture.ts'
import { realExchange } from './ccxt.fixture.ts'
import type { MakeExchange } from './exchange.ts'
import { gateway } from './gateway.ts'
import type { LongTailVenue } from './long-tail-venue.ts'
import { longTailReader } from './reader.ts'
import type { Sample, SampleMarket } from './sample.fixture.ts'
import type { ListedInstrument, Parsed, Read } from '../venues/wire/reader.ts'
import type { StreamKind } from '../market/event.ts'
import type { RiskTierTable } from '../market/risk-tier.ts'

/** ccxt's own class of the exchange, unthrottled and with one market set by hand. */
export const handSet =
  (market: SampleMarket): MakeExchange =>
  async (id) => {
    const exchange = realExchange(id)
    const { base, quote } = market
    exchange.fetchMarkets = async () => [
      {
        id: market.id,
        symbol: `${base}/${quote}:${quote}`,
        base,
        quote,
        settle: quote,
        baseId: base,
        quoteId: quote,
        settleId: quote,
        type: 'swap',
        spot: false,
        swap: true,
        future: false,
        option: false,
        contract: true,
        linear: true,
        inverse: false,
        active: true,
        contractSize: market.contractSize ?? 1,
        precision: { price: 0.01, amount: 0.001 },
        limits: {},
        info: {},
        ...market.more,
      },
    ]
    return exchange
  }

/** The same, writing down what ccxt's throttle would count for each request. */
export const counting =
  (make: MakeExchange, costs: number[]): MakeExchange =>
  async (id, pace) =>
    Object.assign(await make(id, pace), {
      enableRateLimit: true,
      throttle: async (cost: number) => {
        costs.push(cost)
      },
    })

/** Asks the reader's own question of a sample through the gateway and ccxt, and reads the answer. */
export async function askSample(venue: LongTailVenue, sample: Sample) {
  const at = Date.parse(sample.at)
  const ports = allowTime(at, () => ({
    status: 200,
    headers: {},
    body: JSON.stringify(sample.answer),
  }))
  const costs: number[] = []
  const request = gateway({ venue, ports, make: counting(handSet(sample.market), costs) })
  const reader = longTailReader(venue)
  const ask = async <Value>(read: Read<Value>): Promise<Parsed<Value>> => {
    const url = `${reader.hosts['rest']![0]}${read.path}`
    const { body } = await request({ url }, new AbortController().signal)
    return read.parse(body, at)
  }
  const listed = await ask(reader.instruments()[0]!)
  const instrument: ListedInstrument = listed.value![0]!
  const poll = reader.polls!([instrument], [sample.stream as StreamKind])[0]
  return {
    instrument,
    /** What the answer cost by ccxt's count, and by the reader's. */
    cost: () => costs.reduce((sum, cost) => sum + cost, 0),
    weight:
      sample.stream === 'risk-tiers'
        ? reader.riskTiers!(instrument.instrument).weight
        : poll?.read.weight,
    events: poll && (await ask(poll.read)),
    tiers:
      sample.stream === 'risk-tiers'
        ? await ask<RiskTierTable>(reader.riskTiers!(instrument.instrument))
        : undefined,
  }
}
