import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MadeOnce } from './made-once.ts'

const answer = (bytes: number, fill = 0) => new Uint8Array(bytes).fill(fill)

const answersOf = (bound: number, most?: number) =>
  new MadeOnce<Uint8Array>(bound, ({ length }) => length, most)

test('equal things are made once, for those who ask at the same time too', async () => {
  const answers = answersOf(1_000)
  let made = 0
  const ask = () =>
    answers.of('a', async () => {
      made++
      return answer(10)
    })
  const [first, second] = await Promise.all([ask(), ask()])
  expect(second).toBe(first)
  expect(await ask()).toBe(first)
  expect(made).toBe(1)
})

test('what fails is told to all who asked, and tried again', async () => {
  const answers = answersOf(1_000)
  const fail = () => answers.of('a', async () => Promise.reject(new Error('no disk')))
  const both = await Promise.allSettled([fail(), fail()])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await answers.of('a', async () => answer(3))).toHaveLength(3)
})

test('what is too large for what is kept is made each time and pushes nothing out', async () => {
  const answers = answersOf(100, 50)
  let made = 0
  const ask = (key: string, bytes: number) =>
    answers.of(key, async () => {
      made++
      return answer(bytes)
    })
  await ask('small', 10)
  await ask('large', 51)
  await ask('large', 51)
  await ask('small', 10)
  expect(made).toBe(3)
})

test('whatever is asked in whatever order, each is answered with its own', async () => {
  const asked = fc.array(fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 60 })), { maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(asked, async (questions) => {
      const answers = answersOf(100, 50)
      const sizes = new Map<number, number>()
      const told = questions.map(([key, size]) => {
        const bytes = sizes.get(key) ?? size
        sizes.set(key, bytes)
        return answers.of(`${key}`, async () => answer(bytes, key))
      })
      for (const [i, body] of (await Promise.all(told)).entries()) {
        const [key] = questions[i]!
        expect([...new Set(body)]).toEqual(body.length === 0 ? [] : [key])
        expect(body).toHaveLength(sizes.get(key)!)
      }
    }),
  )
})
