import { instrumentId } from '../../market/instrument.ts'
import type { ReaderFixture } from '../wire/reader.fixture.ts'
import { documented, recorded } from '../wire/reader.fixture.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import { LIGHTER } from './instruments.ts'
import { lighterReader } from './reader.ts'

const CCXT = 'https://github.com/ccxt/ccxt at 4.5.84, comments of js/src/lighter.js'

/** The venue's answer of 2026-01-08 as a public repository wrote it down, without fields of no use to us. */
const DETAILS = {
  source: 'https://apidocs.lighter.xyz/reference/orderbookdetails (shape), answered on 2026-01-08',
  text: '{"code":200,"order_book_details":[{"symbol":"ETH","market_id":0,"market_type":"perp","base_asset_id":0,"quote_asset_id":0,"status":"active","taker_fee":"0.0000","maker_fee":"0.0000","liquidation_fee":"1.0000","min_base_amount":"0.0050","min_quote_amount":"10.000000","order_quote_limit":"281474976.710655","supported_size_decimals":4,"supported_price_decimals":2,"supported_quote_decimals":6,"size_decimals":4,"price_decimals":2,"quote_multiplier":1,"default_initial_margin_fraction":500,"min_initial_margin_fraction":200,"maintenance_margin_fraction":120,"closeout_margin_fraction":80,"last_trade_price":3090.49,"daily_trades_count":663024,"open_interest":67894.5544}],"spot_order_book_details":[]}',
}

const listed = (symbol: string, wireName: string, tickSize: number): ListedInstrument => ({
  instrument: {
    id: instrumentId(LIGHTER, symbol),
    venue: LIGHTER,
    symbol,
    base: symbol,
    quote: 'USDC',
    contract: 'linear',
    contractSize: 1,
    tickSize,
  },
  wireName,
  trading: true,
})

export const fixture: ReaderFixture = {
  reader: lighterReader,
  instruments: [listed('ETH', '0', 0.01), listed('BTC', '1', 0.1)],
  frames: [
    recorded(
      'trade',
      'trades and a liquidation of before, with the acknowledgement',
      'lighter.json',
      'subscribed/trade',
    ),
    recorded('trade', 'trade', 'lighter.json', 'update/trade', '18240999426'),
    recorded('liquidation', 'liquidation, a short', 'lighter.json', 'update/trade', '18237797923'),
    recorded(
      'open-interest',
      'all markets, with the acknowledgement',
      'lighter.json',
      'subscribed/market_stats',
    ),
    {
      name: 'markets that changed',
      shows: 'mark-price',
      from: { file: 'lighter.json', holds: ['update/market_stats'] },
      partial: true,
    },
    documented(
      'funding-rate',
      'one market',
      'https://github.com/ccxt/ccxt at 4.5.84, comments of js/src/pro/lighter.js',
      '{"channel":"market_stats:0","market_stats":{"market_id":0,"index_price":"3015.56","mark_price":"3013.91","open_interest":"122736286.659423","open_interest_limit":"72057594037927936.000000","funding_clamp_small":"0.0500","funding_clamp_big":"4.0000","last_trade_price":"3013.13","current_funding_rate":"0.0012","funding_rate":"0.0012","funding_timestamp":1763532000004,"daily_base_token_volume":643235.2763,"daily_quote_token_volume":1983505435.673896,"daily_price_low":2977.42,"daily_price_high":3170.81,"daily_price_change":-0.3061987051035322},"type":"update/market_stats"}',
    ),
    recorded('ack', 'a channel of no use to us, acknowledged', 'lighter.json', 'subscribed/ticker'),
    documented(
      'refusal',
      'channel refused',
      'https://github.com/ccxt/ccxt at 4.5.84, js/src/pro/lighter.js, handleErrorMessage',
      '{"error":{"code":30005,"message":"Invalid Channel:  (marketId)"}}',
    ),
    documented(
      'heartbeat',
      'ping of the venue',
      'https://github.com/ccxt/ccxt at 4.5.84, js/src/pro/lighter.js, handlePing',
      '{"type":"ping"}',
    ),
    documented(
      'heartbeat',
      'pong',
      'https://github.com/belyjelli/ai-rates collector/internal/stream, observed 2026-09-24',
      '{"type":"pong"}',
    ),
  ],
  answers: [
    { name: 'markets', of: 'instruments', from: DETAILS },
    {
      name: 'margin of ETH',
      of: 'risk-tiers',
      from: DETAILS,
    },
    {
      name: 'candles of a minute',
      of: 'candle',
      from: {
        source: `${CCXT}, fetchOHLCV`,
        text: '{"code":200,"r":"1m","c":[{"t":1767700500000,"o":3236.86,"h":3237.78,"l":3235.36,"c":3235.39,"v":55.1632,"V":178530.793575,"i":779870452}]}',
      },
    },
  ],
  directions: [
    {
      in: 'liquidation, a short',
      position: 'short',
      proof:
        'The frame says taker_position_size_before "-0.01664" for a fill of 0.01664 with is_maker_ask true: the taker was short and bought all of it back. Of 15 liquidations of both directions in every one the taker paid the liquidation fee (belyjelli/ai-rates, 2026-09-24).',
    },
  ],
}
