import { expect, test } from 'vitest'
import { ROUTES } from '../api/routes.ts'
import { PUSH_PATH, renewSubscription } from './push-renewal.ts'
import type { Subscribed } from './push-renewal.ts'

const subscribed = (name: string): Subscribed => ({
  endpoint: `https://push.example/${name}`,
  toJSON: () => ({ keys: { p256dh: `key of ${name}`, auth: `auth of ${name}` } }),
})
const [OLD, NEW] = [subscribed('old'), subscribed('new')]
const told = (one: Subscribed) => ['POST', { endpoint: one.endpoint, ...one.toJSON().keys }]
const ended = ({ endpoint }: Subscribed) => ['DELETE', { endpoint }]

/** What is sent of a change, where the push service gives what it is said to. */
async function sentOf(
  before: Subscribed | null,
  now: Subscribed | null,
  given: Subscribed | Error,
  server: 'takes it' | 'refuses' = 'takes it',
) {
  const sent: unknown[] = []
  let isRefused = false
  const asked: (Subscribed | null)[] = []
  const change = { oldSubscription: before, newSubscription: now }
  await renewSubscription(change, {
    subscribe(of) {
      asked.push(of)
      return given instanceof Error ? Promise.reject(given) : Promise.resolve(given)
    },
    send(method, body) {
      sent.push([method, body])
      return server === 'refuses' && method === 'POST'
        ? Promise.reject(new Error('503'))
        : Promise.resolve()
    },
  }).catch(() => (isRefused = true))
  return { sent, asked, isRefused }
}

test('the address is that of the API', () => {
  expect(PUSH_PATH).toBe(ROUTES.alertPush)
})

test('a new subscription is told, and then that the old one is over', async () => {
  expect(await sentOf(OLD, NEW, new Error('not asked'))).toEqual({
    sent: [told(NEW), ended(OLD)],
    asked: [],
    isRefused: false,
  })
})

test('where the browser gives none, another is asked for by the key of the old one', async () => {
  expect(await sentOf(OLD, null, NEW)).toMatchObject({
    sent: [told(NEW), ended(OLD)],
    asked: [OLD],
  })
  expect(await sentOf(null, null, NEW)).toMatchObject({ sent: [told(NEW)], asked: [null] })
})

test('one that is the same again is not ended', async () => {
  expect((await sentOf(OLD, OLD, NEW)).sent).toEqual([told(OLD)])
})

test('where no other is to be had, or the server does not take it, the old one is ended all the same', async () => {
  expect(await sentOf(OLD, null, new Error('not allowed'))).toMatchObject({
    sent: [ended(OLD)],
    isRefused: true,
  })
  expect(await sentOf(OLD, NEW, NEW, 'refuses')).toMatchObject({
    sent: [told(NEW), ended(OLD)],
    isRefused: true,
  })
})
