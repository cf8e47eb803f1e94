import type { FixtureAnswer } from '../wire/reader.fixture.ts'

const DOCS = 'https://bybit-exchange.github.io/docs/v5/market'

/** Answers of the REST interface, as documented or as others have recorded them. */
export const answers: FixtureAnswer[] = [
  {
    name: 'instruments, linear',
    of: 'instruments',
    request: 'category=linear',
    from: {
      source: `${DOCS}/instrument`,
      text: '{"retCode":0,"retMsg":"OK","result":{"category":"linear","list":[{"symbol":"BTCUSDT","contractType":"LinearPerpetual","status":"Trading","baseCoin":"BTC","quoteCoin":"USDT","launchTime":"1585526400000","deliveryTime":"0","deliveryFeeRate":"","priceScale":"2","leverageFilter":{"minLeverage":"1","maxLeverage":"100.00","leverageStep":"0.01"},"priceFilter":{"minPrice":"0.10","maxPrice":"1999999.80","tickSize":"0.10"},"lotSizeFilter":{"maxOrderQty":"1190.000","minOrderQty":"0.001","qtyStep":"0.001"},"unifiedMarginTrade":true,"fundingInterval":480,"settleCoin":"USDT"}],"nextPageCursor":""},"retExtInfo":{},"time":1707186451514}',
    },
  },
  {
    name: 'risk tiers, inverse, rates in percent',
    of: 'risk-tiers',
    request: 'category=inverse',
    from: {
      source: `${DOCS}/risk-limit`,
      text: '{"retCode":0,"retMsg":"OK","result":{"category":"inverse","list":[{"id":1,"symbol":"BTCUSD","riskLimitValue":"150","maintenanceMargin":"0.5","initialMargin":"1","isLowestRisk":1,"maxLeverage":"100.00"}]},"retExtInfo":{},"time":1672054488010}',
    },
  },
  {
    name: 'server time',
    of: 'server-time',
    from: {
      source: `${DOCS}/time`,
      text: '{"retCode":0,"retMsg":"OK","result":{"timeSecond":"1688639403","timeNano":"1688639403423213947"},"retExtInfo":{},"time":1688639403423}',
    },
  },
  {
    name: 'candles, inverse, newest first',
    of: 'candle',
    request: 'symbol=BTCUSD&',
    from: {
      source: `${DOCS}/kline`,
      text: '{"retCode":0,"retMsg":"OK","result":{"symbol":"BTCUSD","category":"inverse","list":[["1670608800000","17071","17073","17027","17055.5","268611","15.74462667"],["1670605200000","17071.5","17071.5","17061","17071","4177","0.24469757"],["1670601600000","17086.5","17088","16978","17071.5","6356","0.37288112"]]},"retExtInfo":{},"time":1672025956592}',
    },
  },
  {
    name: 'past open interest, inverse, both sides together',
    of: 'open-interest',
    request: 'symbol=BTCUSD&',
    from: {
      source: `${DOCS}/open-interest`,
      text: '{"retCode":0,"retMsg":"OK","result":{"symbol":"BTCUSD","category":"inverse","list":[{"openInterest":"461134384.00000000","timestamp":"1669571400000"},{"openInterest":"461134292.00000000","timestamp":"1669571100000"}],"nextPageCursor":""},"retExtInfo":{},"time":1672053548579}',
    },
  },
  {
    name: 'past open interest, linear, one side beside both',
    of: 'open-interest',
    request: 'symbol=BTCUSDT&',
    from: {
      source: `${DOCS}/open-interest, a row as recorded on 2026-09-15 in a public back-test`,
      text: '{"retCode":0,"result":{"list":[{"openInterest":"52664.64200000","singleOpenInterest":"26332.321","timestamp":"1789458600000"}],"nextPageCursor":""}}',
    },
  },
  {
    name: 'funding rates',
    of: 'funding-rate',
    request: 'symbol=BTCUSDT&',
    from: {
      source: `${DOCS}/history-fund-rate`,
      text: '{"retCode":0,"retMsg":"OK","result":{"category":"linear","list":[{"symbol":"ETHPERP","fundingRate":"0.0001","fundingRateTimestamp":"1672041600000"}]},"retExtInfo":{},"time":1672051897447}',
    },
  },
  {
    name: 'shares of accounts that are long',
    of: 'account-ratio',
    request: 'symbol=BTCUSDT&',
    from: {
      source: `${DOCS}/long-short-ratio`,
      text: '{"retCode":0,"retMsg":"OK","result":{"list":[{"symbol":"BTCUSDT","buyRatio":"0.5777","sellRatio":"0.4223","timestamp":"1672948800000"}]},"retExtInfo":{},"time":1672961103123}',
    },
  },
]
