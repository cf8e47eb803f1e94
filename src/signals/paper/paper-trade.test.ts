import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MINUTE } from '../../market/units.ts'
import { csvCell, paperCsv, tradeCells } from './paper-csv.ts'
import { paperNoteSchema } from './paper-note.ts'
import type { PaperNote } from './paper-note.ts'
import { followed, noted } from './paper-trade.ts'
import type { ClosedTrade, PaperBar, PaperTrade } from './paper-trade.ts'

const T0 = Date.UTC(2026, 0, 5)
const NOTE: PaperNote = paperNoteSchema.parse({
  id: 'one',
  instrument: 'binance:BTCUSDT',
  time: T0,
  side: 'long',
  entry: 100,
  stop: 95,
  target: 110,
  usd: 1000,
  label: 'dense wall',
})

type Ohlc = readonly [open: number, high: number, low: number, close: number]
const bars = (...of: readonly Ohlc[]): PaperBar[] =>
  of.map(([open, high, low, close], i) => ({
    openTime: T0 + i * MINUTE,
    interval: MINUTE,
    open,
    high,
    low,
    close,
  }))
const run = (...of: readonly Ohlc[]): PaperTrade => followed(NOTE, bars(...of))
/** The same upside down: a short on mirrored bars. */
const mirrored = (...of: readonly Ohlc[]): PaperTrade =>
  followed(
    { ...NOTE, side: 'short', stop: 105, target: 90 },
    bars(...of.map(([o, h, l, c]): Ohlc => [200 - o, 200 - l, 200 - h, 200 - c])),
  )

describe('a trade on paper', () => {
  test.each<[string, readonly Ohlc[], Partial<ClosedTrade> | string]>([
    ['waits while price is elsewhere', [[103, 104, 101, 102]], 'waiting'],
    ['opens where price comes to the entry', [[103, 104, 99, 101]], 'open'],
    [
      'takes the target',
      [
        [103, 104, 99, 101],
        [101, 111, 100, 110],
      ],
      { how: 'target', exit: 110, r: 2 },
    ],
    [
      'takes the stop',
      [
        [103, 104, 99, 101],
        [101, 102, 94, 96],
      ],
      { how: 'stop', exit: 95, r: -1 },
    ],
    [
      'takes the stop where a bar has both, and says so',
      [
        [103, 104, 99, 101],
        [101, 112, 94, 110],
      ],
      { how: 'stop', r: -1, isAmbiguous: true },
    ],
    [
      'takes the open of a bar that jumps past the stop',
      [
        [103, 104, 99, 101],
        [92, 120, 91, 100],
      ],
      { how: 'stop', exit: 92, r: -1.6, isAmbiguous: false },
    ],
    [
      'takes no more than the target of a bar that jumps past it, and it came before the stop',
      [
        [103, 104, 99, 101],
        [115, 116, 90, 91],
      ],
      { how: 'target', exit: 110, r: 2, isAmbiguous: false },
    ],
    [
      'is stopped in the bar of the entry that it falls through',
      [[103, 104, 94, 96]],
      { how: 'stop', r: -1, isAmbiguous: false },
    ],
    ['does not take a target that may lie before the entry', [[103, 111, 99, 101]], 'open'],
    [
      'takes a target that lies behind the entry on the way',
      [[99, 111, 98, 110]],
      { how: 'target', r: 2 },
    ],
    [
      'takes a stop that may lie before the entry, and says so',
      [[99, 101, 94, 100]],
      { how: 'stop', r: -1, isAmbiguous: true },
    ],
    [
      'is filled worse where price jumps up over the entry',
      [
        [98, 99, 97, 98],
        [104, 105, 103, 104],
        [104, 110, 104, 109],
      ],
      { fill: 104, how: 'target', r: 1.2 },
    ],
    [
      'is filled at the entry and out at the open where price jumps down over entry and stop',
      [
        [103, 104, 102, 103],
        [90, 91, 89, 90],
      ],
      { fill: 100, how: 'stop', exit: 90, r: -2, isAmbiguous: false },
    ],
    [
      'wins nothing where price jumps over entry and target at once',
      [
        [98, 99, 97, 98],
        [112, 113, 111, 112],
      ],
      { fill: 112, how: 'target', exit: 112, r: 0 },
    ],
  ])('%s', (_title, of, wanted) => {
    for (const found of [run(...of), mirrored(...of)]) {
      if (typeof wanted === 'string') expect(found.state).toBe(wanted)
      else if (found.note.side === 'long')
        expect(found).toMatchObject({ state: 'closed', ...wanted })
      else
        expect(found).toMatchObject({
          state: 'closed',
          how: wanted.how,
          r: expect.closeTo(wanted.r!, 9),
        })
    }
  })

  test('brings dollars by its size', () => {
    expect(run([103, 104, 99, 101], [101, 111, 100, 110])).toMatchObject({ profitUsd: 100 })
  })

  test('is not touched by a bar that began before it was noted', () => {
    const note = { ...NOTE, time: T0 + 1 }
    const found = followed(note, bars([103, 104, 99, 101], [103, 104, 102, 103]))
    expect(found).toMatchObject({ state: 'waiting', missing: 0, known: T0 + 2 * MINUTE })
  })

  test('says for how long nothing was told of', () => {
    const [first, , , fourth] = bars(
      [103, 104, 102, 103],
      [1, 1, 1, 1],
      [1, 1, 1, 1],
      [103, 104, 102, 103],
    )
    expect(followed(NOTE, [first!, fourth!]).missing).toBe(2 * MINUTE)
    expect(followed(NOTE, [fourth!]).missing).toBe(3 * MINUTE)
  })
})

