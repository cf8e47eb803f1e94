import fc from 'fast-check'
import { expect, test } from 'vitest'
import { redactor } from './redactor.ts'

const secret = '7311:AAE/x+ü"canary\\&secret'
const hide = redactor([secret, 'password-of-mail'])

test.each([
  ['as it is', `at https://api.telegram.org/bot${secret}/sendMessage`],
  ['in a URL', `?token=${encodeURIComponent(secret)}&a=1`],
  ['in a form', new URLSearchParams({ token: secret }).toString()],
  ['in JSON', JSON.stringify({ token: secret })],
])('a secret is hidden %s', (_name, text) => {
  const shown = hide(text)
  expect(shown).toContain('[secret]')
  expect(decodeURIComponent(shown)).not.toContain('canary')
})

test('a secret is hidden in Base64, wherever in it', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 }), (before, behind) => {
      const bytes = Buffer.from(`${before}${secret}${behind}`)
      for (const form of ['base64', 'base64url'] as const) {
        const shown = hide(`authorization: Basic ${bytes.toString(form)}`)
        expect(shown).toContain('[secret]')
        const left = Buffer.from(shown.replace('[secret]', '').replace(/^.* /, ''), 'base64')
        expect(left.toString('utf8')).not.toContain('canary')
      }
    }),
  )
})

test('all else is left as it is, also without secrets', () => {
  const text = 'answered 404: the receiver does not exist'
  expect(hide(text)).toBe(text)
  expect(redactor([])(secret)).toBe(secret)
  expect(redactor([''])(text)).toBe(text)
})
