import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readNotice } from './push-notice.ts'

test('an alert is shown with its words, and leads to its view', () => {
  const message = {
    id: '5f1c',
    title: 'Sweeps – binance:BTCUSDT',
    text: 'price went through a cluster',
    link: 'https://map.example/#instrument=binance:BTCUSDT&at=2026-11-22T00:00:00.000Z',
    view: '#instrument=binance:BTCUSDT&at=2026-11-22T00:00:00.000Z',
    late: false,
  }
  expect(readNotice(JSON.stringify(message))).toEqual({
    title: message.title,
    body: message.text,
    tag: '5f1c',
    path: `/${message.view}`,
  })
})

test('whatever comes, something is shown, and no other site is led to', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc
          .record({ view: fc.oneof(fc.webUrl(), fc.string()), title: fc.anything() })
          .map((value) => JSON.stringify(value)),
      ),
      (text) => {
        const { title, path } = readNotice(text)
        expect(title).not.toBe('')
        expect(new URL(path, 'https://map.example').origin).toBe('https://map.example')
      },
    ),
  )
})
