import { describe, expect, test } from 'vitest'
import { DAY } from '../market/units.ts'
import { DEFAULT_CONFIG, readConfig } from './config.ts'

test('an empty file is the default', () => {
  expect(readConfig('{}')).toEqual(DEFAULT_CONFIG)
  expect(DEFAULT_CONFIG).toMatchObject({
    instruments: ['BTC', 'ETH', 'SOL'],
    backfill: 30 * DAY,
    venues: undefined,
  })
})

test('a byte order mark and CRLF do no harm', () => {
  expect(readConfig('\uFEFF{\r\n  "backfillDays": 7\r\n}\r\n').backfill).toBe(7 * DAY)
})

test('every key is read', () => {
  const config = readConfig(`{
    "venues": ["bybit"], "instruments": ["DOGE", "binance:BTCUSDT"], "backfillDays": 0,
    "measuredPositions": false, "signalRecords": false, "journal": {"keepDays": 2, "keepGigabytes": 1},
    "venueUrls": {"bybit.rest": "http://127.0.0.1:9000/bybit/"}, "calendar": "events.ics"
  }`)
  expect(config).toEqual({
    venues: ['bybit'],
    instruments: ['DOGE', 'binance:BTCUSDT'],
    backfill: 0,
    measuredPositions: false,
    signalRecords: false,
    journal: { keepFor: 2 * DAY, keepBytes: 2 ** 30 },
    venueUrls: { 'bybit.rest': 'http://127.0.0.1:9000/bybit' },
    calendar: 'events.ics',
  })
})

describe('refuses with the key, its value and what would be right', () => {
  test.each([
    ['', /is no JSON/],
    ['[]', /expected object/],
    ['{"venue": ["bybit"]}', /no key "venue": did you mean venues\?/],
    ['{"journal": {"keepDay": 1}}', /no key "journal.keepDay": did you mean keepDays\?/],
    ['{"backfillDays": "30"}', /^backfillDays "\\"30\\"": .*number/],
    ['{"backfillDays": -1}', /^backfillDays "-1": /],
    ['{"backfillDays": 1e309}', /^backfillDays /],
    ['{"instruments": []}', /^instruments /],
    ['{"instruments": ["BTC USD"]}', /^instruments.0 .*must be a base coin/],
    ['{"venues": ["Bybit"]}', /^venues.0 "\\"Bybit\\"": must be a venue id/],
    ['{"venueUrls": {"bybit": "http://127.0.0.1"}}', /venueUrls.bybit .*/],
    ['{"venueUrls": {"bybit.rest": "file:///etc/passwd"}}', /http, https, ws or wss/],
    ['{"venueUrls": {"bybit.rest": "http://me:secret@127.0.0.1"}}', /without a user name/],
    ['{"backfillDays": 1, "backfillDays": 2}', /"backfillDays" is given twice/],
    ['{"__proto__": {"a": 1}}', /"__proto__" is not allowed/],
    ['{"journal": {"keepDays": 0}}', /^journal.keepDays "0"/],
  ])('%s', (text, message) => {
    expect(() => readConfig(text)).toThrow(message)
    expect(({} as Record<string, unknown>)['a']).toBeUndefined()
  })
})
