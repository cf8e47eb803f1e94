import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { HOUR } from '../market/units.ts'
import type { ImportReport } from './import-report.ts'
import { csv, row, useBarImports } from './hourly-bars.fixture.ts'
import { describeReject } from './reject-log.ts'
import type { Reject } from './reject-log.ts'

const { importOf, stored, errorOf } = useBarImports()

const reasons = ({ rejects }: ImportReport) =>
  rejects.map(({ line, column, value, reason }) => `${line} ${column} ${value} ${reason}`)

test.each([
  ['100,110,90,NaN,1', '3 close NaN is no plain decimal number'],
  ['100,Infinity,90,100,1', '3 high Infinity is no plain decimal number'],
  ['-100,110,90,100,1', '3 open -100 is not above 0'],
  ['0,110,90,100,1', '3 open 0 is not above 0'],
  ['100,90,110,100,1', '3 high 90 is below low 110'],
  ['120,110,90,100,1', '3 open 120 is outside low 90 to high 110'],
  ['100,110,90,80,1', '3 close 80 is outside low 90 to high 110'],
  ['100,110,90,100,-1', '3 volume -1 is below 0'],
  ['100,110,90,100,', '3 volume  is empty; a candle needs it'],
  ['100,110,90,,5', '3 close  is empty; a candle needs it'],
  ['100,110,90,100,0x10', '3 volume 0x10 is no plain decimal number'],
  ['100,110,90,100,"1,234.5"', '3 volume 1,234.5 is no plain decimal number'],
  ['100,110,90,100', `3  ${row(1, '100,110,90,100')} the row has 5 cells, the header 6`],
  ['100,110,90,100,1,2', `3  ${row(1, '100,110,90,100,1,2')} the row has 7 cells, the header 6`],
  ['100,110,90,100,"1', `3  ${row(1, '100,110,90,100,"1')} a quote is not closed on its line`],
])('a broken row %s is counted and the others are taken', async (cells, expected) => {
  const report = await importOf(csv(row(0), row(1, cells), row(2)))
  expect(reasons(report)).toEqual([expected])
  expect(report.files[0]).toMatchObject({ rows: 3, rejected: 1, error: undefined })
  expect((await stored()).openTime).toHaveLength(2)
  expect(report.gaps[0]?.gaps).toMatchObject([{ stream: 'candle', interval: HOUR }])
})

test('columns of the full header are checked', async () => {
  const header =
    'time,open,high,low,close,volume,taker_buy_volume,trades,oi_close,long_account_pct,liquidated_long,liquidated_short'
  const full = (hour: number, rest: string) => row(hour, `100,110,90,100,10,${rest}`)
  const report = await importOf(
    [
      header,
      full(0, '11,,,,,'),
      full(1, '5,1.5,,,,'),
      full(2, '5,7,0,,,'),
      full(3, '5,7,80,101,,'),
      full(4, '5,7,80,60,-1,2'),
      full(5, '5,7,80,60,1,2'),
      full(6, ',,,,3,'),
    ].join('\n'),
  )
  expect(reasons(report)).toEqual([
    '2 taker_buy_volume 11 is above volume 10',
    '3 trades 1.5 is no whole number',
    '4 oi_close 0 is not above 0; leave it empty where it is unknown',
    '5 long_account_pct 101 is not within 0 to 100 (percent)',
    '6 liquidated_long -1 is below 0',
  ])
  const { counts } = report.files[0]?.stored ?? {}
  expect(counts?.candle?.added).toBe(2)
  expect(counts?.['open-interest']?.added).toBe(1)
  expect(counts?.['liquidation-total']?.added).toBe(1)
  expect(report.files[0]?.notes.join()).toContain('liquidations of one side only')
})

test('bad times are counted, also those off the grid, unclosed or to come', async () => {
  const candle = '100,110,90,105,12'
  const now = Date.UTC(2024, 5, 1, 6, 30)
  const report = await importOf(
    csv(
      row(0),
      `1717203600,${candle}`,
      `2024-06-01T02:00:30Z,${candle}`,
      `2024-06-31T00:00:00Z,${candle}`,
      row(6),
      row(9),
      row(4),
    ),
    { now },
  )
  expect(reasons(report)).toEqual([
    '3 time 1717203600 looks like seconds; say --time-unit s',
    '5 time 2024-06-31T00:00:00Z is no date and time of the calendar',
    '4 time 2024-06-01T02:00:30.000Z is not at a multiple of 1h in UTC',
    '6 time 2024-06-01T06:00:00.000Z is a bar that has not closed yet',
    '7 time 2024-06-01T09:00:00.000Z is a bar that has not closed yet',
  ])
  expect((await stored()).openTime).toHaveLength(2)
})

test('every reject is kept in the file of rejects, the report shows the first 20', async () => {
  const rows = Array.from({ length: 30 }, () => row(1, 'x,1,1,1,1'))
  const report = await importOf(csv(row(0), ...rows))
  expect(report.rejects).toHaveLength(20)
  const kept = (await readFile(report.rejectFiles[0] ?? '', 'utf8')).trim().split('\n')
  expect(kept).toHaveLength(30)
  expect(JSON.parse(kept[29] ?? '')).toMatchObject({ line: 32, column: 'open', value: 'x' })
  expect(describeReject(report.rejects[0] as Reject)).toContain(
    'BTCUSDT-1h.csv: line 3: open "x" is no plain decimal number',
  )
})

test('strict ends at the first broken row and stores nothing', async () => {
  const report = await importOf(csv(row(0), row(1, 'NaN,1,1,1,1'), row(2)), { strict: true })
  expect(report.stopped).toBe(true)
  expect(errorOf(report)).toBe('BTCUSDT-1h.csv: line 3: open "NaN" is no plain decimal number')
  expect((await stored()).openTime).toHaveLength(0)
})

test('unsorted rows are sorted, repeated ones counted, of contradicting ones the later counts', async () => {
  const report = await importOf(
    csv(row(3), row(1), row(2), row(1), row(2, '100,110,90,99,12'), row(0)),
  )
  expect(report.files[0]?.notes).toContain('5 rows out of time order, sorted')
  expect(report.files[0]?.stored?.counts.candle).toEqual({
    added: 4,
    replaced: 0,
    identical: 0,
    repeated: 2,
    conflicting: 1,
  })
  expect(report.files[0]?.stored?.notices).toMatchObject([
    { kind: 'conflicting', times: [Date.UTC(2024, 5, 1, 2)] },
  ])
  expect([...(await stored()).close]).toEqual([105, 105, 99, 105])
})

test('an overlapping file adds what is new', async () => {
  await importOf(csv(row(0), row(1)))
  const report = await importOf(csv(row(1), row(2)))
  expect(report.files[0]?.stored?.counts.candle).toMatchObject({ added: 1, identical: 1 })
})

test('a byte order mark, CRLF and quotes make no difference', async () => {
  const quoted = csv(row(0).replace('100', '"100"'), row(1)).replaceAll('\n', '\r\n')
  const report = await importOf(`\ufeff${quoted}`)
  expect(report.files[0]).toMatchObject({ rows: 2, rejected: 0, error: undefined })
  expect((await stored()).openTime).toHaveLength(2)
})
