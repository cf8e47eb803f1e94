import type { ContractKind } from '../../market/instrument.ts'
import { instrumentId } from '../../market/instrument.ts'
import type { FixtureFrame, ReaderFixture } from '../wire/reader.fixture.ts'
import { documented, recorded } from '../wire/reader.fixture.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import { answers } from './answers.fixture.ts'
import { bybitReader } from './reader.ts'

const venue = bybitReader.venue

const listed = (base: string, quote: string, contract: ContractKind): ListedInstrument => {
  const symbol = `${base}${quote}`
  const id = instrumentId(venue, symbol)
  const about = { id, venue, symbol, base, quote, contract }
  return {
    instrument: { ...about, contractSize: 1, tickSize: 0.1 },
    wireName: symbol,
    trading: true,
  }
}

const DOCS = 'https://bybit-exchange.github.io/docs/v5'

const frames: FixtureFrame[] = [
  recorded('trade', 'trades, inverse, three in one message', 'bybit.json', '"publicTrade.BTCUSD"'),
  recorded('trade', 'a trade, linear', 'bybit.json', '"publicTrade.LTCUSDT"'),
  recorded('liquidation', 'liquidation of a short', 'bybit.json', '"allLiquidation.PIPPINUSDT"'),
  documented(
    'liquidation',
    'liquidations of two longs',
    `${DOCS}/websocket/public/all-liquidation, as recorded on 2026-10-09 in tests of a public collector`,
    '{"topic":"allLiquidation.BTCUSDT","type":"snapshot","ts":1791565601482,"data":[{"T":1791565600992,"s":"BTCUSDT","S":"Buy","v":"0.006","p":"82396.90"},{"T":1791565601058,"s":"BTCUSDT","S":"Buy","v":"0.038","p":"82394.30"}]}',
  ),
  recorded(
    'open-interest',
    'ticker, inverse, all fields',
    'bybit.json',
    '"tickers.BTCUSD"',
    '"snapshot"',
  ),
  {
    name: 'ticker, inverse, a change',
    shows: 'open-interest',
    from: { file: 'bybit.json', holds: ['"tickers.BTCUSD"', '"delta"'] },
    partial: true,
  },
  recorded('mark-price', 'ticker, linear: mark price', 'bybit.json', '"tickers.BTCUSDT"'),
  recorded('funding-rate', 'ticker, linear: funding rate', 'bybit.json', '"tickers.BTCUSDT"'),
  recorded('book', 'order book, all of it', 'bybit.json', '"orderbook.1.BTCUSDT"', '"snapshot"'),
  recorded('book', 'order book, a change', 'bybit.json', '"orderbook.1.BTCUSDT"', '"delta"'),
  documented(
    'ack',
    'acknowledgement',
    `${DOCS}/ws/connect`,
    '{"success":true,"ret_msg":"subscribe","conn_id":"2324d924-aa4d-45b0-a858-7b8be29ab52b","req_id":"10001","op":"subscribe"}',
  ),
  documented(
    'refusal',
    'refusal that names the topic',
    `${DOCS}/ws/connect, as recorded in 2026 in tests of a public collector`,
    '{"success":false,"ret_msg":"error:handler not found,topic:publicTrade.NOSUCHUSDT","conn_id":"2324d924-aa4d-45b0-a858-7b8be29ab52b","req_id":"10002","op":"subscribe"}',
  ),
  documented(
    'heartbeat',
    'answer to a ping',
    `${DOCS}/ws/connect`,
    '{"success":true,"ret_msg":"pong","conn_id":"0970e817-426e-429a-a679-ff7f55e0b16a","op":"ping"}',
  ),
  recorded(
    'malformed',
    'a liquidation of the older topic, which is gone',
    'bybit.json',
    '"liquidation.GALAUSDT"',
  ),
]

export const fixture: ReaderFixture = {
  reader: bybitReader,
  instruments: [
    listed('BTC', 'USDT', 'linear'),
    listed('LTC', 'USDT', 'linear'),
    listed('PIPPIN', 'USDT', 'linear'),
    listed('BTC', 'USD', 'inverse'),
  ],
  frames,
  answers,
  directions: [
    {
      in: 'liquidations of two longs',
      position: 'long',
      proof:
        'in the same second Binance sold by force at 82652 and OKX reported a long of 82656: the price fell, and the bankruptcy prices 82397 and 82394 lie below it',
    },
    {
      in: 'liquidation of a short',
      position: 'short',
      proof:
        'the page of the topic says that S is the side of the position, and that Buy is a long liquidated',
    },
  ],
}
