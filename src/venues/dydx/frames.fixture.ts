import { instrumentId } from '../../market/instrument.ts'
import type { ReaderFixture } from '../wire/reader.fixture.ts'
import { documented, recorded } from '../wire/reader.fixture.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import { DYDX } from './instruments.ts'
import { dydxReader } from './reader.ts'

/** Captured on 2026-09-17 from the venue by a public repository. */
const CAPTURED =
  'https://github.com/belyjelli/ai-rates collector/internal/stream, captured 2026-09-17'

const CCXT = 'https://github.com/ccxt/ccxt at 4.5.84, comments of js/src/dydx.js'

const listed = (base: string, tickSize: number): ListedInstrument => ({
  instrument: {
    id: instrumentId(DYDX, `${base}-USD`),
    venue: DYDX,
    symbol: `${base}-USD`,
    base,
    quote: 'USD',
    contract: 'linear',
    contractSize: 1,
    tickSize,
  },
  wireName: `${base}-USD`,
  trading: true,
})

export const fixture: ReaderFixture = {
  reader: dydxReader,
  instruments: [listed('BTC', 1), listed('ETH', 0.1)],
  frames: [
    recorded(
      'liquidation',
      'trade and liquidation, a long',
      'dydx-v4.json',
      'v4_trades',
      'LIQUIDATED',
    ),
    documented(
      'liquidation',
      'liquidation of 2026, a long',
      CAPTURED,
      '{"type":"channel_data","connection_id":"x","message_id":7,"id":"BTC-USD","channel":"v4_trades","version":"2.4.0","contents":{"trades":[{"id":"064e89330000000200000002","side":"SELL","size":"0.0004","price":"75974","type":"LIQUIDATED","createdAt":"2026-09-17T13:39:47.542Z","createdAtHeight":"105810227"}]}}',
    ),
    documented(
      'liquidation',
      'deleveraging, a short',
      CAPTURED,
      '{"type":"channel_data","connection_id":"x","message_id":9,"id":"ETH-USD","channel":"v4_trades","version":"2.4.0","contents":{"trades":[{"id":"064e89330000000200000009","side":"BUY","size":"1.5","price":"2460","type":"DELEVERAGED","createdAt":"2026-09-17T13:40:00.000Z","createdAtHeight":"105810230"}]}}',
    ),
    documented(
      'trade',
      'trades of before, with the acknowledgement',
      'https://github.com/ccxt/ccxt at 4.5.84, comments of js/src/pro/dydx.js, handleTrades',
      '{"type":"subscribed","connection_id":"9011edff-d8f7-47fc-bbc6-0c7b5ba7dfae","message_id":3,"channel":"v4_trades","id":"BTC-USD","contents":{"trades":[{"id":"02b6148d0000000200000005","side":"BUY","size":"0.024","price":"114581","type":"LIMIT","createdAt":"2025-08-04T00:42:07.119Z","createdAtHeight":"45487245"}]}}',
    ),
    recorded(
      'open-interest',
      'all markets, with the acknowledgement',
      'dydx-v4.json',
      'subscribed',
      'v4_markets',
    ),
    {
      name: 'open interest that changed',
      shows: 'open-interest',
      from: { file: 'dydx-v4.json', holds: ['v4_markets', '15398.406'] },
      partial: true,
    },
    {
      name: 'oracle price that changed',
      shows: 'mark-price',
      from: { file: 'dydx-v4.json', holds: ['v4_markets', 'effectiveAtHeight'] },
      partial: true,
    },
    {
      name: 'rates that changed',
      shows: 'funding-rate',
      from: {
        source:
          'https://github.com/dydxprotocol/v4-chain at 0070c15, indexer/services/comlink/public/websocket-documentation.md',
        text: '{"type":"channel_data","connection_id":"1f4ec0e3-ff95-48cc-94f1-7118a19412ff","message_id":2,"channel":"v4_markets","version":"0.0.1","contents":{"trading":{"BTC-USD":{"nextFundingRate":"0.00006821875"},"ETH-USD":{"volume24H":"1462890959.6541","nextFundingRate":"0.00007478125"}}}}',
      },
      partial: true,
    },
    recorded(
      'ack',
      'a channel of no use to us, acknowledged',
      'dydx-v4.json',
      'subscribed',
      'v4_orderbook',
    ),
    documented(
      'nothing',
      'connected',
      'https://docs.dydx.xyz/indexer-client/websockets',
      '{"type":"connected","connection_id":"004a1efa-21bb-4b19-a2e9-a8ffadd6dc53","message_id":0}',
    ),
  ],
  answers: [
    {
      name: 'markets',
      of: 'instruments',
      from: {
        source: `${CCXT}, fetchMarkets`,
        text: '{"markets":{"BTC-USD":{"clobPairId":"0","ticker":"BTC-USD","status":"ACTIVE","oraclePrice":"118976.5376","priceChange24H":"659.9736","volume24H":"1292729.3605","trades24H":9387,"nextFundingRate":"0","initialMarginFraction":"0.02","maintenanceMarginFraction":"0.012","openInterest":"52.0691","atomicResolution":-10,"quantumConversionExponent":-9,"tickSize":"1","stepSize":"0.0001","stepBaseQuantums":1000000,"subticksPerTick":100000,"marketType":"CROSS","openInterestLowerCap":"0","openInterestUpperCap":"0","baseOpenInterest":"50.3776","defaultFundingRate1H":"0"}}}',
      },
    },
    {
      name: 'maintenance margin of BTC-USD',
      of: 'risk-tiers',
      from: {
        source: `${CCXT}, fetchMarkets`,
        text: '{"markets":{"BTC-USD":{"clobPairId":"0","ticker":"BTC-USD","status":"ACTIVE","initialMarginFraction":"0.02","maintenanceMarginFraction":"0.012","openInterest":"52.0691","tickSize":"1"}}}',
      },
    },
    {
      name: 'candles of a minute',
      of: 'candle',
      from: { source: `${CCXT}, fetchOHLCV`, text: candles() },
    },
    {
      name: 'open interest at the start of each candle',
      of: 'open-interest',
      from: { source: `${CCXT}, fetchOHLCV`, text: candles() },
    },
    {
      name: 'time',
      of: 'server-time',
      from: {
        source: `${CCXT}, fetchTime`,
        text: '{"iso":"2025-07-20T15:12:13.466Z","epoch":1753024333.466}',
      },
    },
  ],
  directions: [
    {
      in: 'liquidation of 2026, a long',
      position: 'long',
      proof:
        'The side is that of the taker, and LIQUIDATED is "for the taker side of the fill where the subaccount was liquidated" (v4-chain, fill-types.ts). Over 8,000 trades of eight markets BUY printed above the neighbouring trades and SELL below (belyjelli/ai-rates, 2026-09-17).',
    },
    {
      in: 'deleveraging, a short',
      position: 'short',
      proof:
        'DELEVERAGED is "for the subaccount that was deleveraged in a deleveraging event. The fill type will be set to taker" (v4-chain, fill-types.ts): it buys back what it was short.',
    },
  ],
}

function candles(): string {
  return '{"candles":[{"startedAt":"2025-07-25T09:47:00.000Z","ticker":"BTC-USD","resolution":"1MIN","low":"116099","high":"116099","open":"116099","close":"116099","baseTokenVolume":"0","usdVolume":"0","trades":0,"startingOpenInterest":"54.0594","orderbookMidPriceOpen":"115845.5","orderbookMidPriceClose":"115845.5"}]}'
}
