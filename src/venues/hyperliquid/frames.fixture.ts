import { hyperliquidReader } from './reader.ts'
import { instrumentId } from '../../market/instrument.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import type { ReaderFixture } from '../wire/reader.fixture.ts'
import { documented, recorded } from '../wire/reader.fixture.ts'
import { HYPERLIQUID } from './instruments.ts'

/** Captured on 2026-09-25 from the venue by a public repository. */
const CAPTURED =
  'https://github.com/BYTEX-TRADE/bytex at fa4ef46, tests/Bytex.Adapters.Tests/Fixtures/HyperliquidPayloads.cs'

const DOCUMENTED =
  'https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/websocket/subscriptions'

const listed = (symbol: string, tickSize: number): ListedInstrument => ({
  instrument: {
    id: instrumentId(HYPERLIQUID, symbol),
    venue: HYPERLIQUID,
    symbol,
    base: symbol,
    quote: 'USDC',
    contract: 'linear',
    contractSize: 1,
    tickSize,
  },
  wireName: symbol,
  trading: true,
})

export const fixture: ReaderFixture = {
  reader: hyperliquidReader,
  instruments: [
    listed('BTC', 0.1),
    listed('FXS', 0.00001),
    listed('MOODENG', 0.000001),
    listed('BANANA', 0.00001),
  ],
  frames: [
    recorded(
      'trade',
      'trades of one aggressor',
      'hyperliquid.json',
      '"trades"',
      '1016375172059570',
    ),
    recorded('trade', 'trade, a seller', 'hyperliquid.json', '"trades"', '611279506717453'),
    documented(
      'trade',
      'trades that name both accounts',
      CAPTURED,
      '{"channel":"trades","data":[{"coin":"BTC","side":"B","px":"83770.0","sz":"0.00819","time":1790358604045,"hash":"0x0000000000000000000000000000000000000000000000000000000000000000","tid":437413095582311,"users":["0x10d944a35f99c141b9121ec3693000531825bef8","0x1a2e6afa298b1cc50939b4b2b0b430e3c1ef3459"]},{"coin":"BTC","side":"A","px":"83769.0","sz":"0.0048","time":1790358606027,"hash":"0xa7c8a1a1ff42f7b2a9420445311dcb0201b500879a4616844b914cf4be46d19d","tid":784469253141982,"users":["0xdfdac7220711df4e8c362db7d11eef2bd0c51188","0x1a2e6afa298b1cc50939b4b2b0b430e3c1ef3459"]}]}',
    ),
    recorded('open-interest', 'context of 2024', 'hyperliquid.json', 'activeAssetCtx', 'MOODENG'),
    documented(
      'mark-price',
      'context of 2026',
      CAPTURED,
      '{"channel":"activeAssetCtx","data":{"coin":"BTC","ctx":{"funding":"0.0000125","openInterest":"39338.76246","prevDayPx":"84086.0","dayNtlVlm":"3096053627.5618200302","premium":"-0.0001348801","oraclePx":"83778.1","markPx":"83757.0","midPx":"83757.5","impactPxs":["83757.0","83766.8"],"dayBaseVlm":"36757.56691"}}}',
    ),
    recorded(
      'funding-rate',
      'context, for its funding',
      'hyperliquid.json',
      'activeAssetCtx',
      'MOODENG',
    ),
    recorded('order-book', 'best levels', 'hyperliquid.json', 'l2Book', 'BANANA'),
    documented(
      'ack',
      'subscription answered',
      DOCUMENTED,
      '{"channel":"subscriptionResponse","data":{"method":"subscribe","subscription":{"type":"trades","coin":"BTC"}}}',
    ),
    documented(
      'refusal',
      'message refused',
      'https://github.com/ccxt/ccxt at 4.5.84, js/src/pro/hyperliquid.js, handleErrorMessage',
      '{"channel":"error","data":"Error parsing JSON into valid websocket request: { \\"type\\": \\"allMids\\" }"}',
    ),
    documented(
      'heartbeat',
      'pong',
      'https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/websocket/timeouts-and-heartbeats',
      '{"channel":"pong"}',
    ),
  ],
  answers: [
    {
      name: 'meta, its first entries',
      of: 'instruments',
      from: {
        source: CAPTURED,
        text: '{"universe":[{"szDecimals":5,"name":"BTC","maxLeverage":40,"marginTableId":56},{"szDecimals":4,"name":"ETH","maxLeverage":25,"marginTableId":55},{"szDecimals":2,"name":"ATOM","maxLeverage":5,"marginTableId":5},{"szDecimals":1,"name":"MATIC","maxLeverage":20,"marginTableId":20,"isDelisted":true},{"szDecimals":1,"name":"DYDX","maxLeverage":5,"marginTableId":5},{"szDecimals":2,"name":"SOL","maxLeverage":20,"marginTableId":54}],"marginTables":[[54,{"description":"tiered 20x (2)","marginTiers":[{"lowerBound":"0.0","maxLeverage":20},{"lowerBound":"70000000.0","maxLeverage":10}]}],[55,{"description":"tiered 25x","marginTiers":[{"lowerBound":"0.0","maxLeverage":25},{"lowerBound":"100000000.0","maxLeverage":15}]}],[56,{"description":"tiered 40x","marginTiers":[{"lowerBound":"0.0","maxLeverage":40},{"lowerBound":"150000000.0","maxLeverage":20}]}]],"collateralToken":0}',
      },
    },
    {
      name: 'margin table of BTC',
      of: 'risk-tiers',
      from: {
        source: CAPTURED,
        text: '{"universe":[{"szDecimals":5,"name":"BTC","maxLeverage":40,"marginTableId":56}],"marginTables":[[56,{"description":"tiered 40x","marginTiers":[{"lowerBound":"0.0","maxLeverage":40},{"lowerBound":"150000000.0","maxLeverage":20}]}]],"collateralToken":0}',
      },
    },
    {
      name: 'hourly rates paid',
      of: 'funding-rate',
      from: {
        source: CAPTURED,
        text: '[{"coin":"BTC","fundingRate":"0.0000125","premium":"-0.0001875303","time":1790352000015},{"coin":"BTC","fundingRate":"0.0000125","premium":"-0.0001547518","time":1790355600045},{"coin":"BTC","fundingRate":"0.0000125","premium":"-0.0002083901","time":1790359200046}]',
      },
    },
    {
      // The shape is that of the venue's hourly candles; the row is one the socket sent.
      name: 'candles of a minute',
      of: 'candle',
      from: {
        source: CAPTURED,
        text: '[{"t":1790358600000,"T":1790358659999,"s":"BTC","i":"1m","o":"83765.0","c":"83765.0","h":"83770.0","l":"83756.0","v":"0.3317","n":36},{"t":1790358660000,"T":1790358719999,"s":"BTC","i":"1m","o":"83765.0","c":"83801.0","h":"83805.0","l":"83760.0","v":"1.2044","n":88}]',
      },
    },
    {
      name: 'exchange status',
      of: 'server-time',
      from: {
        source: 'https://github.com/ccxt/ccxt at 4.5.84, js/src/hyperliquid.js, fetchTime',
        text: '{"specialStatuses":null,"time":1764617438643}',
      },
    },
  ],
  directions: [],
}
