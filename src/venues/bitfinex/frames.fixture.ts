import { instrumentId } from '../../market/instrument.ts'
import type { ReaderFixture } from '../wire/reader.fixture.ts'
import { documented, recorded } from '../wire/reader.fixture.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import { BITFINEX } from './instruments.ts'
import { bitfinexReader } from './reader.ts'

const FILE = 'bitfinex-derivatives.json'
const STATUS = 'https://docs.bitfinex.com/reference/ws-public-status'
const REST = 'https://docs.bitfinex.com/reference'

const listed = (base: string, tickSize: number): ListedInstrument => ({
  instrument: {
    id: instrumentId(BITFINEX, `${base}F0-USTF0`),
    venue: BITFINEX,
    symbol: `${base}F0-USTF0`,
    base,
    quote: 'USDT',
    contract: 'linear',
    contractSize: 1,
    tickSize,
  },
  wireName: `t${base}F0:USTF0`,
  trading: true,
})

/** The page's acknowledgement with the number that a recording's channel has. */
const acknowledged = (name: string, channel: string, subject: object, chanId: number) =>
  ({
    name,
    shows: 'ack',
    from: {
      source: channel === 'trades' ? `${REST}/ws-public-trades` : STATUS,
      text: JSON.stringify({ event: 'subscribed', channel, chanId, ...subject }),
    },
  }) as const

export const fixture: ReaderFixture = {
  reader: bitfinexReader,
  instruments: [listed('BTC', 1), listed('ETH', 0.1)],
  frames: [
    recorded('ack', 'liquidations subscribed', FILE, '"subscribed"', 'liq:global'),
    acknowledged('status subscribed', 'status', { key: 'deriv:tBTCF0:USTF0' }, 23928),
    acknowledged(
      'trades subscribed',
      'trades',
      { symbol: 'tBTCF0:USTF0', pair: 'BTCF0:USTF0' },
      23916,
    ),
    acknowledged('liquidations subscribed as channel 907', 'status', { key: 'liq:global' }, 907),
    {
      name: 'trade, a buyer',
      shows: 'trade',
      after: ['trades subscribed'],
      from: { file: FILE, holds: ['"te"', '452025730'] },
    },
    {
      name: 'the same trade on record',
      shows: 'nothing',
      after: ['trades subscribed'],
      from: { file: FILE, holds: ['"tu"', '452025730'] },
    },
    {
      name: 'status, for its mark price',
      shows: 'mark-price',
      after: ['status subscribed'],
      from: { file: FILE, holds: ['3005.25851857'] },
    },
    {
      name: 'status, for its funding',
      shows: 'funding-rate',
      after: ['status subscribed'],
      from: { file: FILE, holds: ['3005.25851857'] },
    },
    {
      name: 'status, for its open interest',
      shows: 'open-interest',
      after: ['status subscribed'],
      from: { file: FILE, holds: ['3005.25851857'] },
    },
    {
      name: 'trigger of a long, with its price',
      shows: 'liquidation',
      partial: true,
      after: ['liquidations subscribed'],
      from: { file: FILE, holds: ['143683674', '1593566593351'] },
    },
    {
      name: 'execution of a short',
      shows: 'nothing',
      after: ['liquidations subscribed as channel 907'],
      from: { file: FILE, holds: ['143679087', '235.52'] },
    },
    {
      name: 'trigger of that short, its price in the execution',
      shows: 'liquidation',
      partial: true,
      after: ['liquidations subscribed as channel 907', 'execution of a short'],
      from: { file: FILE, holds: ['143679087', '-8.6007'] },
    },
    {
      name: 'silence',
      shows: 'heartbeat',
      after: ['liquidations subscribed'],
      from: { file: FILE, holds: ['386841', '"hb"'] },
    },
    documented(
      'heartbeat',
      'answer to a ping',
      'https://docs.bitfinex.com/docs/ws-general#ping--pong',
      '{"event":"pong","ts":1511545528111,"cid":1234}',
    ),
    documented(
      'refusal',
      'a symbol that is not listed',
      'https://docs.bitfinex.com/docs/ws-public',
      '{"channel":"trades","symbol":"tNOPEUSD","event":"error","msg":"symbol: invalid","code":10300,"pair":"NOPEUSD"}',
    ),
  ],
  answers: [
    {
      name: 'instruments',
      of: 'instruments',
      from: {
        source: `${REST}/rest-public-derivatives-status`,
        text: '[["tXRPF0:USTF0",1706256986000,null,0.512705,0.512395,null,37671483.04,null,1706284800000,0.00002353,317,null,0,null,null,0.5123016,null,null,2233562.03115,null,null,null,0.0005,0.0025],["tBTCF0:USTF0",1691165059000,null,29297.851276225,29277.5,null,36950860.76010306,null,1691193600000,0.00000527,82,null,0.00014548,null,null,29278.8925,null,null,9636.07644994,null,null,null,0.0005,0.0025]]',
      },
    },
    {
      name: 'candles',
      of: 'candle',
      from: {
        source: `${REST}/rest-public-candles`,
        text: '[[1591503840000,0.025069,0.025068,0.025069,0.025068,1.97828998],[1591504500000,0.025065,0.025065,0.025065,0.025065,1.0164],[1591504620000,0.025062,0.025062,0.025062,0.025062,0.5]]',
      },
    },
    {
      name: 'open interest of before',
      of: 'open-interest',
      from: {
        source: `${REST}/rest-public-derivatives-status-history`,
        text: '[[1706295191000,null,42152.425382,42133,null,37671589.7853521,null,1706313600000,0.00018734,3343,null,0.00007587,null,null,42134.1,null,null,5775.20348804,null,null,null,0.0005,0.0025]]',
      },
    },
  ],
  directions: [
    {
      in: 'trigger of a long, with its price',
      position: 'long',
      proof: `${STATUS}: an amount above 0 is a long; it was entered at 9,136 and liquidated below, at 9,080`,
    },
    {
      in: 'trigger of that short, its price in the execution',
      position: 'short',
      proof: 'an amount below 0 is a short; it was entered at 222.25 and executed above, at 235.52',
    },
  ],
}
