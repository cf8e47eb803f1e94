import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HOUR, MINUTE } from '../market/units.ts'
import { splitCells } from './cells.ts'
import { decimalsOf, parseDecimal, tickOf } from './decimal.ts'
import { guessInterval } from './interval-guess.ts'
import { LineSplitter } from './line-splitter.ts'
import type { Line } from './line-splitter.ts'
import { parseTime } from './time-text.ts'

test.each([
  ['', 'NaN', 'Infinity', 'null', ' 1', '1 ', '0x10', '1_000', '1,234.5', '1,5', '.5', '5.', '+1'],
  ['１２', '١٢٣', 'true', '1e1000', '1e309', '--1', '1.2.3', "=cmd|' /C calc'!A0", '1\u0000'],
])('is no decimal: %s', (...texts) => {
  expect(texts.filter((text) => parseDecimal(text) !== undefined)).toEqual([])
})

test('a decimal is read as the nearest number', () => {
  expect(parseDecimal('64850.4')).toBe(64850.4)
  expect(parseDecimal('-0.0001')).toBe(-0.0001)
  expect(parseDecimal('1E+3')).toBe(1000)
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: 1e-6, max: 1e15 }), (value) => {
      const text = value.toFixed(10)
      expect(parseDecimal(text)).toBe(Number(text))
    }),
  )
})

test('the decimals of a price give its tick', () => {
  expect([64850.4, 3551.94, 1e-7, 4533483].map(decimalsOf)).toEqual([1, 2, 7, 0])
  expect(tickOf(7)).toBe(1e-7)
})

const format = { unit: 'ms', assumeUtc: false } as const

test('times are read in UTC, with any zone, to the millisecond', () => {
  const at = Date.UTC(2024, 5, 1, 12, 30, 15, 250)
  const texts = [
    String(at),
    '2024-06-01T12:30:15.250Z',
    '2024-06-01 12:30:15.250Z',
    '2024-06-01T14:30:15.250+02:00',
    '2024-06-01T07:00:15.250-0530',
  ]
  expect(texts.map((text) => parseTime(text, format))).toEqual(texts.map(() => ({ time: at })))
  expect(parseTime('2024-06-01', { unit: 'ms', assumeUtc: true })).toEqual({
    time: Date.UTC(2024, 5, 1),
  })
  expect(parseTime('2024-02-29T00:00Z', format)).toEqual({ time: Date.UTC(2024, 1, 29) })
})

test.each([
  ['1717243815', 'looks like seconds; say --time-unit s'],
  ['1717243815000000', 'looks like microseconds; say --time-unit us'],
  ['0', 'is no time between 2009 and 2100 in milliseconds'],
  ['2024-06-01T12:30:00', 'has no time zone: add Z, or say --assume-utc'],
  ['2023-02-29T00:00:00Z', 'is no date and time of the calendar'],
  ['2024-13-01T00:00:00Z', 'is no date and time of the calendar'],
  ['2024-06-01T25:00:00Z', 'is no date and time of the calendar'],
  ['9999-01-01T00:00:00Z', 'is not between 2009 and 2100'],
  ['01/06/2024', 'is no time: use 2024-06-01T00:00:00Z or milliseconds since 1970'],
  ['', 'is no time: use 2024-06-01T00:00:00Z or milliseconds since 1970'],
])('%s %s', (text, reason) => {
  expect(parseTime(text, format)).toMatchObject({ reason })
})

test('seconds and microseconds are read where the user says so', () => {
  const time = 1_717_243_815_000
  expect(parseTime('1717243815', { unit: 's', assumeUtc: false })).toEqual({ time })
  expect(parseTime('1717243815000999', { unit: 'us', assumeUtc: false })).toEqual({ time })
})

test('cells are split as RFC 4180 quotes them', () => {
  expect(splitCells('a,b , c', ',')).toEqual(['a', 'b', 'c'])
  expect(splitCells('"a","b ""x"", y",', ',')).toEqual(['a', 'b "x", y', ''])
  expect(splitCells('1;"2";3', ';')).toEqual(['1', '2', '3'])
  expect(splitCells('1,"2,3', ',')).toEqual({ reason: 'a quote is not closed on its line' })
  expect(splitCells('1,"2"3,4', ',')).toEqual({ reason: 'text follows a closing quote' })
})

test('quoting any cells and splitting them gives the cells', () => {
  const cell = fc.string().map((text) => text.replaceAll(/[\r\n]/g, '').trim())
  fc.assert(
    fc.property(fc.array(cell, { minLength: 2, maxLength: 6 }), (cells) => {
      const line = cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')
      expect(splitCells(line, ',')).toEqual(cells)
    }),
  )
})

function linesOf(pieces: readonly string[], limit: number): Line[] {
  const splitter = new LineSplitter(limit)
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()]
}

test('however a text arrives, its lines are the same', () => {
  const text = 'time,open\r\n1,2\n\n3,4\r\nlast'
  const whole = linesOf([text], 100)
  expect(whole.map((line) => line.text)).toEqual(['time,open', '1,2', '', '3,4', 'last'])
  expect(whole.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5])
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 6 }), (cuts) => {
      const edges = [0, ...cuts.sort((a, b) => a - b), text.length]
      const pieces = edges.slice(1).map((edge, i) => text.slice(edges[i], edge))
      expect(linesOf(pieces, 100)).toEqual(whole)
    }),
  )
})

test('a line beyond the limit is marked and not kept, and the next ones are read', () => {
  const pieces = [...Array.from({ length: 50 }, () => 'x'.repeat(100)), '\nnext\n']
  const lines = linesOf(pieces, 1000)
  expect(lines.map(({ number, tooLong }) => ({ number, tooLong }))).toEqual([
    { number: 1, tooLong: true },
    { number: 2, tooLong: false },
  ])
  expect(lines[0]?.text.length).toBeLessThanOrEqual(200)
})

test('the interval is the most frequent distance, whatever the order', () => {
  const hours = [5, 3, 1, 2, 9, 4, 4].map((hour) => hour * HOUR)
  expect(guessInterval([hours])).toEqual({ interval: HOUR, share: 4 / 5 })
  expect(guessInterval([[0, 2 * MINUTE, 3 * MINUTE]])).toMatchObject({ interval: MINUTE })
  expect(guessInterval([[HOUR], [HOUR]])).toBeUndefined()
})
