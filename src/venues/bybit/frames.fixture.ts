import type { ContractKind } from '../../market/instrument.ts'
import { instrumentId } from '../../market/instrument.ts'
import type { FixtureFrame, ReaderFixture } from '../wire/reader.fixture.ts'
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
  {
    name: 'trades, inverse, three in one message',
    shows: 'trade',
    from: { file: 'bybit.json', holds: ['"publicTrade.BTCUSD"'] },
  },
  {
    name: 'a trade, linear',
    shows: 'trade',
    from: { file: 'bybit.json', holds: ['"publicTrade.LTCUSDT"'] },
  },
  {
    name: 'liquidation of a short',
    shows: 'liquidation',
    from: { file: 'bybit.json', holds: ['"allLiquidation.PIPPINUSDT"'] },
  },
  {
    name: 'liquidations of two longs',
    shows: 'liquidation',
    from: {
      source: `${DOCS}/websocket/public/all-liquidation, as recorded on 2026-10-09 in tests of a public collector`,
      text: '{"topic":"allLiquidation.BTCUSDT","type":"snapshot","ts":1791565601482,"data":[{"T":1791565600992,"s":"BTCUSDT","S":"Buy","v":"0.006","p":"82396.90"},{"T":1791565601058,"s":"BTCUSDT","S":"Buy","v":"0.038","p":"82394.30"}]}',
    },
  },
  {
    name: 'ticker, inverse, all fields',
    shows: 'open-interest',
    from: { file: 'bybit.json', holds: ['"tickers.BTCUSD"', '"snapshot"'] },
  },
  {
    name: 'ticker, inverse, a change',
    shows: 'open-interest',
    from: { file: 'bybit.json', holds: ['"tickers.BTCUSD"', '"delta"'] },
    partial: true,
  },
  {
    name: 'ticker, linear: mark price',
    shows: 'mark-price',
    from: { file: 'bybit.json', holds: ['"tickers.BTCUSDT"'] },
  },
  {
    name: 'ticker, linear: funding rate',
    shows: 'funding-rate',
    from: { file: 'bybit.json', holds: ['"tickers.BTCUSDT"'] },
  },
  {
    name: 'order book, all of it',
    shows: 'book',
    from: { file: 'bybit.json', holds: ['"orderbook.1.BTCUSDT"', '"snapshot"'] },
  },
  {
    name: 'order book, a change',
    shows: 'book',
    from: { file: 'bybit.json', holds: ['"orderbook.1.BTCUSDT"', '"delta"'] },
  },
  {
    name: 'acknowledgement',
    shows: 'ack',
    from: {
      source: `${DOCS}/ws/connect`,
      text: '{"success":true,"ret_msg":"subscribe","conn_id":"2324d924-aa4d-45b0-a858-7b8be29ab52b","req_id":"10001","op":"subscribe"}',
    },
  },
  {
    name: 'refusal that names the topic',
    shows: 'refusal',
    from: {
      source: `${DOCS}/ws/connect, as recorded in 2026 in tests of a public collector`,
      text: '{"success":false,"ret_msg":"error:handler not found,topic:publicTrade.NOSUCHUSDT","conn_id":"2324d924-aa4d-45b0-a858-7b8be29ab52b","req_id":"10002","op":"subscribe"}',
    },
  },
  {
    name: 'answer to a ping',
    shows: 'heartbeat',
    from: {
      source: `${DOCS}/ws/connect`,
      text: '{"success":true,"ret_msg":"pong","conn_id":"0970e817-426e-429a-a679-ff7f55e0b16a","op":"ping"}',
    },
  },
  {
    name: 'a liquidation of the older topic, which is gone',
    shows: 'malformed',
    from: { file: 'bybit.json', holds: ['"liquidation.GALAUSDT"'] },
  },
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
