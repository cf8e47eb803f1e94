import { expect, test } from 'vitest'
import { parseInstrumentId } from '../market/instrument.ts'
import type { InstrumentId } from '../market/instrument.ts'
import { DAY, HOUR, MINUTE } from '../market/units.ts'
import { ARCHIVE_COLUMNS } from './archive-columns.ts'
import { parseArchiveName } from './archive-name.ts'
import type { ArchiveKind } from './archive-name.ts'
import { archiveFiles } from './archive-plan.ts'
import { ALL, useImports } from './imports.fixture.ts'
import { makeZip } from './zip.fixture.ts'

const id = (text: string) => parseInstrumentId(text) as InstrumentId
const imports = useImports()
const importOf = (name: string, content: string | Buffer) => imports.current.importOf(name, content)

const withHeader = (kind: ArchiveKind, rows: readonly string[]) =>
  [ARCHIVE_COLUMNS[kind].join(','), ...rows].join('\n')

// The rows that the archive's own description gives as examples:
// https://github.com/binance/binance-public-data/blob/master/README.md (COIN-M klines, aggTrades).
const COIN_KLINE =
  '1591258320000,9640.7,9642.4,9640.6,9642.0,206,1591258379999,2.13660389,48,119,1.23424865,0'
const AGG_TRADE = '26129,0.01633102,4.70443515,27781,27781,1498793709153,true'

test.each(['with a header', 'without one'])(
  'klines %s, zipped or not, contracts of COIN-M in USD',
  async (how) => {
    const text = how === 'with a header' ? withHeader('klines', [COIN_KLINE]) : `${COIN_KLINE}\n`
    const csv = 'BTCUSD_PERP-1m-2020-06-04.csv'
    const plain = await importOf(csv, text)
    expect(plain.files[0]).toMatchObject({ taken: 'archive klines', rows: 1, error: undefined })
    const read = await imports.current.history.candles(id('binance:BTCUSD_PERP'), MINUTE, ...ALL)
    expect([read.openTime[0], read.open[0], read.high[0], read.low[0], read.close[0]]).toEqual([
      1591258320000, 9640.7, 9642.4, 9640.6, 9642,
    ])
    expect([read.volume[0], read.takerBuyVolume[0]]).toEqual([20_600, 11_900])
    const zip = await importOf(
      'BTCUSD_PERP-1m-2020-06-04.zip',
      makeZip([{ name: csv, content: text }]),
    )
    expect(zip.files[0]?.stored?.counts.candle).toMatchObject({ added: 0, identical: 1 })
  },
)

test('aggregate trades: a buyer who is the maker means that the taker sold', async () => {
  const other = '26130,0.0163,1,27782,27790,1498793709154,False'
  await importOf('BTCUSDT-aggTrades-2017-06-30.csv', [AGG_TRADE, other].join('\n'))
  expect(await imports.current.history.trades(id('binance:BTCUSDT'), ...ALL)).toMatchObject([
    { exchangeTime: 1498793709153, price: 0.01633102, quantity: 4.70443515, takerSide: 'sell' },
    { id: '26130', takerSide: 'buy' },
  ])
})

test('microseconds are recognised by their size and stated', async () => {
  const report = await importOf(
    'BTCUSDT-aggTrades-2025-01-01.csv',
    '1,94000.1,2,1,1,1735689600123456,true,true'.slice(0, -5),
  )
  expect(report.files[0]?.notes).toContain('times are in microseconds, kept to the millisecond')
  expect(await imports.current.history.trades(id('binance:BTCUSDT'), ...ALL)).toMatchObject([
    { exchangeTime: 1735689600123 },
  ])
})

// The rows below are made by hand in the archive's format.
test('metrics: open interest and the share of long accounts, empty cells unknown', async () => {
  const report = await importOf(
    'BTCUSDT-metrics-2024-06-01.csv',
    withHeader('metrics', [
      '2024-06-01 00:05:00,BTCUSDT,80000.5,1,1,1,3,1',
      '2024-06-01 00:10:00,BTCUSDT,80001.5,1,"","",,1',
      '2024-06-01 00:15:00,BTCUSDT,0,1,1,1,3,1',
      '2024-06-01 00:20:00,ETHUSDT,80001,1,1,1,3,1',
      '2024-06-01 00:25:00,BTCUSDT,,1,1,1,3,1',
    ]),
  )
  const interest = await imports.current.history.openInterest(id('binance:BTCUSDT'), ...ALL)
  const first = Date.UTC(2024, 5, 1, 0, 5)
  expect([[...interest.time], [...interest.value]]).toEqual([
    [first, first + 5 * MINUTE],
    [80000.5, 80001.5],
  ])
  expect([
    ...(await imports.current.history.accountRatios(id('binance:BTCUSDT'), ...ALL)).value,
  ]).toEqual([0.75])
  expect(report.rejects.map(({ line, column, reason }) => [line, column, reason])).toEqual([
    [4, 'sum_open_interest', 'is 0, which no perpetual has'],
    [5, 'symbol', 'is not BTCUSDT, which the file is of'],
    [6, 'sum_open_interest', 'is no plain decimal number'],
  ])
})

test('funding rates with their interval', async () => {
  await importOf(
    'BTCUSDT-fundingRate-2024-06.csv',
    withHeader('fundingRate', ['1717200000000,8,0.00010000', '1717228800001,8,-0.00002']),
  )
  const rates = await imports.current.history.fundingRates(id('binance:BTCUSDT'), ...ALL)
  expect([...rates.time]).toEqual([1717200000000, 1717228800001])
  expect([...rates.value]).toEqual([0.0001, -0.00002])
})

