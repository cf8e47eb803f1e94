import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readIcs } from './calendar-ics.ts'

const ics = (...lines: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n')
const event = (...lines: readonly string[]): string =>
  ics('BEGIN:VEVENT', 'UID:1', ...lines, 'END:VEVENT')
const iso = (time: number): string => new Date(time).toISOString()

describe('an iCalendar file', () => {
  test('gives its events in order, with title and impact', () => {
    const { events, refused } = readIcs(
      ics(
        'BEGIN:VTIMEZONE',
        'TZID:Somewhere',
        'BEGIN:STANDARD',
        'DTSTART:19701025T020000',
        'END:STANDARD',
        'END:VTIMEZONE',
        'BEGIN:VEVENT',
        'DTSTART:20260128T190000Z',
        'DTEND:20260128T193000Z',
        'SUMMARY:Rate decision\\, and a',
        '  very long title',
        'PRIORITY:1',
        'BEGIN:VALARM',
        'SUMMARY:Wake up',
        'TRIGGER:-PT15M',
        'END:VALARM',
        'END:VEVENT',
        'begin:vevent',
        'dtstart:20260105T133000Z',
        'duration:PT1H30M',
        'end:vevent',
      ),
    )
    expect(refused).toEqual([])
    expect(
      events.map(({ from, to, title, impact }) => [iso(from), iso(to), title, impact]),
    ).toEqual([
      ['2026-01-05T13:30:00.000Z', '2026-01-05T15:00:00.000Z', '(no title)', undefined],
      [
        '2026-01-28T19:00:00.000Z',
        '2026-01-28T19:30:00.000Z',
        'Rate decision, and a very long title',
        'high',
      ],
    ])
  })

  test.each([
    ['DTSTART;TZID=America/New_York:20260128T140000', '2026-01-28T19:00:00.000Z'],
    ['DTSTART;TZID="America/New_York":20260728T140000', '2026-07-28T18:00:00.000Z'],
    ['DTSTART;VALUE=DATE:20260128', '2026-01-28T00:00:00.000Z'],
    // In spring 02:30 is left out: by the offset from before. In autumn 01:30 comes twice: the first.
    ['DTSTART;TZID=America/New_York:20260308T023000', '2026-03-08T07:30:00.000Z'],
    ['DTSTART;TZID=America/New_York:20261101T013000', '2026-11-01T05:30:00.000Z'],
    ['DTSTART;TZID=Asia/Kolkata:20260128T140000', '2026-01-28T08:30:00.000Z'],
  ])('reads %s', (start, wanted) => {
    const { events, refused } = readIcs(event(start))
    expect(refused).toEqual([])
    expect(iso(events[0]!.from)).toBe(wanted)
  })

  test('takes a date for a whole day, and a time alone for a moment', () => {
    expect(readIcs(event('DTSTART:20260128')).events[0]).toMatchObject({
      to: Date.UTC(2026, 0, 29),
    })
    const [moment] = readIcs(event('DTSTART:20260128T140000Z')).events
    expect(moment!.to).toBe(moment!.from)
  })

  test.each<[string[], number, string, string, string]>([
    [
      ['DTSTART:20260128T140000'],
      5,
      'DTSTART',
      '20260128T140000',
      'a time that ends in Z, or a TZID',
    ],
    [
      ['DTSTART;TZID=Eastern Standard Time:20260128T140000'],
      5,
      'DTSTART;TZID',
      'Eastern Standard Time',
      'an IANA name such as America/New_York',
    ],
    [
      ['DTSTART:20260230T140000Z'],
      5,
      'DTSTART',
      '20260230T140000Z',
      'a date and a time of day that there are',
    ],
    [['DTSTART:tomorrow'], 5, 'DTSTART', 'tomorrow', 'a time such as 20260105T133000Z'],
    [['SUMMARY:no time'], 3, 'DTSTART', '', 'a beginning'],
    [
      ['DTSTART:20260128T140000Z', 'DTEND:20260128T130000Z'],
      6,
      'DTEND',
      '20260128T130000Z',
      'an end that is not before the beginning',
    ],
    [
      ['DTSTART:20260128T140000Z', 'DURATION:an hour'],
      6,
      'DURATION',
      'an hour',
      'a duration such as PT30M or P1D',
    ],
    [
      ['DTSTART:20260128T140000Z', 'RRULE:FREQ=DAILY'],
      6,
      'RRULE',
      'FREQ=DAILY',
      'one VEVENT for each time',
    ],
    [
      ['DTSTART:20260128T140000Z', 'STATUS:CANCELLED'],
      6,
      'STATUS',
      'CANCELLED',
      'an event that takes place',
    ],
    [
      ['DTSTART:20260128T140000Z', 'PRIORITY:very'],
      6,
      'PRIORITY',
      'very',
      'a whole number from 0 to 9',
    ],
  ])('keeps %j aside', (lines, line, field, value, wanted) => {
    expect(readIcs(event(...lines))).toEqual({
      events: [],
      refused: [{ line, field, value, wanted }],
    })
  })

  test('keeps a broken line aside and reads the event around it', () => {
    const { events, refused } = readIcs(event('DTSTART:20260128T140000Z', 'what is this'))
    expect(events).toHaveLength(1)
    expect(refused).toMatchObject([{ line: 6, field: 'line', value: 'what is this' }])
  })

  test('says what is not closed, and what is no calendar', () => {
    expect(
      readIcs('BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260128T140000Z').refused,
    ).toMatchObject([
      { line: 1, field: 'BEGIN', value: 'VCALENDAR' },
      { line: 2, field: 'BEGIN', value: 'VEVENT' },
    ])
    expect(readIcs('<html>').refused[0]).toMatchObject({
      line: 1,
      wanted: 'a file that begins with BEGIN:VCALENDAR',
    })
    expect(readIcs('').refused).toHaveLength(1)
  })

  test('every event is read or kept aside, whatever it says', () => {
    const line = fc.oneof(
      fc.constantFrom(
        'DTSTART:20260128T140000Z',
        'DTSTART:x',
        'DTEND:20250101T000000Z',
        'RRULE:x',
        'SUMMARY:a',
        'x',
        ' folded',
      ),
      fc
        .string()
        .map((text) => text.replaceAll(/[\r\n]/g, ''))
        .filter((text) => !/^\s*(begin|end)/i.test(text)),
    )
    fc.assert(
      fc.property(fc.array(fc.array(line, { maxLength: 5 }), { maxLength: 5 }), (all) => {
        const text = ics(
          ...all.flatMap((lines) => ['BEGIN:VEVENT', 'UID:1', ...lines, 'END:VEVENT']),
        )
        const { events, refused } = readIcs(text)
        const entries = refused.filter(({ field }) => field !== 'line')
        expect(events.length + entries.length).toBe(all.length)
      }),
    )
  })
})
