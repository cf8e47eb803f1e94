import { expect, test } from 'vitest'
import { keptSignalsOf } from '../../api/signal-records.fixture.ts'
import { instrumentIdSchema } from '../../market/schema.ts'
import { clusterRecord, patternRecord, setupRecord } from './signals-record.ts'

const kept = keptSignalsOf(instrumentIdSchema.parse('binance:ETHUSDT'))

test('what followed is told beside chance, with its cases and its interval', () => {
  expect(clusterRecord(kept, { distanceBand: 'near', significant: false })).toBe(
    'Clusters like it: price came to the middle within 24 hours in 63% of 492 cases, by chance in 63% (difference +1 points, −4 to +5). Of 2024-07-01 to 2024-08-31.',
  )
})

test('too few cases are told as such', () => {
  expect(clusterRecord(kept, { distanceBand: 'far', significant: null })).toBe(
    'Clusters like it: 3 cases, too few for a rate. Of 2024-07-01 to 2024-08-31.',
  )
  expect(patternRecord(kept, { kind: 'dense-wall' })).toBe(
    '3 such before: 3 cases, too few for a rate. Of 2024-07-01 to 2024-08-31.',
  )
  expect(setupRecord(kept)).toBe(
    'On paper: 4 stood, 0 were entered, too few for a rate. Of 2024-07-01 to 2024-08-31.',
  )
})

test('where nothing is kept it says how it is made, and nothing while it is not told', () => {
  expect(setupRecord(null)).toContain('isotherm signals --keep')
  expect(setupRecord(undefined)).toBe('')
})
