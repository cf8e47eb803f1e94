import type { FixtureAnswer } from '../wire/reader.fixture.ts'

const DOCS = 'https://www.okx.com/docs-v5/en/'
const RECORDING = 'as recorded on 2026-09-25 in tests of a public C# adapter'

/** Answers of the REST interface, as documented or as others have recorded them. */
export const answers: FixtureAnswer[] = [
  {
    name: 'instruments, linear and inverse',
    of: 'instruments',
    from: {
      source: `${DOCS}#public-data-rest-api-get-instruments, ${RECORDING}, some fields left out`,
      text: '{"code":"0","msg":"","data":[{"ctMult":"1","ctType":"linear","ctVal":"0.01","ctValCcy":"BTC","expTime":"","instFamily":"BTC-USDT","instId":"BTC-USDT-SWAP","instIdCode":10459,"instType":"SWAP","lever":"100","listTime":"1573557408000","lotSz":"0.01","minSz":"0.01","settleCcy":"USDT","state":"live","tickSz":"0.1","uly":"BTC-USDT"},{"ctMult":"1","ctType":"linear","ctVal":"0.1","ctValCcy":"ETH","expTime":"","instFamily":"ETH-USDT","instId":"ETH-USDT-SWAP","instIdCode":10461,"instType":"SWAP","lever":"100","listTime":"1573557408000","lotSz":"0.01","minSz":"0.01","settleCcy":"USDT","state":"live","tickSz":"0.01","uly":"ETH-USDT"},{"ctMult":"1","ctType":"inverse","ctVal":"100","ctValCcy":"USD","expTime":"","instFamily":"BTC-USD","instId":"BTC-USD-SWAP","instIdCode":10458,"instType":"SWAP","lever":"100","listTime":"1535424203000","lotSz":"0.1","minSz":"0.1","settleCcy":"BTC","state":"live","tickSz":"0.1","uly":"BTC-USD"}]}',
    },
  },
  {
    name: 'risk tiers, the first one',
    of: 'risk-tiers',
    request: 'BTC-USDT',
    from: {
      source: `${DOCS}#public-data-rest-api-get-position-tiers, ${RECORDING}`,
      text: '{"code":"0","msg":"","data":[{"baseMaxLoan":"","imr":"0.01","instFamily":"BTC-USDT","instId":"","maxLever":"100","maxSz":"1000","minSz":"0","mmr":"0.004","optMgnFactor":"0","quoteMaxLoan":"","tier":"1","uly":"BTC-USDT"},{"baseMaxLoan":"","imr":"0.01","instFamily":"ETH-USDT","instId":"","maxLever":"100","maxSz":"5000","minSz":"0","mmr":"0.004","optMgnFactor":"0","quoteMaxLoan":"","tier":"1","uly":"ETH-USDT"}]}',
    },
  },
  {
    name: 'server time',
    of: 'server-time',
    from: {
      source: `${DOCS}#public-data-rest-api-get-system-time`,
      text: '{"code":"0","msg":"","data":[{"ts":"1597026383085"}]}',
    },
  },
  {
    name: 'candles, newest first, the newest still open',
    of: 'candle',
    request: 'BTC-USDT-SWAP',
    from: {
      source: `${DOCS}#order-book-trading-market-data-get-candlesticks-history, the nine fields with the round numbers of tests of a public C# adapter`,
      text: '{"code":"0","msg":"","data":[["1699999980000","104","112","103","110","400","4","440000","0"],["1699999920000","103","108","102","104","300","3","312000","1"],["1699999860000","101","105","100","103","200","2","206000","1"],["1699999800000","100","102","99","101","100","1","101000","1"]]}',
    },
  },
  {
    name: 'past open interest: contracts, coins, dollars',
    of: 'open-interest',
    request: 'BTC-USDT-SWAP',
    from: {
      source: `${DOCS}#trading-statistics-rest-api-get-contract-open-interest-history`,
      text: '{"code":"0","data":[["1701417600000","731377.57500501","111","8888888"],["1701331200000","731377.57500501","111","8888888"]],"msg":""}',
    },
  },
  {
    name: 'funding rates that were paid',
    of: 'funding-rate',
    request: 'BTC-USD-SWAP',
    from: {
      source: `${DOCS}#public-data-rest-api-get-funding-rate-history`,
      text: '{"code":"0","msg":"","data":[{"formulaType":"noRate","fundingRate":"0.0000746604960499","fundingTime":"1703059200000","instId":"BTC-USD-SWAP","instType":"SWAP","method":"next_period","realizedRate":"0.0000746572360545"},{"formulaType":"noRate","fundingRate":"0.000227985782722","fundingTime":"1703030400000","instId":"BTC-USD-SWAP","instType":"SWAP","method":"next_period","realizedRate":"0.0002279755647389"}]}',
    },
  },
  {
    name: 'longs for each short',
    of: 'account-ratio',
    request: 'BTC-USDT-SWAP',
    from: {
      source: `${DOCS}#trading-statistics-rest-api-get-contract-long-short-ratio`,
      text: '{"code":"0","data":[["1701417600000","1.1739"],["1701331200000","0.9236"]],"msg":""}',
    },
  },
]
