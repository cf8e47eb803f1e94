import { expect, test } from 'vitest'
import { asSentence } from './as-sentence.ts'

test('what the server says is a sentence, once', () => {
  expect(asSentence('this key may read')).toBe('This key may read.')
  expect(asSentence('This key may read.')).toBe('This key may read.')
  expect(asSentence('try again…')).toBe('Try again…')
})
