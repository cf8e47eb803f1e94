import type { ContractKind } from '../../market/instrument.ts'
import { instrumentId } from '../../market/instrument.ts'
import type { FixtureFrame, ReaderFixture } from '../wire/reader.fixture.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import { answers } from './answers.fixture.ts'
import { okxReader } from './reader.ts'

const venue = okxReader.venue

const listed = (symbol: string, contract: ContractKind, contractSize: number): ListedInstrument => {
  const [base = '', quote = ''] = symbol.split('-')
  const id = instrumentId(venue, symbol)
  const about = { id, venue, symbol, base, quote, contract, contractSize }
  return { instrument: { ...about, tickSize: 0.1 }, wireName: symbol, trading: true }
}

const DOCS = 'https://www.okx.com/docs-v5/en/'
const COLLECTOR = 'as recorded on 2026-10-09 in tests of a public collector'
const ADAPTER = 'as recorded on 2026-09-25 in tests of a public C# adapter'

const frames: FixtureFrame[] = [
  {
    name: 'trade',
    shows: 'trade',
    from: { file: 'okex-swap.json', holds: ['"channel":"trades"'] },
  },
  {
    name: 'open interest in contracts',
    shows: 'open-interest',
    from: { file: 'okex-swap.json', holds: ['"channel":"open-interest"'] },
  },
  {
    name: 'mark price',
    shows: 'mark-price',
    from: { file: 'okex-swap.json', holds: ['"channel":"mark-price"'] },
  },
  {
    name: 'mark price, 2026',
    shows: 'mark-price',
    from: {
      source: `${DOCS}#public-data-websocket-mark-price-channel, ${ADAPTER}`,
      text: '{"arg":{"channel":"mark-price","instId":"BTC-USDT-SWAP"},"data":[{"instId":"BTC-USDT-SWAP","instType":"SWAP","markPx":"83679.8","ts":"1790358817778"}]}',
    },
  },
  {
    name: 'funding rate, 2026',
    shows: 'funding-rate',
    from: {
      source: `${DOCS}#public-data-websocket-funding-rate-channel, ${ADAPTER}`,
      text: '{"arg":{"channel":"funding-rate","instId":"BTC-USDT-SWAP"},"data":[{"formulaType":"withRate","fundingRate":"0.0000263463215391","fundingTime":"1790380800000","impactValue":"20000.0000000000000000","instId":"BTC-USDT-SWAP","instType":"SWAP","interestRate":"0.0001000000000000","maxFundingRate":"0.00375","method":"current_period","minFundingRate":"-0.00375","nextFundingRate":"","nextFundingTime":"1790409600000","premium":"-0.0004010920207754","prevFundingTime":"1790352000000","settFundingRate":"0.0000341625964238","settState":"settled","ts":"1790358563915"}]}',
    },
  },
  {
    name: 'liquidation of a long',
    shows: 'liquidation',
    from: {
      source: `${DOCS}#public-data-websocket-liquidation-orders-channel, ${COLLECTOR}`,
      text: '{"arg":{"channel":"liquidation-orders","instType":"SWAP"},"data":[{"details":[{"bkLoss":"0","bkPx":"82655.7","ccy":"","posSide":"long","side":"sell","sz":"8.55","ts":"1791565600771"}],"instFamily":"BTC-USDT","instId":"BTC-USDT-SWAP","instType":"SWAP","uly":"BTC-USDT"}]}',
    },
  },
  {
    name: 'liquidation of a short',
    shows: 'liquidation',
    from: {
      source: `${DOCS}#public-data-websocket-liquidation-orders-channel, ${COLLECTOR}`,
      text: '{"arg":{"channel":"liquidation-orders","instType":"SWAP"},"data":[{"details":[{"bkLoss":"0","bkPx":"0.09583","ccy":"","posSide":"short","side":"buy","sz":"19979","ts":"1791565462608"}],"instFamily":"CELO-USDT","instId":"CELO-USDT-SWAP","instType":"SWAP","uly":"CELO-USDT"}]}',
    },
  },
  {
    name: 'order book, all of it',
    shows: 'book',
    from: {
      source: `${DOCS}#order-book-trading-market-data-ws-order-book-channel, ${ADAPTER}`,
      text: '{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"snapshot","data":[{"asks":[["83800.9","0.41458754","0","10"],["83802","0.12","0","1"]],"bids":[["83800.8","0.00662505","0","16"],["83799.1","0.5","0","3"]],"instId":"BTC-USDT","ts":"1790358602106","seqId":81625399056}]}',
    },
  },
  {
    name: 'order book, a change',
    shows: 'book',
    from: {
      source: `${DOCS}#order-book-trading-market-data-ws-order-book-channel, ${ADAPTER}`,
      text: '{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{"asks":[["83802","0","0","0"]],"bids":[["83800.8","1.25","0","18"]],"instId":"BTC-USDT","ts":"1790358602306","seqId":81625399057,"prevSeqId":81625399056}]}',
    },
  },
  {
    name: 'acknowledgement',
    shows: 'ack',
    from: {
      source: `${DOCS}#overview-websocket-subscribe, ${ADAPTER}`,
      text: '{"event":"subscribe","arg":{"channel":"tickers","instId":"BTC-USDT"},"connId":"76defc81"}',
    },
  },
  {
    name: 'refusal that names the topic',
    shows: 'refusal',
    from: {
      source: `${DOCS}#overview-websocket-subscribe, ${ADAPTER}`,
      text: '{"event":"error","msg":"Subscribe failed, wrong URL or channel:candle1m,instId:BTC-USDT doesn\'t exist. Please use the correct URL, channel and parameters referring to API document.","code":"60018","connId":"e1f69f02"}',
    },
  },
  {
    name: 'notice of a close to come',
    shows: 'malformed',
    from: {
      source: `${DOCS}#overview-websocket-notification`,
      text: '{"event":"notice","code":"64008","msg":"The connection will soon be closed for a service upgrade. Please reconnect.","connId":"a4d3ae55"}',
    },
  },
  {
    name: 'answer to a ping',
    shows: 'heartbeat',
    from: { source: `${DOCS}#overview-websocket-overview`, text: 'pong' },
  },
]

export const fixture: ReaderFixture = {
  reader: okxReader,
  instruments: [
    listed('BTC-USDT-SWAP', 'linear', 0.01),
    listed('BTC-USD-SWAP', 'inverse', 100),
    // Its recorded open interest is the same in contracts and in coins.
    listed('WNCG-USDT-SWAP', 'linear', 1),
    // What a contract of it is worth is not known: its snapshot shows contracts.
    listed('CELO-USDT-SWAP', 'linear', 1),
    // A spot pair, whose recorded order book has the shape of all others.
    listed('BTC-USDT', 'linear', 1),
  ],
  frames,
  answers,
  directions: [
    {
      in: 'liquidation of a long',
      position: 'long',
      proof:
        'posSide says so, and a forced sell closes a long; in the same second Binance sold by force and Bybit reported longs',
    },
    {
      in: 'liquidation of a short',
      position: 'short',
      proof: 'posSide says so, and a forced buy closes a short',
    },
  ],
}
