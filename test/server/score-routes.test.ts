import { expect, test } from 'vitest'
import { ROUTES, scorePath } from '../../src/api/routes.ts'
import { keptScoreSchema, scoresSchema } from '../../src/api/score.ts'
import { problemSchema } from '../../src/api/schema.ts'
import { NEEDED_HOURS } from '../../src/server/score/score-keeper.ts'
import { memorySource } from '../../src/server/market/market.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import { HOUR } from '../../src/market/units.ts'
import { NOW, daysKnown, playedKeeper, scoreOf } from './score-fixture.ts'
import { fakeServer } from './serve-fixture.ts'

const market = simulatedMarket(1, 2, HOUR)
const { id } = market.instrument

async function scoresServer(simulated: boolean, days: number) {
  const played = await playedKeeper({ [id]: daysKnown(days) })
  const server = await fakeServer({
    sources: [memorySource(market, { simulated, fingerprint: 'f' })],
    scores: played.keeper,
    now: () => NOW,
  })
  return { ...played, ...server }
}

test('the list and the whole answer as their schemas say, no field more or less', async () => {
  const { keeper, json } = await scoresServer(false, 10)
  await keeper.look()
  const list = await json(ROUTES.scores)
  expect(list.status).toBe(200)
  expect(scoresSchema.parse(list.body)).toEqual(list.body)
  expect(list.body).toMatchObject({
    time: NOW,
    neededHours: NEEDED_HOURS,
    scores: [{ instrument: id, state: 'scored', scoredAt: NOW }],
  })
  const whole = await json(scorePath(id))
  expect(keptScoreSchema.parse(whole.body)).toEqual(whole.body)
  expect(whole.body).toEqual({ scoredAt: NOW, firstScoredDay: 5, score: scoreOf(id) })
})

test('a score that has not changed is not sent again', async () => {
  const { keeper, app } = await scoresServer(false, 10)
  await keeper.look()
  const first = await app.inject(scorePath(id))
  expect(first.headers['cache-control']).toBe('no-cache')
  const headers = { 'if-none-match': String(first.headers.etag) }
  expect((await app.inject({ url: scorePath(id), headers })).statusCode).toBe(304)
})

test.each([
  ['there is no score yet', 2, scorePath(id), 404, 'not-scored'],
  ['there is no such instrument', 10, `${ROUTES.scores}/a:B`, 404, 'unknown-instrument'],
  ['it is no instrument', 10, `${ROUTES.scores}/x`, 400, 'invalid-parameter'],
  ['there is a parameter', 10, `${ROUTES.scores}?days=3`, 400, 'invalid-parameter'],
] as const)('refused where %s', async (_, days, url, status, code) => {
  const { keeper, json } = await scoresServer(false, days)
  await keeper.look()
  const answer = await json(url)
  expect(answer.status).toBe(status)
  expect(problemSchema.parse(answer.body).code).toBe(code)
})

test('of a simulated market the list says the word and no number', async () => {
  const { json } = await scoresServer(true, 10)
  const { body } = await json(ROUTES.scores)
  expect(scoresSchema.parse(body).scores).toMatchObject([
    { state: 'simulated', headline: null, scoredAt: null, problem: null },
  ])
})
