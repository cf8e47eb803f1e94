import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DEFAULT_EXTRAS, extrasFields, parseExtras } from './extras-view.ts'
import { AVERAGES, PANES, shownPanes, toggled } from '../panes/panes.ts'
import { LEAST_USD } from '../session/tape.ts'

const addressOf = (view: typeof DEFAULT_EXTRAS): URLSearchParams =>
  new URLSearchParams(
    extrasFields(view).filter((field): field is [string, string] => field[1] !== undefined),
  )

test('an address restores what was chosen, and is empty where nothing was', () => {
  const ids = PANES.map(({ id }) => id)
  fc.assert(
    fc.property(
      fc.record({
        panes: fc.shuffledSubarray(ids),
        averages: fc.shuffledSubarray([...AVERAGES]),
        bubbles: fc.boolean(),
        dom: fc.boolean(),
        tapeOf: fc.constantFrom('this' as const, 'all' as const),
        tapeSide: fc.constantFrom('both' as const, 'long' as const, 'short' as const),
        tapeVenue: fc.constantFrom(undefined, 'bybit', 'okx'),
        tapeUsd: fc.constantFrom(...LEAST_USD),
      }),
      (view) => {
        expect(parseExtras(addressOf(view))).toEqual(view)
      },
    ),
  )
  expect(addressOf(DEFAULT_EXTRAS).size).toBe(0)
})

test('a damaged address opens with what can be read of it', () => {
  const fields = new URLSearchParams('panes=rsi.nothing.rsi.oi&ema=21.22&tape-usd=5&tape-venue=<b>')
  expect(parseExtras(fields)).toEqual({ ...DEFAULT_EXTRAS, panes: ['rsi', 'oi'], averages: [21] })
})

test('a phone has room for the two panes chosen last', () => {
  const chosen = toggled(toggled(toggled([], 'rsi' as const), 'oi' as const), 'volume' as const)
  expect(shownPanes(chosen, false)).toEqual(['volume', 'oi', 'rsi'])
  expect(shownPanes(chosen, true)).toEqual(['volume', 'oi'])
  expect(toggled(chosen, 'oi')).toEqual(['rsi', 'volume'])
})
