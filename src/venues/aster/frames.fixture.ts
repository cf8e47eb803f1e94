import { instrumentId } from '../../market/instrument.ts'
import type { FixtureFrame, ReaderFixture } from '../wire/reader.fixture.ts'
import { documented } from '../wire/reader.fixture.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import { asterReader } from './reader.ts'

const venue = asterReader.venue

const listed = (symbol: string, base: string): ListedInstrument => {
  const about = { id: instrumentId(venue, symbol), venue, symbol, base, quote: 'USDT' }
  return {
    instrument: { ...about, contract: 'linear', contractSize: 1, tickSize: 0.1 },
    wireName: symbol,
    trading: true,
  }
}

const DOCS =
  'https://github.com/asterdex/api-docs/blob/master/V3(Recommended)/EN/aster-finance-futures-api-v3.md'

// No recorded frame of Aster shows an event: these are the shapes of its pages.
const frames: FixtureFrame[] = [
  documented(
    'trade',
    'trade, the taker sold',
    `${DOCS}#aggregate-trade-streams, in the envelope of combined streams`,
    '{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":123456789,"s":"BTCUSDT","a":5933014,"p":"0.001","q":"100","f":100,"l":105,"T":123456785,"m":true}}',
  ),
  documented(
    'mark-price',
    'mark price',
    `${DOCS}#mark-price-stream`,
    '{"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"11794.15000000","i":"11784.62659091","P":"11784.25641265","r":"0.00038167","T":1562306400000}',
  ),
  documented(
    'funding-rate',
    'funding rate',
    `${DOCS}#mark-price-stream-for-all-market`,
    '[{"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"11185.87786614","i":"11784.62659091","P":"11784.25641265","r":"0.00030000","T":1562306400000}]',
  ),
  documented(
    'liquidation',
    'liquidation of a long',
    `${DOCS}#liquidation-order-streams`,
    '{"e":"forceOrder","E":1568014460893,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"0.014","p":"9910","ap":"9910","X":"FILLED","l":"0.014","z":"0.014","T":1568014460893}}',
  ),
  documented(
    'book',
    'order book changes',
    `${DOCS}#diff-book-depth-streams`,
    '{"e":"depthUpdate","E":123456789,"T":123456788,"s":"BTCUSDT","U":157,"u":160,"pu":149,"b":[["0.0024","10"]],"a":[["0.0026","100"]]}',
  ),
  documented(
    'ack',
    'acknowledgement',
    `${DOCS}#live-subscribingunsubscribing-to-streams`,
    '{"result":null,"id":312}',
  ),
]

export const fixture: ReaderFixture = {
  reader: asterReader,
  instruments: [listed('BTCUSDT', 'BTC'), listed('DOGEUSDT', 'DOGE')],
  frames,
  answers: [
    {
      name: 'instruments',
      of: 'instruments',
      from: {
        source: `${DOCS}#exchange-information, some fields left out`,
        text: '{"exchangeFilters":[],"serverTime":1565613908500,"symbols":[{"symbol":"DOGEUSDT","pair":"DOGEUSDT","contractType":"PERPETUAL","deliveryDate":4133404800000,"onboardDate":1598252400000,"status":"TRADING","baseAsset":"BLZ","quoteAsset":"USDT","marginAsset":"USDT","pricePrecision":5,"quantityPrecision":0,"filters":[{"filterType":"PRICE_FILTER","maxPrice":"300","minPrice":"0.0001","tickSize":"0.0001"},{"filterType":"LOT_SIZE","maxQty":"10000000","minQty":"1","stepSize":"1"}]}]}',
      },
    },
    {
      name: 'server time',
      of: 'server-time',
      from: { source: `${DOCS}#check-server-time`, text: '{"serverTime":1499827319559}' },
    },
    {
      name: 'open interest, one side in coins',
      of: 'open-interest',
      from: {
        source:
          'https://github.com/asterdex/api-docs/blob/master/docs/community-notes.md, an example with a made-up time',
        text: '{"symbol":"BTCUSDT","openInterest":"12345.678","time":1234567890000}',
      },
    },
    {
      name: 'candles',
      of: 'candle',
      from: {
        source: `${DOCS}#klinecandlestick-data`,
        text: '[[1499040000000,"0.01634790","0.80000000","0.01575800","0.01577100","148976.11427815",1499644799999,"2434.19055334",308,"1756.87402397","28.46694368","17928899.62484339"]]',
      },
    },
    {
      name: 'funding rates',
      of: 'funding-rate',
      from: {
        source: `${DOCS}#get-funding-rate-history`,
        text: '[{"symbol":"BTCUSDT","fundingRate":"-0.03750000","fundingTime":1570608000000},{"symbol":"BTCUSDT","fundingRate":"0.00010000","fundingTime":1570636800000}]',
      },
    },
    {
      name: 'order book',
      of: 'book-snapshot',
      from: {
        source: `${DOCS}#order-book`,
        text: '{"lastUpdateId":1027024,"E":1589436922972,"T":1589436922959,"bids":[["4.00000000","431.00000000"]],"asks":[["4.00000200","12.00000000"]]}',
      },
    },
  ],
  directions: [
    {
      in: 'liquidation of a long',
      position: 'long',
      proof:
        "the interface is a copy of Binance's, where recorded frames show that a forced SELL closes a long",
    },
  ],
}
