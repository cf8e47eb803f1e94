import { describe, expect, test } from 'vitest'
import { OPERATIONS } from '../../src/api/operations/table.ts'
import type { JsonOperation } from '../../src/api/operations/operation.ts'
import { MEDIA_TYPES, TABLE_FORMATS } from '../../src/api/table/table.ts'
import { problemSchema } from '../../src/api/schema.ts'
import { DAY, HOUR } from '../../src/market/units.ts'
import { simulated, wholeServer } from '../server/whole-fixture.ts'
import { namedRows, readTable } from './read-table.ts'

type Told = JsonOperation<unknown, unknown, unknown>
const told = OPERATIONS.filter((one) => 'table' in one) as unknown as readonly Told[]

const ASKED: Readonly<Record<string, string>> = {
  instrument: simulated.id,
  model: 'isotherm',
  from: String(simulated.from + DAY),
  to: String(simulated.from + 2 * DAY),
  time: String(simulated.from + 2 * DAY),
  interval: String(HOUR),
}

function addressOf({ path, inQuery }: Told): string {
  const names = Object.keys(inQuery.shape).filter((name) => name in ASKED)
  return `${path}?${new URLSearchParams(names.map((name) => [name, ASKED[name]!])).toString()}`
}

test('lists of markets, flows, the map and signals are answered as tables', () => {
  expect(told.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['candles', 'openInterest', 'funding', 'pastLiquidations', 'levels']),
  )
})

describe.each(told.map((one) => [one.id, one] as const))('%s', (id, operation) => {
  const { columns, rows } = operation.table!

  test.each(TABLE_FORMATS)('as %s reads back as its JSON says', async (format) => {
    const { app } = await wholeServer()
    const url = addressOf(operation)
    const json = await app.inject(url)
    expect(json.statusCode, json.body).toBe(200)
    const reply = await app.inject(`${url}&format=${format}`)
    expect(reply.statusCode).toBe(200)
    expect(reply.headers['content-type']).toContain(MEDIA_TYPES[format])
    expect(reply.headers['content-disposition']).toContain(`${id}.${format}`)
    const expected = namedRows(columns, rows(json.json()))
    expect(await readTable(reply.rawPayload, format, columns)).toEqual(expected)
    const known = { 'if-none-match': String(reply.headers.etag) }
    expect(reply.headers.etag).not.toBe(json.headers.etag)
    expect((await app.inject({ url: `${url}&format=${format}`, headers: known })).statusCode).toBe(
      304,
    )
  })

  test('refuses a format that is none', async () => {
    const { app } = await wholeServer()
    const reply = await app.inject(`${addressOf(operation)}&format=xlsx`)
    expect(reply.statusCode).toBe(400)
    expect(problemSchema.parse(reply.json()).detail).toMatch(/^format="xlsx"/)
  })
})

test('tables of the tested market are not all empty', async () => {
  const { app } = await wholeServer()
  for (const operation of told.filter(({ id }) => ['candles', 'levels', 'signals'].includes(id))) {
    // oxlint-disable-next-line no-await-in-loop -- one server
    const { body } = await app.inject(`${addressOf(operation)}&format=csv`)
    expect(body.split('\r\n').length, operation.id).toBeGreaterThan(3)
  }
})
