import { instrumentId } from '../../market/instrument.ts'
import type { FixtureFrame, ReaderFixture } from '../wire/reader.fixture.ts'
import { documented, recorded } from '../wire/reader.fixture.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import { answers } from './answers.fixture.ts'
import { binanceReader } from './reader.ts'

const venue = binanceReader.venue

const linear = (base: string, tickSize: number): ListedInstrument => {
  const symbol = `${base}USDT`
  const id = instrumentId(venue, symbol)
  const about = { id, venue, symbol, base, tickSize, contractSize: 1 } as const
  const instrument = { ...about, quote: 'USDT', contract: 'linear' } as const
  return { instrument, wireName: symbol, trading: true }
}

const inverse = (symbol: string): ListedInstrument => {
  const id = instrumentId(venue, symbol)
  const about = { id, venue, symbol, base: 'BTC', tickSize: 0.1, contractSize: 100 } as const
  const instrument = { ...about, quote: 'USD', contract: 'inverse' } as const
  return { instrument, wireName: symbol, trading: true }
}

const DOCS =
  'https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams'
const COIN_DOCS =
  'https://developers.binance.com/docs/derivatives/coin-margined-futures/websocket-market-streams'
const CRYPTOFEED = 'as recorded on /market on 2026-08-08 in tests of a copy of bmoscon/cryptofeed'
const COIN_RECORDING = 'as recorded on 2026-09-25 in tests of a public C# adapter'

const frames: FixtureFrame[] = [
  documented(
    'trade',
    'trade, the taker sold',
    `${DOCS}/Aggregate-Trade-Streams, ${CRYPTOFEED}`,
    '{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":1786171884624,"a":3404749954,"s":"BTCUSDT","p":"64990.90","q":"0.002","nq":"0.002","f":7960913511,"l":7960913511,"T":1786171884471,"m":true,"st":1}}',
  ),
  recorded('trade', 'trade of 2019, without an id', 'binance-futures.json', '"aggTrade"'),
  documented(
    'mark-price',
    'mark price and funding rate',
    `${DOCS}/Mark-Price-Stream, ${CRYPTOFEED}`,
    '{"stream":"btcusdt@markPrice","data":{"e":"markPriceUpdate","E":1786171884000,"s":"BTCUSDT","p":"64991.37858696","ap":"64991.37858696","P":"64980.01344384","i":"65016.05673913","r":"0.00003936","T":1786176000000,"st":1}}',
  ),
  documented(
    'funding-rate',
    'funding rate of COIN-M, which shorts pay',
    `${COIN_DOCS}/Mark-Price-Stream, ${COIN_RECORDING}`,
    '{"stream":"btcusd_perp@markPrice@1s","data":{"e":"markPriceUpdate","E":1790373638000,"s":"BTCUSD_PERP","p":"83732.50000000","ap":"83732.50000000","P":"83805.72765516","i":"83786.17543766","r":"-0.00000573","T":1790380800000,"st":2}}',
  ),
  recorded('mark-price', 'mark price of 2020', 'binance-futures.json', 'markPrice@1s', 'BTCUSDT'),
  recorded('liquidation', 'liquidation of a short, 2020', 'binance-futures.json', 'forceOrder'),
  recorded(
    'liquidation',
    'liquidation of a COIN-M long, 2020',
    'binance-delivery.json',
    'forceOrder',
  ),
  documented(
    'liquidation',
    'liquidation of a long, 2026',
    `${DOCS}/All-Market-Liquidation-Order-Streams, as recorded on /market on 2026-10-09 in tests of a public collector`,
    '{"stream":"!forceOrder@arr","data":{"e":"forceOrder","E":1791565603055,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"0.190","p":"82338.30","ap":"82651.90","X":"FILLED","l":"0.155","z":"0.190","T":1791565602120,"ps":"BTCUSDT","st":1}}}',
  ),
  documented(
    'liquidation',
    'liquidation of a short, 2026',
    `${DOCS}/All-Market-Liquidation-Order-Streams, as recorded on /market on 2026-10-01 in tests of a public C# tool`,
    '{"stream":"!forceOrder@arr","data":{"e":"forceOrder","E":1790845665206,"o":{"s":"BTCUSDT","S":"BUY","o":"LIMIT","f":"IOC","q":"0.001","p":"83930.70","ap":"83598.50","X":"FILLED","l":"0.001","z":"0.001","T":1790845665206,"ps":"BTCUSDT","st":1}}}',
  ),
  documented(
    'liquidation',
    'liquidation as documented, st beside o',
    `${DOCS}/All-Market-Liquidation-Order-Streams`,
    '{"e":"forceOrder","E":1568014460893,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"0.014","p":"9910","ap":"9910","X":"FILLED","l":"0.014","z":"0.014","T":1568014460893},"ps":"BTCUSDT","st":1}',
  ),
  recorded('book', 'order book changes', 'binance-futures.json', 'depthUpdate', '"pu":687687946'),
  documented(
    'book',
    'order book changes of COIN-M',
    `${COIN_DOCS}/Diff-Book-Depth-Streams, ${COIN_RECORDING}`,
    '{"stream":"btcusd_perp@depth@100ms","data":{"e":"depthUpdate","E":1790373637622,"T":1790373637613,"s":"BTCUSD_PERP","ps":"BTCUSD","U":11660059838224,"u":11660059844303,"pu":11660059836647,"b":[["82997.3","1382"],["83517.9","0"]],"a":[["83732.5","2458"]],"st":2}}',
  ),
  recorded('ack', 'acknowledgement', 'binance-delivery.json', '"result":null'),
  documented(
    'refusal',
    'refusal',
    `${DOCS}/Live-Subscribing-Unsubscribing-to-streams`,
    '{"error":{"code":2,"msg":"Invalid request: invalid stream"},"id":1}',
  ),
  recorded('malformed', 'a ticker, which was not asked for', 'binance-futures.json', '24hrTicker'),
]

export const fixture: ReaderFixture = {
  reader: binanceReader,
  instruments: [
    linear('BTC', 0.1),
    linear('ETH', 0.01),
    inverse('BTCUSD_PERP'),
    inverse('BTCUSD_200925'),
  ],
  frames,
  answers,
  directions: [
    {
      in: 'liquidation of a long, 2026',
      position: 'long',
      proof: 'a forced SELL closes a long; its bankruptcy price 82338 lies below the fill 82652',
    },
    {
      in: 'liquidation of a short, 2026',
      position: 'short',
      proof: 'a forced BUY closes a short; its bankruptcy price 83931 lies above the fill 83599',
    },
    {
      in: 'liquidation of a short, 2020',
      position: 'short',
      proof:
        'bankruptcy price 4793.91 above the fill 4706.04 on 2020-03-13, when the price shot up',
    },
    {
      in: 'liquidation of a COIN-M long, 2020',
      position: 'long',
      proof: 'bankruptcy price 9314.5 below the fill 9352.7: the position lost as the price fell',
    },
  ],
}
