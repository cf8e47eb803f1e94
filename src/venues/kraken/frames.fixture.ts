import { instrumentId } from '../../market/instrument.ts'
import type { ContractKind } from '../../market/instrument.ts'
import type { ReaderFixture } from '../wire/reader.fixture.ts'
import { documented, recorded } from '../wire/reader.fixture.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import { KRAKEN } from './instruments.ts'
import { krakenReader } from './reader.ts'

const FILE = 'cryptofacilities.json'
const SOCKET = 'https://docs.kraken.com/exchange/api-reference/futures-websocket'

/** Frames of the venue as captured on 2026-09-25. */
const CAPTURED = `${SOCKET}, as captured on 2026-09-25`

const listed = (
  symbol: string,
  base: string,
  contract: ContractKind,
  tickSize: number,
): ListedInstrument => ({
  instrument: {
    id: instrumentId(KRAKEN, symbol),
    venue: KRAKEN,
    symbol,
    base,
    quote: 'USD',
    contract,
    contractSize: 1,
    tickSize,
  },
  wireName: symbol,
  trading: true,
})

export const fixture: ReaderFixture = {
  reader: krakenReader,
  instruments: [
    listed('PF_XBTUSD', 'BTC', 'linear', 1),
    listed('PI_XRPUSD', 'XRP', 'inverse', 0.0001),
    listed('PI_ETHUSD', 'ETH', 'inverse', 0.05),
    listed('PI_BCHUSD', 'BCH', 'inverse', 0.1),
    listed('PI_XBTUSD', 'BTC', 'inverse', 0.5),
  ],
  frames: [
    documented(
      'trade',
      'trade of a linear contract, in coins',
      CAPTURED,
      '{"product_id":"PF_XBTUSD","feed":"trade","uid":"8a2be12f-7a3f-4f8f-a111-d1b5200ab1d0","side":"sell","type":"fill","time":1790360004381,"qty":0.0002,"price":83994.0,"seq":421135}',
    ),
    documented(
      'trade',
      'trades of before the subscription',
      CAPTURED,
      '{"feed":"trade_snapshot","product_id":"PF_XBTUSD","trades":[{"product_id":"PF_XBTUSD","feed":"trade","uid":"1893f0aa-0084-4289-b02f-67444b325728","side":"sell","type":"fill","time":1790359963339,"qty":0.0001,"price":83999.0,"seq":421131},{"product_id":"PF_XBTUSD","feed":"trade","uid":"26ec9b3a-0cf1-41c0-8ac3-72ab82f97c61","side":"sell","type":"fill","time":1790359961107,"qty":0.0003,"price":84002.0,"seq":421130},{"product_id":"PF_XBTUSD","feed":"trade","uid":"cd411c24-ea62-4e9d-ab93-d58ce635654a","side":"buy","type":"fill","time":1790359960000,"qty":0.0003,"price":84002.0,"seq":421129}]}',
    ),
    recorded('liquidation', 'liquidation of a long, in USD', FILE, 'PI_XRPUSD', '"liquidation"'),
    recorded('liquidation', 'liquidation of a short, in USD', FILE, 'PI_ETHUSD', '"liquidation"'),
    documented(
      'open-interest',
      'ticker of a linear contract, its open interest in coins',
      CAPTURED,
      '{"time":1790359997224,"product_id":"PF_XBTUSD","funding_rate":0.912482213835,"funding_rate_prediction":1.3232500286425,"relative_funding_rate":0.00001089345,"relative_funding_rate_prediction":0.00001575425,"next_funding_rate_time":1790362800000,"leverage":"100x","premium":0.0,"feed":"ticker","bid":84001.0,"ask":84002.0,"bid_size":0.0273,"ask_size":0.006,"volume":4237.2723,"dtm":0,"index":83995.76,"last":83997.0,"change":-0.22,"suspended":false,"tag":"perpetual","pair":"XBT:USD","openInterest":2189.7813,"markPrice":84004.11362574516,"maturityTime":0,"post_only":false,"volumeQuote":356641614.007}',
    ),
    recorded(
      'mark-price',
      'ticker of an inverse contract, for its mark price',
      FILE,
      '"ticker"',
      'PI_BCHUSD',
    ),
    recorded(
      'funding-rate',
      'ticker of an inverse contract, for its funding',
      FILE,
      '"ticker"',
      'PI_BCHUSD',
    ),
    documented(
      'ack',
      'subscription accepted',
      CAPTURED,
      '{"event":"subscribed","feed":"ticker","product_ids":["PF_XBTUSD"]}',
    ),
    documented(
      'refusal',
      'a feed that is not known',
      CAPTURED,
      '{"event":"alert","message":"Couldn\'t subscribe to invalid feed"}',
    ),
    documented('nothing', 'greeting', CAPTURED, '{"event":"info","version":1}'),
  ],
  answers: [
    {
      name: 'instruments',
      of: 'instruments',
      from: {
        source: 'https://docs.kraken.com/api-reference/instrument-details/get-instruments',
        text: '{"instruments":[{"contractSize":1,"fundingRateCoefficient":8,"impactMidSize":1,"marginLevels":[{"contracts":0,"initialMargin":0.02,"maintenanceMargin":0.01}],"maxPositionSize":1000000,"openingDate":"2022-01-01T00:00:00.000Z","postOnly":false,"symbol":"FI_XBTUSD_220930","tags":[],"tickSize":0.5,"tradeable":true,"type":"futures_inverse","underlying":"rr_xbtusd"},{"category":"Layer 1","contractSize":1,"contractValueTradePrecision":4,"feeScheduleUid":"5b755fea-c5b0-4307-a66e-b392cd5bd931","fundingRateCoefficient":8,"impactMidSize":1,"marginLevels":[{"initialMargin":0.02,"maintenanceMargin":0.01,"numNonContractUnits":0},{"initialMargin":0.04,"maintenanceMargin":0.02,"numNonContractUnits":500000},{"initialMargin":0.1,"maintenanceMargin":0.05,"numNonContractUnits":2000000},{"initialMargin":0.2,"maintenanceMargin":0.1,"numNonContractUnits":5000000},{"initialMargin":0.3,"maintenanceMargin":0.15,"numNonContractUnits":10000000},{"initialMargin":0.5,"maintenanceMargin":0.25,"numNonContractUnits":30000000}],"maxPositionSize":1000000,"maxRelativeFundingRate":0.001,"openingDate":"2022-01-01T00:00:00.000Z","postOnly":false,"symbol":"PF_XBTUSD","tags":[],"tickSize":1,"tradeable":true,"type":"flexible_futures"}],"result":"success","serverTime":"2022-06-28T09:29:04.243Z"}',
      },
    },
    {
      name: 'margin levels of a linear contract, in USD',
      of: 'risk-tiers',
      from: {
        source: 'https://docs.kraken.com/api-reference/instrument-details/get-instruments',
        text: '{"instruments":[{"contractSize":1,"marginLevels":[{"initialMargin":0.02,"maintenanceMargin":0.01,"numNonContractUnits":0},{"initialMargin":0.04,"maintenanceMargin":0.02,"numNonContractUnits":500000},{"initialMargin":0.1,"maintenanceMargin":0.05,"numNonContractUnits":2000000}],"openingDate":"2022-01-01T00:00:00.000Z","symbol":"PF_XBTUSD","tickSize":1,"tradeable":true,"type":"flexible_futures"}],"result":"success","serverTime":"2022-06-28T09:29:04.243Z"}',
      },
    },
    {
      name: 'candles',
      of: 'candle',
      from: {
        source: 'https://docs.kraken.com/api/docs/futures-api/charts/candles',
        text: '{"candles":[{"time":1790265600000,"open":"84406","high":"84924","low":"84009","close":"84476","volume":"250.90500000000"},{"time":1790269200000,"open":"84476","high":"84556","low":"83975","close":"84089","volume":"148.78190000000"},{"time":1790272800000,"open":"84089","high":"84540","low":"83864","close":"84454","volume":"167.90730000000"}],"more_candles":false}',
      },
    },
    {
      name: "executions, the page's example with its type of order set to PartialLiquidation",
      of: 'liquidation',
      request: 'PI_XBTUSD',
      from: {
        source:
          'https://docs.kraken.com/api/docs/futures-api/history/get-public-execution-events; the type of order as seen on 2026-07-17',
        text: '{"elements":[{"uid":"9c74d4ba-a658-4208-891c-eee6e13bf910","timestamp":1680874894684,"event":{"Execution":{"execution":{"uid":"3df5cb59-d410-48f7-9c6f-ee9b849b9c91","makerOrder":{"uid":"a0d28216-54f8-4af0-9adc-0d0d4738936d","tradeable":"PI_XBTUSD","direction":"Buy","quantity":"626","timestamp":1680874894675,"limitPrice":"27909.5","orderType":"Post","reduceOnly":false,"lastUpdateTimestamp":1680874894675},"takerOrder":{"uid":"09246639-9130-42fb-8d90-4ed39913456f","tradeable":"PI_XBTUSD","direction":"Sell","quantity":"626","timestamp":1680874894684,"limitPrice":"27909.5000000000","orderType":"PartialLiquidation","reduceOnly":false,"lastUpdateTimestamp":1680874894684},"timestamp":1680874894684,"quantity":"626","price":"27909.5","markPrice":"27915.01610466227","limitFilled":true,"usdValue":"626.00"},"takerReducedQuantity":""}}}],"len":1000,"continuationToken":"MTY4MDg2Nzg2ODkxOS85MDY0OTcwMTAxNA=="}',
      },
    },
    {
      name: 'server time',
      of: 'server-time',
      from: {
        source: 'https://docs.kraken.com/api-reference/market-data/get-ticker-by-symbol',
        text: '{"result":"success","ticker":{"tag":"perpetual","pair":"XBT:USD","symbol":"PF_XBTUSD","markPrice":77343.38154086835,"bid":77333,"bidSize":0.0776,"ask":77334,"askSize":0.4929,"vol24h":8309.2546,"openInterest":1950.5966,"open24h":77332,"indexPrice":77340.22,"last":77334,"lastTime":"2026-09-02T17:52:21.057577Z","lastSize":0.0114,"suspended":false},"serverTime":"2026-09-02T17:52:21.671Z"}',
      },
    },
  ],
  directions: [
    {
      in: 'liquidation of a long, in USD',
      position: 'long',
      proof: `${SOCKET}/trade: side is the taker's; the history of executions names the taker's order as the one that liquidates, and an order that sells closes a long`,
    },
    {
      in: 'liquidation of a short, in USD',
      position: 'short',
      proof: 'the same: an order that buys closes a short',
    },
    {
      in: "executions, the page's example with its type of order set to PartialLiquidation",
      position: 'long',
      proof:
        'takerOrder is the liquidating order, and its direction is Sell; it filled below the mark price, as forced sales do',
    },
  ],
}
