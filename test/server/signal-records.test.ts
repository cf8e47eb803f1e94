import { expect, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import { problemSchema } from '../../src/api/schema.ts'
import { keptSignalsOf } from '../../src/api/signal-records.fixture.ts'
import { signalRecordAnswerSchema } from '../../src/api/signal-records.ts'
import { MODELS } from '../../src/model/models.ts'
import { makeMap } from '../../src/cli/history/make-map.ts'
import { HOUR } from '../../src/market/units.ts'
import type { SignalRecords } from '../../src/server/signals/signals-routes.ts'
import { memorySource } from '../../src/server/market/market.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import { fakeServer } from './serve-fixture.ts'

const market = simulatedMarket(7, 3, HOUR)
const ID = market.instrument.id

const served = (signalRecords?: SignalRecords) =>
  fakeServer({
    sources: [memorySource(market, { simulated: true, fingerprint: 'sim' })],
    createMap: (from, model) => makeMap(from, model),
    models: MODELS,
    ...(signalRecords && { signalRecords }),
  })
const url = (query: string) => `${ROUTES.signalRecords}?${query}`

test('what is kept of an instrument is told as it is kept', async () => {
  const kept = keptSignalsOf(ID)
  const { json } = await served({ read: async (id) => (id === ID ? kept : undefined) })
  const { status, body } = await json(url(`instrument=${ID}`))
  expect(status).toBe(200)
  expect(signalRecordAnswerSchema.parse(body)).toEqual({ instrument: ID, kept })
})

test('where nothing is kept, or nobody keeps anything, it is null', async () => {
  for (const records of [undefined, { read: async () => undefined }]) {
    const { json } = await served(records)
    const { status, body } = await json(url(`instrument=${ID}`))
    expect([status, body]).toEqual([200, { instrument: ID, kept: null }])
  }
})

test.each([
  ['instrument=binance:NONE', 404, 'unknown-instrument'],
  ['', 400, 'invalid-parameter'],
  [`instrument=${ID}&model=isotherm`, 400, 'invalid-parameter'],
])('%s is refused', async (query, status, code) => {
  const { json } = await served()
  const answer = await json(url(query))
  expect(answer.status).toBe(status)
  expect(problemSchema.parse(answer.body).code).toBe(code)
})