describe('laws of a trade on paper', () => {
  const price = fc.integer({ min: 88, max: 116 })
  const ohlc = fc
    .tuple(price, price, price, price)
    .map(([a, b, c, d]): Ohlc => [a, Math.max(a, b, c, d), Math.min(a, b, c, d), d])
  const manyBars = fc.array(ohlc, { maxLength: 12 }).map((of) => bars(...of))

  test('bars that come after a time change nothing of what was known then', () => {
    fc.assert(
      fc.property(manyBars, fc.nat(12), (all, at) => {
        const then = T0 + at * MINUTE
        const shorter = followed(
          NOTE,
          all.filter(({ openTime }) => openTime + MINUTE <= then),
        )
        const longer = followed(NOTE, all)
        if (shorter.state === 'closed') expect(longer).toEqual(shorter)
        if (longer.state === 'closed' && longer.closed <= then) expect(shorter).toEqual(longer)
        // What is entered stays entered, at the same price.
        if (shorter.state === 'open')
          expect(longer).toMatchObject({ fill: shorter.fill, entered: shorter.entered })
        if (longer.state !== 'waiting' && longer.entered <= then)
          expect(shorter.state).not.toBe('waiting')
      }),
    )
  })

  test('never wins more than its target promises, and a stop never wins', () => {
    fc.assert(
      fc.property(manyBars, (all) => {
        const found = followed(NOTE, all)
        if (found.state !== 'closed') return
        expect(found.r).toBeLessThanOrEqual(2)
        if (found.how === 'stop') expect(found.r).toBeLessThanOrEqual(-1)
        else expect(found.r).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

describe('a note', () => {
  test.each([
    [{ stop: 101 }, 'stop', '101 must lie below the entry 100 of a long'],
    [{ target: 99 }, 'target', '99 must lie above the entry 100 of a long'],
    [{ side: 'short' }, 'stop', '95 must lie above the entry 100 of a short'],
    [{ entry: 0 }, 'entry', undefined],
    [{ usd: Number.POSITIVE_INFINITY }, 'usd', undefined],
    [{ id: '=1+1' }, 'id', undefined],
  ])('is refused with %o', (change, path, message) => {
    const { error } = paperNoteSchema.safeParse({ ...NOTE, ...change })
    expect(error!.issues[0]!.path).toEqual([path])
    if (message !== undefined) expect(error!.issues[0]!.message).toBe(message)
  })
})

describe('notes as CSV', () => {
  test('hold what became of them', () => {
    const closed = run([103, 104, 99, 101], [101, 112, 94, 110])
    const lines = paperCsv([noted(NOTE), closed].map(tradeCells)).split('\r\n')
    expect(lines).toHaveLength(4)
    expect(lines[1]).toBe(
      'one,binance:BTCUSDT,dense wall,2026-01-05T00:00:00.000Z,long,100,95,110,1000,waiting,,,,,,,,,0,,,,,,',
    )
    expect(lines[2]).toBe(
      'one,binance:BTCUSDT,dense wall,2026-01-05T00:00:00.000Z,long,100,95,110,1000,closed,' +
        '2026-01-05T00:01:00.000Z,100,2026-01-05T00:02:00.000Z,stop,95,true,-1,-50,0,,,,,,',
    )
  })

  test.each([
    ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    [' =1', "' =1"],
    ['\uFF1D1', "'\uFF1D1"],
    ['a,b', '"a,b"'],
    ['a "b"', '"a ""b"""'],
    ['a\nb', '"a\nb"'],
    ['plain', 'plain'],
  ])('%j is no formula', (text, cell) => {
    expect(csvCell(text)).toBe(cell)
  })

  test('numbers below 0 stay numbers', () => {
    expect([csvCell(-1.5), csvCell(undefined), csvCell(true)]).toEqual(['-1.5', '', 'true'])
  })

  test('a cell never begins like a formula, and is read back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const cell = csvCell(text)
        const read = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell
        expect(read === text || read === `'${text}`).toBe(true)
        expect(read).not.toMatch(/^[=+\-@\t\r]/)
      }),
    )
  })
})
