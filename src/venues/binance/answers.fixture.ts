import type { FixtureAnswer } from '../wire/reader.fixture.ts'

const DOCS =
  'https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api'
const COIN_DOCS =
  'https://developers.binance.com/docs/derivatives/coin-margined-futures/market-data/rest-api'
const COIN_RECORDING = 'as recorded on 2026-09-25 in tests of a public C# adapter'

/** Answers of the REST interface, as documented or as others have recorded them. */
export const answers: FixtureAnswer[] = [
  {
    name: 'instruments of USD-M: a perpetual and a quarterly future',
    of: 'instruments',
    request: '/fapi/',
    from: {
      source: `${DOCS}/Exchange-Information`,
      text: '{"timezone":"UTC","serverTime":1700000000000,"symbols":[{"symbol":"BTCUSDT","pair":"BTCUSDT","contractType":"PERPETUAL","maintMarginPercent":"2.5000","requiredMarginPercent":"5.0000","deliveryDate":4133404800000,"onboardDate":1569398400000,"status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT","marginAsset":"USDT","pricePrecision":2,"quantityPrecision":3,"filters":[{"filterType":"PRICE_FILTER","minPrice":"556.80","maxPrice":"4529764","tickSize":"0.10"},{"filterType":"LOT_SIZE","minQty":"0.001","maxQty":"1000","stepSize":"0.001"}]},{"symbol":"BTCUSDT_250926","pair":"BTCUSDT","contractType":"CURRENT_QUARTER","deliveryDate":1758873600000,"onboardDate":1742544000000,"status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT","filters":[{"filterType":"PRICE_FILTER","minPrice":"576.3","maxPrice":"1000000","tickSize":"0.1"}]}]}',
    },
  },
  {
    name: 'instruments of COIN-M: two perpetuals, one not yet traded',
    of: 'instruments',
    request: '/dapi/',
    from: {
      source: `${COIN_DOCS}/Exchange-Information, ${COIN_RECORDING}`,
      text: '{"timezone":"UTC","serverTime":1700000000000,"symbols":[{"symbol":"BTCUSD_PERP","pair":"BTCUSD","contractType":"PERPETUAL","deliveryDate":4133404800000,"onboardDate":1597042800000,"contractStatus":"TRADING","baseAsset":"BTC","quoteAsset":"USD","marginAsset":"BTC","contractSize":100,"filters":[{"filterType":"PRICE_FILTER","minPrice":"1000","maxPrice":"4520958","tickSize":"0.1"}]},{"symbol":"EGLDUSD_PERP","pair":"EGLDUSD","contractType":"PERPETUAL","deliveryDate":4133404800000,"onboardDate":1766563200000,"contractStatus":"PENDING_TRADING","baseAsset":"EGLD","quoteAsset":"USD","marginAsset":"EGLD","contractSize":10,"filters":[{"filterType":"PRICE_FILTER","minPrice":"0.5","maxPrice":"10000","tickSize":"0.001"}]}]}',
    },
  },
  {
    name: 'risk tiers',
    of: 'risk-tiers',
    request: 'future/common/brackets',
    from: {
      source:
        'https://www.binance.com/bapi/futures/v1/friendly/future/common/brackets, not documented; as recorded on 2026-08-02 in tests of a public tool, the first four tiers',
      text: '{"code":"000000","message":null,"messageDetail":null,"data":{"brackets":[{"symbol":"BTCUSDT","updateTime":1755585384254,"notionalLimit":100,"riskBrackets":[{"bracketSeq":1,"bracketNotionalFloor":0,"bracketNotionalCap":300000,"bracketMaintenanceMarginRate":0.004,"cumFastMaintenanceAmount":0,"minOpenPosLeverage":101,"maxOpenPosLeverage":150},{"bracketSeq":2,"bracketNotionalFloor":300000,"bracketNotionalCap":800000,"bracketMaintenanceMarginRate":0.005,"cumFastMaintenanceAmount":300,"minOpenPosLeverage":76,"maxOpenPosLeverage":100},{"bracketSeq":3,"bracketNotionalFloor":800000,"bracketNotionalCap":3000000,"bracketMaintenanceMarginRate":0.0065,"cumFastMaintenanceAmount":1500,"minOpenPosLeverage":51,"maxOpenPosLeverage":75},{"bracketSeq":4,"bracketNotionalFloor":3000000,"bracketNotionalCap":12000000,"bracketMaintenanceMarginRate":0.01,"cumFastMaintenanceAmount":12000,"minOpenPosLeverage":26,"maxOpenPosLeverage":50}]}]}}',
    },
  },
  {
    name: 'server time',
    of: 'server-time',
    from: { source: `${DOCS}/Check-Server-Time`, text: '{"serverTime":1499827319559}' },
  },
  {
    name: 'order book of COIN-M',
    of: 'book-snapshot',
    request: 'BTCUSD_PERP',
    from: {
      source: `${COIN_DOCS}/Order-Book, ${COIN_RECORDING}`,
      text: '{"symbol":"BTCUSD_PERP","pair":"BTCUSD","lastUpdateId":11660051107935,"E":1790373521101,"T":1790373521100,"bids":[["83778.8","5078"],["83778.7","1200"]],"asks":[["83778.9","956"]]}',
    },
  },
  {
    name: 'open interest',
    of: 'open-interest',
    request: '/fapi/v1/openInterest?',
    from: {
      source: `${DOCS}/Open-Interest`,
      text: '{"openInterest":"10659.509","symbol":"BTCUSDT","time":1589437530011}',
    },
  },
  {
    name: 'open interest of COIN-M, in contracts',
    of: 'open-interest',
    request: '/dapi/v1/openInterest?symbol=BTCUSD_200925',
    from: {
      source: `${COIN_DOCS}/Open-Interest`,
      text: '{"symbol":"BTCUSD_200626","pair":"BTCUSD","openInterest":"15004","contractType":"CURRENT_QUARTER","time":1591261042378}',
    },
  },
  {
    name: 'past open interest',
    of: 'open-interest',
    request: 'openInterestHist?symbol=BTCUSDT',
    from: {
      source: `${DOCS}/Open-Interest-Statistics`,
      text: '[{"symbol":"BTCUSDT","sumOpenInterest":"20403.63700000","sumOpenInterestValue":"150570784.07809979","CMCCirculatingSupply":"165880.538","timestamp":"1583127900000"},{"symbol":"BTCUSDT","sumOpenInterest":"20401.36700000","sumOpenInterestValue":"149940752.14464448","CMCCirculatingSupply":"165900.14853","timestamp":"1583128200000"}]',
    },
  },
  {
    name: 'past open interest of COIN-M, in contracts',
    of: 'open-interest',
    request: 'openInterestHist?pair=BTCUSD&',
    from: {
      source: `${COIN_DOCS}/Open-Interest-Statistics`,
      text: '[{"pair":"BTCUSD","contractType":"CURRENT_QUARTER","sumOpenInterest":"20403","sumOpenInterestValue":"176196512.23400000","timestamp":1591261042378}]',
    },
  },
  {
    name: 'candles',
    of: 'candle',
    request: '/fapi/v1/klines?symbol=BTCUSDT',
    from: {
      source: `${DOCS}/Kline-Candlestick-Data`,
      text: '[[1499040000000,"0.01634790","0.80000000","0.01575800","0.01577100","148976.11427815",1499644799999,"2434.19055334",308,"1756.87402397","28.46694368","17928899.62484339"]]',
    },
  },
  {
    name: 'candles of COIN-M, volume in contracts',
    of: 'candle',
    request: '/dapi/v1/klines?symbol=BTCUSD_PERP',
    from: {
      source: `${COIN_DOCS}/Kline-Candlestick-Data, ${COIN_RECORDING}`,
      text: '[[1790373900000,"83772.1","83790.0","83750.0","83780.0","2804",1790373959999,"3.34573438",512,"1400","1.67000000","0"],[1790373960000,"83780.0","83800.0","83770.0","83790.0","646",1790374019999,"0.77074142",210,"300","0.35000000","0"]]',
    },
  },
  {
    name: 'funding rates',
    of: 'funding-rate',
    request: '/dapi/v1/fundingRate?symbol=BTCUSD_PERP',
    from: {
      source: `${COIN_DOCS}/Get-Funding-Rate-History-of-Perpetual-Futures, ${COIN_RECORDING}`,
      text: '[{"symbol":"BTCUSD_PERP","fundingTime":1790323200000,"fundingRate":"-0.00001838","markPrice":"73035.00000000","rateType":"Regular"},{"symbol":"BTCUSD_PERP","fundingTime":1790352000002,"fundingRate":"0.00000272","markPrice":"83742.41308536","rateType":"Regular"},{"symbol":"BTCUSD_PERP","fundingTime":1790380800000,"fundingRate":"-0.00000573","markPrice":"83778.90000000","rateType":"Regular"}]',
    },
  },
  {
    name: 'shares of accounts that are long',
    of: 'account-ratio',
    request: 'symbol=BTCUSDT',
    from: {
      source: `${DOCS}/Long-Short-Ratio`,
      text: '[{"symbol":"BTCUSDT","longShortRatio":"0.1960","longAccount":"0.6622","shortAccount":"0.3378","timestamp":"1583139600000"}]',
    },
  },
]
