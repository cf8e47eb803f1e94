import { expect } from 'vitest'
import type { z } from 'zod'
import { ROUTES } from '../../src/api/routes.ts'
import { candlesSchema, mapSchema } from '../../src/api/schema.ts'
import type { MarketEvent } from '../../src/market/event.ts'
import { MINUTE } from '../../src/market/units.ts'
import { ID } from './live-fixture.ts'
import type { LiveServer } from './live-fixture.ts'

/** The word of a feed that hears nothing: it is this late. */
export const clock = (time: number): MarketEvent => ({
  type: 'clock',
  exchangeTime: time,
  receivedTime: time,
})

/** What a route answers, as its schema says. */
export async function answer<Schema extends z.ZodType>(
  server: LiveServer,
  path: string,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const given: unknown = await (await server.get(path)).json()
  const read = schema.parse(given)
  // No field more than the schema says.
  expect(read).toEqual(given)
  return read
}

/** The part of a question that names the instrument and a time. */
export const range = (from: number, to: number) => `instrument=${ID}&from=${from}&to=${to}`

/** Its candles of a minute. */
export const candlesOf = (server: LiveServer, from: number, to: number) =>
  answer(server, `${ROUTES.candles}?${range(from, to)}&interval=${MINUTE}`, candlesSchema)

/** Its map as it is now. */
export const mapOf = (server: LiveServer) =>
  answer(server, `${ROUTES.map}?instrument=${ID}&model=isotherm`, mapSchema)
