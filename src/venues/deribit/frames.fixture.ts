import type { ContractKind } from '../../market/instrument.ts'
import { instrumentId } from '../../market/instrument.ts'
import type { ReaderFixture } from '../wire/reader.fixture.ts'
import { documented, recorded } from '../wire/reader.fixture.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import { DERIBIT } from './instruments.ts'
import { deribitReader } from './reader.ts'

const FILE = 'deribit.json'
const API = 'https://docs.deribit.com/api-reference/market-data'
const CHANNELS = 'https://docs.deribit.com/subscriptions'

const listed = (
  symbol: string,
  contract: ContractKind,
  contractSize: number,
): ListedInstrument => ({
  instrument: {
    id: instrumentId(DERIBIT, symbol),
    venue: DERIBIT,
    symbol,
    base: 'BTC',
    quote: contract === 'inverse' ? 'USD' : 'USDC',
    contract,
    contractSize,
    tickSize: 0.5,
  },
  wireName: symbol,
  trading: true,
})

export const fixture: ReaderFixture = {
  reader: deribitReader,
  instruments: [listed('BTC-PERPETUAL', 'inverse', 10), listed('BTC_USDC-PERPETUAL', 'linear', 1)],
  frames: [
    recorded('trade', 'trades, sellers, in USD', FILE, 'trades.BTC-PERPETUAL.raw', '39355898'),
    {
      name: 'liquidation of the taker, who sold',
      shows: 'liquidation',
      partial: true,
      from: { file: FILE, holds: ['"liquidation":"T"'] },
    },
    {
      name: 'liquidation of the maker, from whom the taker bought',
      shows: 'liquidation',
      partial: true,
      from: { file: FILE, holds: ['"liquidation":"M"'] },
    },
    recorded(
      'open-interest',
      'ticker of an inverse contract, its open interest in USD',
      FILE,
      'ticker.BTC-PERPETUAL.raw',
      '84844461',
    ),
    recorded(
      'funding-rate',
      'ticker, for its funding',
      FILE,
      'ticker.BTC-PERPETUAL.raw',
      '84844461',
    ),
    documented(
      'mark-price',
      'ticker of a linear contract, its open interest in coins',
      `${CHANNELS}/market-data/tickerinstrument_nameinterval, as captured on 2026-09-22`,
      '{"jsonrpc":"2.0","method":"subscription","params":{"channel":"ticker.BTC_USDC-PERPETUAL.100ms","data":{"timestamp":1790133840887,"state":"open","index_price":86744.11,"instrument_name":"BTC_USDC-PERPETUAL","last_price":86773.6,"settlement_price":85380.58,"min_price":85476.4,"max_price":88079.9,"open_interest":459.3409,"mark_price":86778.14,"interest_value":272719551.2863254,"current_funding":1.423e-4,"estimated_delivery_price":86744.11,"funding_8h":5.149e-5,"best_ask_price":86778.0,"best_bid_price":86775.9,"best_ask_amount":0.3001,"best_bid_amount":0.0645}}}',
    ),
    documented(
      'ack',
      'subscription accepted',
      'https://docs.deribit.com/api-reference/subscription-management/public-subscribe',
      '{"jsonrpc":"2.0","id":3600,"result":["trades.BTC-PERPETUAL.100ms"]}',
    ),
    documented(
      'refusal',
      'raw channels need a login',
      'https://docs.deribit.com/articles/errors, as captured on 2026-09-22',
      '{"jsonrpc":"2.0","id":5,"error":{"code":13778,"message":"raw_subscriptions_not_available_for_unauthorized"},"usIn":1790133842785065,"usOut":1790133842785140,"usDiff":75,"testnet":false}',
    ),
    documented(
      'refusal',
      'a channel that is not known subscribes to nothing',
      'https://docs.deribit.com/articles/errors, as captured on 2026-09-22',
      '{"jsonrpc":"2.0","id":4,"result":[],"usIn":1790133842384561,"usOut":1790133842384654,"usDiff":93,"testnet":false}',
    ),
    documented(
      'heartbeat',
      'test request',
      'https://docs.deribit.com/api-reference/session-management/public-set_heartbeat',
      '{"params":{"type":"test_request"},"method":"heartbeat","jsonrpc":"2.0"}',
    ),
  ],
  answers: [
    {
      name: 'instruments, one dated',
      of: 'instruments',
      from: {
        source: `${API}/public-get_instruments`,
        text: '{"jsonrpc":"2.0","id":1,"result":[{"tick_size":2.5,"tick_size_steps":[],"taker_commission":0.0005,"settlement_period":"month","settlement_currency":"BTC","quote_currency":"USD","price_index":"btc_usd","min_trade_amount":10,"max_liquidation_commission":0.0075,"max_leverage":50,"maker_commission":0,"kind":"future","is_active":true,"instrument_name":"BTC-29SEP23","instrument_id":138583,"instrument_type":"reversed","expiration_timestamp":1695974400000,"creation_timestamp":1664524802000,"counter_currency":"USD","contract_size":10,"block_trade_tick_size":0.01,"block_trade_min_trade_amount":200000,"block_trade_commission":0.00025,"base_currency":"BTC","state":"open"},{"tick_size":0.5,"tick_size_steps":[],"taker_commission":0.0005,"settlement_period":"perpetual","settlement_currency":"BTC","quote_currency":"USD","price_index":"btc_usd","min_trade_amount":10,"max_liquidation_commission":0.0075,"max_leverage":50,"maker_commission":0,"kind":"future","is_active":true,"instrument_name":"BTC-PERPETUAL","instrument_id":124972,"instrument_type":"reversed","expiration_timestamp":32503708800000,"creation_timestamp":1534167754000,"counter_currency":"USD","contract_size":10,"block_trade_commission":0.00025,"base_currency":"BTC","state":"open"}]}',
      },
    },
    {
      name: 'candles, their quantity the cost',
      of: 'candle',
      request: 'BTC-PERPETUAL',
      from: {
        source: `${API}/public-get_tradingview_chart_data`,
        text: '{"jsonrpc":"2.0","result":{"volume":[3.6680847969999992,22.682721123,3.011587939,0],"ticks":[1583916960000,1583917020000,1583917080000,1583917140000],"status":"ok","open":[7834,7839,7833.5,7833],"low":[7834,7833.5,7832.5,7833],"high":[7839.5,7839,7833.5,7833],"cost":[28740,177740,23590,0],"close":[7839.5,7833.5,7833,7833]},"usIn":1583917166709801,"usOut":1583917166710175,"usDiff":374,"testnet":false}',
      },
    },
    {
      name: 'trades of before',
      of: 'trade',
      request: 'BTC-PERPETUAL',
      from: {
        source: `${API}/public-get_last_trades_by_instrument_and_time`,
        text: '{"jsonrpc":"2.0","result":{"trades":[{"trade_seq":132564271,"trade_id":"195402220","timestamp":1639684927932,"tick_direction":0,"price":47946.5,"mark_price":47944.13,"instrument_name":"BTC-PERPETUAL","index_price":47925.45,"direction":"buy","amount":580.0}],"has_more":false},"usIn":1639684931934671,"usOut":1639684931935337,"usDiff":666,"testnet":false}',
      },
    },
    {
      name: "liquidations of before, the page's answer with the row of its channel's page",
      of: 'liquidation',
      request: 'BTC-PERPETUAL',
      partial: true,
      from: {
        source: `${API}/public-get_last_trades_by_instrument_and_time and ${CHANNELS}/trades/tradesinstrument_nameinterval`,
        text: '{"jsonrpc":"2.0","result":{"trades":[{"trade_id":"48079270","timestamp":1590484513004,"price":8960,"mark_price":8948.9,"instrument_name":"BTC-PERPETUAL","direction":"buy","amount":20,"contracts":2,"liquidation":"T"}],"has_more":false}}',
      },
    },
    {
      name: 'funding of before',
      of: 'funding-rate',
      from: {
        source: `${API}/public-get_funding_rate_history`,
        text: '{"jsonrpc":"2.0","id":7617,"result":[{"timestamp":1569891600000,"index_price":8222.87,"prev_index_price":8305.72,"interest_8h":-0.00009234260068476106,"interest_1h":-4.739622041017375e-7}]}',
      },
    },
    {
      name: 'server time',
      of: 'server-time',
      from: {
        source: 'https://docs.deribit.com/api-reference/supporting/public-get_time',
        text: '{"jsonrpc":"2.0","result":1583922446019,"usIn":1583922446019955,"usOut":1583922446019956,"usDiff":1,"testnet":false}',
      },
    },
  ],
  directions: [
    {
      in: 'liquidation of the taker, who sold',
      position: 'long',
      proof:
        'an order that sells closes a long; the frame is of 2020-03-13, when bitcoin fell below 4,500 USD',
    },
    {
      in: 'liquidation of the maker, from whom the taker bought',
      position: 'long',
      proof:
        'the maker sold to a taker that bought, and selling closes a long; 23 seconds later in the same fall, at a lower price',
    },
    {
      in: "liquidations of before, the page's answer with the row of its channel's page",
      position: 'short',
      proof: 'the taker was liquidated and bought: an order that buys closes a short',
    },
  ],
}
