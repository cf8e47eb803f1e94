import { expect, test } from 'vitest'
import { isSaving } from './data-saver.ts'

test('a choice is kept to; without one the browser is followed', () => {
  const rows = [
    ['on', undefined, true],
    ['off', { saveData: true, effectiveType: '2g' }, false],
    ['auto', undefined, false],
    ['auto', {}, false],
    ['auto', { saveData: true, effectiveType: '4g' }, true],
    ['auto', { saveData: false, effectiveType: '4g' }, false],
    ['auto', { saveData: false, effectiveType: '3g' }, true],
  ] as const
  for (const [choice, hints, saves] of rows) expect(isSaving(choice, hints)).toBe(saves)
})
