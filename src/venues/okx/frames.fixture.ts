import type { ContractKind } from '../../market/instrument.ts'
import { instrumentId } from '../../market/instrument.ts'
import type { FixtureFrame, ReaderFixture } from '../wire/reader.fixture.ts'
import { documented, recorded } from '../wire/reader.fixture.ts'
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
  recorded('trade', 'trade', 'okex-swap.json', '"channel":"trades"'),
  recorded(
    'open-interest',
    'open interest in contracts',
    'okex-swap.json',
    '"channel":"open-interest"',
  ),
  recorded('mark-price', 'mark price', 'okex-swap.json', '"channel":"mark-price"'),
  documented(
    'mark-price',
    'mark price, 2026',
    `${DOCS}#public-data-websocket-mark-price-channel, ${ADAPTER}`,
    '{"arg":{"channel":"mark-price","instId":"BTC-USDT-SWAP"},"data":[{"instId":"BTC-USDT-SWAP","instType":"SWAP","markPx":"83679.8","ts":"1790358817778"}]}',
  ),
  documented(
    'funding-rate',
    'funding rate, 2026',
    `${DOCS}#public-data-websocket-funding-rate-channel, ${ADAPTER}`,
    '{"arg":{"channel":"funding-rate","instId":"BTC-USDT-SWAP"},"data":[{"formulaType":"withRate","fundingRate":"0.0000263463215391","fundingTime":"1790380800000","impactValue":"20000.0000000000000000","instId":"BTC-USDT-SWAP","instType":"SWAP","interestRate":"0.0001000000000000","maxFundingRate":"0.00375","method":"current_period","minFundingRate":"-0.00375","nextFundingRate":"","nextFundingTime":"1790409600000","premium":"-0.0004010920207754","prevFundingTime":"1790352000000","settFundingRate":"0.0000341625964238","settState":"settled","ts":"1790358563915"}]}',
  ),
  documented(
    'liquidation',
    'liquidation of a long',
    `${DOCS}#public-data-websocket-liquidation-orders-channel, ${COLLECTOR}`,
    '{"arg":{"channel":"liquidation-orders","instType":"SWAP"},"data":[{"details":[{"bkLoss":"0","bkPx":"82655.7","ccy":"","posSide":"long","side":"sell","sz":"8.55","ts":"1791565600771"}],"instFamily":"BTC-USDT","instId":"BTC-USDT-SWAP","instType":"SWAP","uly":"BTC-USDT"}]}',
  ),
  documented(
    'liquidation',
    'liquidation of a short',
    `${DOCS}#public-data-websocket-liquidation-orders-channel, ${COLLECTOR}`,
    '{"arg":{"channel":"liquidation-orders","instType":"SWAP"},"data":[{"details":[{"bkLoss":"0","bkPx":"0.09583","ccy":"","posSide":"short","side":"buy","sz":"19979","ts":"1791565462608"}],"instFamily":"CELO-USDT","instId":"CELO-USDT-SWAP","instType":"SWAP","uly":"CELO-USDT"}]}',
  ),
  documented(
    'book',
    'order book, all of it',
    `${DOCS}#order-book-trading-market-data-ws-order-book-channel, ${ADAPTER}`,
    '{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"snapshot","data":[{"asks":[["83800.9","0.41458754","0","10"],["83802","0.12","0","1"]],"bids":[["83800.8","0.00662505","0","16"],["83799.1","0.5","0","3"]],"instId":"BTC-USDT","ts":"1790358602106","seqId":81625399056}]}',
  ),
  documented(
    'book',
    'order book, a change',
    `${DOCS}#order-book-trading-market-data-ws-order-book-channel, ${ADAPTER}`,
    '{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{"asks":[["83802","0","0","0"]],"bids":[["83800.8","1.25","0","18"]],"instId":"BTC-USDT","ts":"1790358602306","seqId":81625399057,"prevSeqId":81625399056}]}',
  ),
  documented(
    'ack',
    'acknowledgement',
    `${DOCS}#overview-websocket-subscribe, ${ADAPTER}`,
    '{"event":"subscribe","arg":{"channel":"tickers","instId":"BTC-USDT"},"connId":"76defc81"}',
  ),
  documented(
    'refusal',
    'refusal that names the topic',
    `${DOCS}#overview-websocket-subscribe, ${ADAPTER}`,
    '{"event":"error","msg":"Subscribe failed, wrong URL or channel:candle1m,instId:BTC-USDT doesn\'t exist. Please use the correct URL, channel and parameters referring to API document.","code":"60018","connId":"e1f69f02"}',
  ),
  documented(
    'malformed',
    'notice of a close to come',
    `${DOCS}#overview-websocket-notification`,
    '{"event":"notice","code":"64008","msg":"The connection will soon be closed for a service upgrade. Please reconnect.","connId":"a4d3ae55"}',
  ),
  documented('heartbeat', 'answer to a ping', `${DOCS}#overview-websocket-overview`, 'pong'),
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