test.each(['', ',BTCUSD_PERP'])(
  'liquidations of COIN-M: an order that sells closes a long (symbol%s)',
  async (symbol) => {
    const rows = [
      `1688169600000${symbol},SELL,LIMIT,IOC,10,29000,29100.5,FILLED,3,7`,
      `1688169600000${symbol},SELL,LIMIT,IOC,10,29000,29100.5,FILLED,3,7`,
      `1688169700000${symbol},BUY,LIMIT,IOC,4,31000,0,NEW,0,0`,
      `1688169800000${symbol},BUY,LIMIT,IOC,4,31000,,FILLED,4,4`,
      `1688169900000${symbol},buy,LIMIT,IOC,4,31000,1,FILLED,4,4`,
    ]
    const report = await importOf('BTCUSD_PERP-liquidationSnapshot-2023-07-01.csv', rows.join('\n'))
    const liquidations = await imports.current.history.liquidations(
      id('binance:BTCUSD_PERP'),
      ...ALL,
    )
    expect(liquidations).toMatchObject([
      { position: 'long', price: 29100.5, priceKind: 'fill', quantity: 700 },
      { position: 'short', price: 31000, priceKind: 'bankruptcy', quantity: 400 },
    ])
    expect(report.files[0]?.stored?.counts.liquidation).toMatchObject({ added: 2, repeated: 1 })
    expect(report.rejects.map(({ reason }) => reason)).toEqual([
      'is 0: nothing was liquidated',
      'is neither SELL nor BUY',
    ])
  },
)

test('broken klines are counted by column', async () => {
  const row = (i: number, change: (cells: string[]) => void) => {
    const open = 1591258320000 + i * MINUTE
    const cells = COIN_KLINE.split(',')
    cells[0] = String(open)
    cells[6] = String(open + MINUTE - 1)
    change(cells)
    return cells.join(',')
  }
  const set = (index: number, text: string) => (cells: string[]) => {
    cells[index] = text
  }
  const report = await importOf(
    'BTCUSD_PERP-1m-2020-06.csv',
    [
      row(0, () => {}),
      row(1, set(2, '9000')),
      row(2, set(6, '1591258379998')),
      row(3, set(5, '0')),
      row(4, set(9, '207')),
      row(5, (cells) => cells.pop()),
      row(6, set(0, '1591258320')),
    ].join('\n'),
  )
  expect(report.rejects.map(({ line, column }) => [line, column])).toEqual([
    [2, 'high'],
    [3, 'close_time'],
    [4, 'volume'],
    [5, 'taker_buy_volume'],
    [6, ''],
    [7, 'open_time'],
  ])
})

test('names of the archive say what a file is', () => {
  const parsed = (name: string) => parseArchiveName(name)
  expect(parsed('BTCUSDT-1h-2024-06.zip')).toEqual({
    kind: 'klines',
    symbol: 'BTCUSDT',
    interval: HOUR,
  })
  expect(parsed('ETHUSD_PERP-metrics-2024-06-01.csv')).toMatchObject({ symbol: 'ETHUSD_PERP' })
  expect(parsed('BTCUSDT-1h.csv')).toBeUndefined()
  expect(() => parsed('BTCUSDT-bookDepth-2024-06-01.zip')).toThrow('kind "bookDepth" are not read')
  expect(() => parsed('BTCUSDT-1mo-2024-06.zip')).toThrow('kind "1mo" are not read')
  expect(() => parsed('BTCUSDT_240628-1h-2024-06.zip')).toThrow('future with an expiry')
})

test('a range is fetched in whole months where it can be, else in days', () => {
  const range = { symbol: 'BTCUSDT', interval: MINUTE, from: Date.UTC(2024, 4, 30) }
  const to = Date.UTC(2024, 6, 1)
  const paths = archiveFiles({ ...range, to, kinds: ['klines', 'fundingRate'] }).map(
    ({ path }) => path,
  )
  expect(paths).toEqual([
    'data/futures/um/daily/klines/BTCUSDT/1m/BTCUSDT-1m-2024-05-30.zip',
    'data/futures/um/daily/klines/BTCUSDT/1m/BTCUSDT-1m-2024-05-31.zip',
    'data/futures/um/monthly/klines/BTCUSDT/1m/BTCUSDT-1m-2024-06.zip',
    'data/futures/um/daily/klines/BTCUSDT/1m/BTCUSDT-1m-2024-07-01.zip',
    'data/futures/um/monthly/fundingRate/BTCUSDT/BTCUSDT-fundingRate-2024-05.zip',
    'data/futures/um/monthly/fundingRate/BTCUSDT/BTCUSDT-fundingRate-2024-06.zip',
    'data/futures/um/monthly/fundingRate/BTCUSDT/BTCUSDT-fundingRate-2024-07.zip',
  ])
  const days = archiveFiles({
    ...range,
    symbol: 'BTCUSD_PERP',
    to: range.from + DAY,
    kinds: ['liquidationSnapshot'],
  })
  expect(days.map(({ path }) => path)).toEqual([
    'data/futures/cm/daily/liquidationSnapshot/BTCUSD_PERP/BTCUSD_PERP-liquidationSnapshot-2024-05-30.zip',
    'data/futures/cm/daily/liquidationSnapshot/BTCUSD_PERP/BTCUSD_PERP-liquidationSnapshot-2024-05-31.zip',
  ])
})
