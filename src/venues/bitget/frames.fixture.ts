import { instrumentId } from '../../market/instrument.ts'
import type { ReaderFixture } from '../wire/reader.fixture.ts'
import { documented, recorded } from '../wire/reader.fixture.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import { BITGET } from './instruments.ts'
import { bitgetReader } from './reader.ts'

const FILE = 'bitget-futures.json'
const LIQUIDATIONS = 'https://www.bitget.com/api-doc/uta/websocket/public/Liquidation-Channel'

const listed = (base: string, tickSize: number): ListedInstrument => ({
  instrument: {
    id: instrumentId(BITGET, `${base}USDT`),
    venue: BITGET,
    symbol: `${base}USDT`,
    base,
    quote: 'USDT',
    contract: 'linear',
    contractSize: 1,
    tickSize,
  },
  wireName: `${base}USDT`,
  trading: true,
})

export const fixture: ReaderFixture = {
  reader: bitgetReader,
  instruments: [listed('BTC', 0.1), listed('APE', 0.0001), listed('IP', 0.0001)],
  frames: [
    recorded('trade', 'trade', FILE, 'publicTrade', '"update"'),
    recorded('trade', 'trades of before the subscription', FILE, 'publicTrade', '"snapshot"'),
    recorded('mark-price', 'ticker, for its mark price', FILE, '"topic":"ticker"'),
    recorded('funding-rate', 'ticker, for its funding', FILE, '"topic":"ticker"'),
    recorded('open-interest', 'ticker, for its open interest', FILE, '"topic":"ticker"'),
    recorded('liquidation', 'liquidations of two symbols', FILE, '"topic":"liquidation"'),
    documented(
      'liquidation',
      'liquidation of a long, in quote coins',
      LIQUIDATIONS,
      '{"data":[{"symbol":"BTCUSDT","side":"buy","price":"89000","amount":"37.722858","ts":"1736371332162"}],"arg":{"instType":"usdt-futures","topic":"liquidation"},"action":"update","ts":1736371332162}',
    ),
    documented(
      'ack',
      'subscription accepted',
      LIQUIDATIONS,
      '{"event":"subscribe","arg":{"instType":"usdt-futures","topic":"liquidation"},"connId":"xxxxxxxxxx"}',
    ),
    documented(
      'refusal',
      'a symbol that is not listed',
      'https://www.bitget.com/docs/uta/quick-start, as captured on 2026-09-15',
      '{"event":"error","code":30001,"msg":"{\\"instType\\":\\"usdt-futures\\",\\"symbol\\":\\"NOPEUSDT\\",\\"topic\\":\\"books\\"} doesn\'t exist","connId":"0ac601fffe2331d1-0000b8a2-02ec8f7d-12be2501ca6d557e-522cdcdf"}',
    ),
    documented('heartbeat', 'answer to a ping', 'https://www.bitget.com/api-doc/uta/guide', 'pong'),
  ],
  answers: [
    {
      name: 'instruments',
      of: 'instruments',
      from: {
        source: 'https://www.bitget.com/api-doc/uta/public/Instruments',
        text: '{"code":"00000","msg":"success","requestTime":1731056538962,"data":[{"symbol":"BTCUSDT","category":"USDT-FUTURES","isRwa":"NO","baseCoin":"BTC","quoteCoin":"USDT","buyLimitPriceRatio":"1000","sellLimitPriceRatio":"1","feeRateUpRatio":"0.1","makerFeeRate":"0.0004","takerFeeRate":"0.0006","openCostUpRatio":"0.1","minOrderQty":"0.0001","maxOrderQty":"","pricePrecision":"1","quantityPrecision":"4","quotePrecision":"","priceMultiplier":"0.1","quantityMultiplier":"0.0001","symbolType":"perpetual","minOrderAmount":"2","maxSymbolOrderNum":"10000000","maxProductOrderNum":"10000000","maxPositionNum":"50","status":"online","offTime":"-1","limitOpenTime":"-1","deliveryTime":"","deliveryStartTime":"","deliveryPeriod":"","launchTime":"","fundInterval":"8","minLeverage":"1","maxLeverage":"125","maintainTime":"","maxMarketOrderQty":"220"}]}',
      },
    },
    {
      name: 'risk tiers',
      of: 'risk-tiers',
      from: {
        source: 'https://www.bitget.com/api-doc/uta/public/Get-Position-Tier-Data',
        text: '{"code":"00000","msg":"success","requestTime":1731146663643,"data":[{"tier":"1","minTierValue":"0","maxTierValue":"100000","leverage":"125","mmr":"0.004"}]}',
      },
    },
    {
      name: 'candles',
      of: 'candle',
      from: {
        source: 'https://www.bitget.com/api-doc/uta/public/Get-History-Candle-Data',
        text: '{"code":"00000","msg":"success","requestTime":1695865864944,"data":[["1687708800000","27176.93","27177.43","27166.93","27177.43","2990.08","81246917.3294"],["1688313600000","27177.43","27177.43","24000","24001","2989.1","72450031.0448"]]}',
      },
    },
    {
      name: 'server time',
      of: 'server-time',
      from: {
        source: 'https://www.bitget.com/api-doc/common/public/Get-Server-Time',
        text: '{"code":"00000","msg":"success","requestTime":1688008631614,"data":{"serverTime":"1688008631614"}}',
      },
    },
  ],
  directions: [
    {
      in: 'liquidation of a long, in quote coins',
      position: 'long',
      proof: `${LIQUIDATIONS}: side is the position side, buy is a long position liquidation`,
    },
    {
      in: 'liquidations of two symbols',
      position: 'long',
      proof:
        'the same page; and all rows of the cascade of 2026-10-07, in which the price fell, said buy',
    },
  ],
}
