import { instrumentId } from '../../market/instrument.ts'
import type { ReaderFixture } from '../wire/reader.fixture.ts'
import { documented, recorded } from '../wire/reader.fixture.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import { HTX } from './instruments.ts'
import { htxReader } from './reader.ts'

const FILE = 'huobi-dm-linear-swap.json'
const PAGES = 'https://www.htx.com/en-us/opend/newApiPages/'

const listed = (base: string, contractSize: number, tickSize: number): ListedInstrument => ({
  instrument: {
    id: instrumentId(HTX, `${base}-USDT`),
    venue: HTX,
    symbol: `${base}-USDT`,
    base,
    quote: 'USDT',
    contract: 'linear',
    contractSize,
    tickSize,
  },
  wireName: `${base}-USDT`,
  trading: true,
})

export const fixture: ReaderFixture = {
  reader: htxReader,
  instruments: [listed('BTC', 0.001, 0.1), listed('EOS', 1, 0.0001), listed('O3', 1, 0.0001)],
  frames: [
    recorded(
      'trade',
      'trade of 2020, counted on both sides',
      FILE,
      'market.EOS-USDT.trade.detail',
      '2918913650000',
    ),
    documented(
      'trade',
      'trade with its coins',
      `${PAGES}?id=8cb7cab7-77b5-11ed-9966-0242ac110003`,
      '{"ch":"market.BTC-USDT.trade.detail","ts":1603708208346,"tick":{"id":131602265,"ts":1603708208335,"data":[{"amount":2,"ts":1603708208335,"id":1316022650000,"price":13073.3,"direction":"buy","quantity":0.002,"trade_turnover":26.334}]}}',
    ),
    recorded(
      'malformed',
      'trade that no one took',
      FILE,
      'market.BTC-USDT.trade.detail',
      '"direction":""',
    ),
    recorded('funding-rate', 'funding', FILE, '"notify"', 'funding_rate'),
    recorded(
      'liquidation',
      'liquidation by a selling order',
      FILE,
      '"notify"',
      'liquidation_orders',
    ),
    documented(
      'liquidation',
      'liquidation with the kind of contract',
      `${PAGES}?id=8cb7e25d-77b5-11ed-9966-0242ac110003`,
      '{"op":"notify","topic":"public.O3-USDT.liquidation_orders","ts":1639122193214,"data":[{"symbol":"O3","contract_code":"O3-USDT","direction":"sell","offset":"close","volume":432,"price":0.7858,"created_at":1639122193172,"amount":432,"trade_turnover":339.4656,"contract_type":"swap","pair":"O3-USDT","business_type":"swap"}]}',
    ),
    recorded('ack', 'subscription of prices accepted', FILE, '"subbed"'),
    recorded('ack', 'subscription of notices accepted', FILE, '"op":"sub"', '"err-code":0'),
    documented('heartbeat', 'ping of the address of prices', PAGES, '{"ping":1492420473027}'),
    documented(
      'heartbeat',
      'ping of the address of notices',
      PAGES,
      '{"op":"ping","ts":"1492420473058"}',
    ),
  ],
  answers: [
    {
      name: 'instruments',
      of: 'instruments',
      from: {
        source: `${PAGES}?id=8cb802c2-77b5-11ed-9966-0242ac110003`,
        text: '{"status":"ok","data":[{"symbol":"BTC","contract_code":"BTC-USDT-211231","contract_size":0.001,"price_tick":0.1,"delivery_date":"20211231","delivery_time":"1640937600000","create_date":"20211202","contract_status":1,"settlement_date":"1638518400000","support_margin_mode":"cross","business_type":"futures","pair":"BTC-USDT","contract_type":"quarter"},{"symbol":"BTC","contract_code":"BTC-USDT","contract_size":0.001,"price_tick":0.1,"delivery_date":"","delivery_time":"","create_date":"20211202","contract_status":1,"settlement_date":"1638518400000","support_margin_mode":"all","business_type":"swap","pair":"BTC-USDT","contract_type":"swap"}],"ts":1638517765776}',
      },
    },
    {
      name: 'open interest now',
      of: 'open-interest',
      request: 'swap_open_interest',
      from: {
        source: `${PAGES}?id=8cb80166-77b5-11ed-9966-0242ac110003`,
        text: '{"status":"ok","data":[{"volume":78696,"amount":78.696,"symbol":"BTC","value":3823138.2456,"contract_code":"BTC-USDT","trade_amount":0,"trade_volume":0,"trade_turnover":0,"business_type":"swap","pair":"BTC-USDT","contract_type":"swap"}],"ts":1638754059540}',
      },
    },
    {
      name: 'open interest of before',
      of: 'open-interest',
      request: 'swap_his_open_interest',
      from: {
        source: `${PAGES}?id=8cb8117d-77b5-11ed-9966-0242ac110003`,
        text: '{"status":"ok","data":{"symbol":"BTC","tick":[{"volume":27112,"amount_type":1,"ts":1638720000000,"value":1321498.5264}],"contract_code":"BTC-USDT-211210","business_type":"futures","pair":"BTC-USDT","contract_type":"this_week"},"ts":1638755582116}',
      },
    },
    {
      name: 'candles',
      of: 'candle',
      from: {
        source: `${PAGES}?id=8cb80aca-77b5-11ed-9966-0242ac110003`,
        text: '{"ch":"market.BTC-USDT.kline.1min","data":[{"amount":0.004,"close":13076.8,"count":1,"high":13076.8,"id":1603695060,"low":13076.8,"open":13076.8,"trade_turnover":52.3072,"vol":4}],"status":"ok","ts":1603695099234}',
      },
    },
    {
      name: 'server time',
      of: 'server-time',
      from: {
        source: PAGES,
        text: '{"status":"ok","ts":1637504164707}',
      },
    },
  ],
  directions: [
    {
      in: 'liquidation by a selling order',
      position: 'long',
      proof:
        'the newer answer of REST tells both: side buy with position_side short (2026-06-19); so a sell closes a long',
    },
    {
      in: 'liquidation with the kind of contract',
      position: 'long',
      proof: 'as above; offset "close" with direction "sell" closes what was bought',
    },
  ],
}
