import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCalendarCsv } from './calendar-csv.ts'

const iso = (time: number): string => new Date(time).toISOString()

describe('a CSV file of events', () => {
  test('gives them in order, whatever the order of columns', () => {
    const { events, refused } = readCalendarCsv(
      '\uFEFFImpact,Title,Time,source\r\nhigh,"Rates, ""the big one""",2026-01-28T14:00:00-05:00,x\n,CPI,2026-01-13 13:30Z\n\nLow,"two\nlines",2026-01-29T00:00:00.5Z',
    )
    expect(refused).toEqual([])
    expect(events.map(({ from, title, impact }) => [iso(from), title, impact])).toEqual([
      ['2026-01-13T13:30:00.000Z', 'CPI', undefined],
      ['2026-01-28T19:00:00.000Z', 'Rates, "the big one"', 'high'],
      ['2026-01-29T00:00:00.000Z', 'two\nlines', 'low'],
    ])
  })

  test('keeps aside what is no event, with field, value and what would be right', () => {
    const { events, refused } = readCalendarCsv(
      [
        'time,title,impact',
        '2026-01-28T14:00:00,no zone,high',
        '2026-02-30T14:00:00Z,no such day,high',
        '2026-01-28T14:00:00Z,,high',
        '2026-01-28T14:00:00Z,huge,huge',
        '2026-01-28T14:00:00Z,"not closed,high',
        '2026-01-28T14:00:00Z,right,high',
        '2026-01-28T14:00:00+15:00,no such offset,high',
      ].join('\n'),
    )
    expect(events.map(({ title }) => title)).toEqual(['right'])
    const time = 'a time with its zone, such as 2026-01-05T13:30:00Z'
    expect(refused).toEqual([
      { line: 2, field: 'time', value: '2026-01-28T14:00:00', wanted: time },
      { line: 3, field: 'time', value: '2026-02-30T14:00:00Z', wanted: time },
      { line: 4, field: 'title', value: '', wanted: 'a title' },
      { line: 5, field: 'impact', value: 'huge', wanted: 'high, medium, low, or nothing' },
      {
        line: 6,
        field: 'line',
        value: '2026-01-28T14:00:00Z,"not closed,high',
        wanted: 'a quote that is closed, doubled within',
      },
      { line: 8, field: 'time', value: '2026-01-28T14:00:00+15:00', wanted: time },
    ])
  })

  test('must name its columns', () => {
    expect(readCalendarCsv('time,title\n2026-01-28T14:00:00Z,a')).toEqual({
      events: [],
      refused: [
        {
          line: 1,
          field: 'impact',
          value: 'time,title',
          wanted: 'a first line with the columns time, title, impact',
        },
      ],
    })
    expect(readCalendarCsv('').refused).toHaveLength(1)
  })

  test('every row is read or kept aside', () => {
    const row = fc.array(
      fc.string().map((text) => text.replaceAll(/["\r\n,]/g, '')),
      {
        minLength: 3,
        maxLength: 3,
      },
    )
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const told = rows.filter((cells) => cells.some((cell) => cell.trim() !== ''))
        const { events, refused } = readCalendarCsv(
          ['time,title,impact', ...rows.map((cells) => cells.join(','))].join('\n'),
        )
        expect(events.length + refused.length).toBe(told.length)
      }),
    )
  })
})
