import { instrumentId } from '../../market/instrument.ts'
import type { ReaderFixture } from '../wire/reader.fixture.ts'
import { documented, recorded } from '../wire/reader.fixture.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import { GATE } from './instruments.ts'
import { gateReader } from './reader.ts'

const FILE = 'gate-io-futures.json'
const SOCKET = 'https://www.gate.com/docs/developers/futures/ws/en/'
const REST = 'https://www.gate.com/docs/developers/apiv4/en/'

/** The contract as the venue's REST page shows it. */
const CONTRACT =
  '{"name":"BTC_USDT","type":"direct","quanto_multiplier":"0.0001","ref_discount_rate":"0","order_price_deviate":"0.5","maintenance_rate":"0.005","mark_type":"index","last_price":"38026","mark_price":"37985.6","index_price":"37954.92","funding_rate_indicative":"0.000219","mark_price_round":"0.01","funding_offset":0,"in_delisting":false,"risk_limit_base":"1000000","interest_rate":"0.0003","order_price_round":"0.1","order_size_min":"1","enable_decimal":false,"ref_rebate_rate":"0.2","funding_interval":28800,"risk_limit_step":"1000000","leverage_min":"1","leverage_max":"100","risk_limit_max":"8000000","maker_fee_rate":"-0.00025","taker_fee_rate":"0.00075","funding_rate":"0.002053","order_size_max":"1000000","funding_next_apply":1610035200,"short_users":977,"config_change_time":1609899548,"trade_size":"28530850594","position_size":"5223816","long_users":455,"funding_impact_value":"60000","orders_limit":50,"trade_id":10851092,"orderbook_id":2129638396,"create_time":1669688556,"status":"trading","launch_time":1609899548}'

const STATISTICS =
  '[{"time":1603865400,"lsr_taker":100,"lsr_account":0.5,"long_liq_size":"0","short_liq_size":"0","open_interest":"124724","short_liq_usd":0,"mark_price":"8865","top_lsr_size":"1.02","short_liq_amount":0,"long_liq_amount":0,"open_interest_usd":1511,"top_lsr_account":1.5,"long_liq_usd":0}]'

const listed = (base: string, contractSize: number, tickSize: number): ListedInstrument => ({
  instrument: {
    id: instrumentId(GATE, `${base}_USDT`),
    venue: GATE,
    symbol: `${base}_USDT`,
    base,
    quote: 'USDT',
    contract: 'linear',
    contractSize,
    tickSize,
  },
  wireName: `${base}_USDT`,
  trading: true,
})

export const fixture: ReaderFixture = {
  reader: gateReader,
  instruments: [listed('BTC', 0.0001, 0.1), listed('ETH', 0.01, 0.01)],
  frames: [
    recorded('trade', 'trades of 2021, buyers', FILE, 'futures.trades', '13654527'),
    recorded(
      'trade',
      'trade of 2026, a seller of a quarter of a contract',
      FILE,
      'futures.trades',
      '"-0.25"',
    ),
    recorded('mark-price', 'ticker, for its mark price', FILE, 'futures.tickers', 'time_ms'),
    recorded('open-interest', 'ticker, for its open interest', FILE, 'futures.tickers', 'time_ms'),
    documented(
      'funding-rate',
      'ticker with its interval of funding',
      `${SOCKET}, as captured on 2026-08-01 without high_24h and low_24h`,
      '{"channel":"futures.tickers","event":"update","result":[{"contract":"BTC_USDT","last":"62914.3","mark_price":"62914.3","index_price":"62937.6","funding_rate":"0.000033","funding_rate_indicative":"0.000033","funding_interval":28800,"funding_offset":0,"funding_next_apply":1785571200,"total_size":"651185722","volume_24h":"518068345","change_percentage":"-3.1290","t":1785548246983}]}',
    ),
    documented(
      'liquidation',
      'liquidations of two longs',
      'https://www.gate.com/docs/developers/futures/ws/zh_CN/, edition of 2026-08-20',
      '{"channel":"futures.public_liquidates","event":"update","time":1541505434,"time_ms":1541505434123,"result":[{"price":"215.1","size":"-124.5","time":1541486601123,"contract":"BTC_USDT"},{"price":"215.2","size":"-10.5","time":1541486601456,"contract":"BTC_USDT"}]}',
    ),
    recorded('ack', 'subscription accepted', FILE, 'futures.trades', '"subscribe"', 'success'),
    documented(
      'refusal',
      'an unknown contract fails the whole message',
      `${SOCKET}, error as met on 2026-08-01`,
      '{"channel":"futures.tickers","event":"subscribe","error":{"code":2,"message":"unknown currency pair 币安人生_USDT"},"result":{"status":"fail"}}',
    ),
    documented(
      'heartbeat',
      'answer to a ping',
      SOCKET,
      '{"time":1733818191,"time_ms":1733818191416,"conn_id":"ef7c8be54338b11b","channel":"futures.pong","event":"","result":null}',
    ),
  ],
  answers: [
    { name: 'contracts', of: 'instruments', from: { source: REST, text: `[${CONTRACT}]` } },
    {
      name: 'risk tiers',
      of: 'risk-tiers',
      from: {
        source: REST,
        text: '[{"maintenance_rate":"0.01","tier":1,"initial_rate":"0.02","leverage_max":"50","risk_limit":"20000","contract":"ZTX_USDT","deduction":"0"},{"maintenance_rate":"0.013","tier":2,"initial_rate":"0.025","leverage_max":"40","risk_limit":"30000","contract":"ZTX_USDT","deduction":"60"},{"maintenance_rate":"0.015","tier":3,"initial_rate":"0.02857","leverage_max":"35","risk_limit":"50000","contract":"ZTX_USDT","deduction":"120"},{"maintenance_rate":"0.02","tier":4,"initial_rate":"0.03333","leverage_max":"30","risk_limit":"70000","contract":"ZTX_USDT","deduction":"370"},{"maintenance_rate":"0.025","tier":5,"initial_rate":"0.04","leverage_max":"25","risk_limit":"100000","contract":"ZTX_USDT","deduction":"720"}]',
      },
    },
    {
      name: 'totals now',
      of: 'liquidation-total',
      request: 'limit=6',
      from: { source: REST, text: STATISTICS },
    },
    {
      name: 'totals of before',
      of: 'liquidation-total',
      request: 'from=',
      from: { source: REST, text: STATISTICS },
    },
    {
      name: 'open interest of before',
      of: 'open-interest',
      from: { source: REST, text: STATISTICS },
    },
    {
      name: 'candles',
      of: 'candle',
      from: {
        source: REST,
        text: '[{"t":1539852480,"v":"97151","c":"1.032","h":"1.032","l":"1.032","o":"1.032","sum":"3580"}]',
      },
    },
    {
      name: 'server time',
      of: 'server-time',
      from: { source: `${REST}#get-server-current-time`, text: '{"server_time":1731447921098}' },
    },
  ],
  directions: [
    {
      in: 'liquidations of two longs',
      position: 'long',
      proof:
        'six events of 2026-08-11 had the opposite sign of REST, whose rows above 0 fell in falling minutes 104 times of 113: below 0 is a selling order, which closes a long',
    },
  ],
}
