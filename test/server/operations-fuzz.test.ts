import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import type { LightMyRequestResponse as InjectResponse, InjectOptions } from 'fastify'
import { expect, test } from 'vitest'
import type { z } from 'zod'
import { openApiDocument } from '../../src/api/operations/openapi.ts'
import type { DocumentedParameter } from '../../src/api/operations/openapi.ts'
import { COMMON_PROBLEMS } from '../../src/api/operations/operation.ts'
import type { Operation } from '../../src/api/operations/operation.ts'
import { OPERATIONS } from '../../src/api/operations/table.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { mapSchema, problemSchema } from '../../src/api/schema.ts'
import { MEDIA_TYPES } from '../../src/api/table/table.ts'
import type { TableFormat } from '../../src/api/table/table.ts'
import { DAY } from '../../src/market/units.ts'
import { PROBLEMS } from '../../src/server/http/problems.ts'
import { BAD_VALUES } from './bad-values.ts'
import { ID } from './live-fixture.ts'
import type { LiveServer } from './live-fixture.ts'
import { simulated, wholeServer } from './whole-fixture.ts'

/** Requests that are made of the document: what is documented is what is served, whatever is asked. */

const { paths } = openApiDocument('0')

const parametersOf = ({ path, method }: Operation): readonly DocumentedParameter[] =>
  paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]?.parameters ?? []

/** What there is of each name, so that some requests are answered. */
const KNOWN: Readonly<Record<string, fc.Arbitrary<string>>> = {
  instrument: fc.constantFrom<string>(simulated.id, simulated.id, simulated.id, ID, 'binance:NONE'),
  coin: fc.constantFrom(simulated.base, simulated.base, 'NONE'),
  model: fc.constantFrom('isotherm', 'isotherm', 'isotherm', 'other'),
  from: within(simulated.from - DAY, simulated.to),
  to: within(simulated.from, simulated.to + DAY),
  time: fc.oneof(fc.constant('newest'), within(simulated.from, simulated.to)),
  interval: fc.constantFrom('3600000', '14400000', '60000'),
  bucket: fc.constantFrom('3600000', '14400000'),
  price: priceArbitrary(),
  priceFrom: priceArbitrary(),
  priceTo: priceArbitrary(),
  step: priceArbitrary(),
}

function within(from: number, to: number): fc.Arbitrary<string> {
  return fc.integer({ min: from, max: to }).map(String)
}

function priceArbitrary(): fc.Arbitrary<string> {
  const { price } = simulated
  return fc.double({ min: price / 2, max: price * 2, noNaN: true }).map((one) => one.toFixed(3))
}

/** A text that the form of a parameter allows, or nearly. */
function formed({
  type,
  enum: values,
  const: only,
  minimum,
  maximum,
  anyOf,
  items,
}: DocumentedParameter['schema']): fc.Arbitrary<string> {
  if (Array.isArray(values)) return fc.constantFrom(...values.map(String))
  if (only !== undefined) return fc.constant(JSON.stringify(only).replaceAll('"', ''))
  if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map(formed))
  if (type === 'array') return fc.array(formed(items as DocumentedParameter['schema'])).map(String)
  const [min, max] = [Number(minimum ?? -100), Number(maximum ?? 10_000)]
  if (type === 'integer') return fc.integer({ min: min - 1, max: max + 1 }).map(String)
  if (type === 'number') return fc.double({ min, max, noNaN: true }).map((one) => one.toFixed(4))
  return fc.string({ maxLength: 50 })
}

type Asked = readonly (readonly [name: string, value: string])[]

/** Parameters of an operation: those that must be there, and some of the others. */
const right = (operation: Operation): fc.Arbitrary<Asked> =>
  fc
    .tuple(
      ...parametersOf(operation).map(({ name, required, schema }) => {
        const value = fc.oneof(
          { weight: 4, arbitrary: KNOWN[name] ?? formed(schema) },
          formed(schema),
        )
        const given = value.map((text) => [[name, text]] as const)
        return required
          ? given
          : fc.oneof({ weight: 3, arbitrary: fc.constant([] as const) }, given)
      }),
    )
    .map((parts) => parts.flat())

/** The same with one thing wrong. */
const wrong = (operation: Operation): fc.Arbitrary<Asked> =>
  fc
    .tuple(
      right(operation),
      fc.nat(20),
      fc.constantFrom(...BAD_VALUES, '-0', '0', 'x'.repeat(100_000), '%c0%ae'),
      fc.constantFrom('replace', 'drop', 'twice', 'more'),
      fc.constantFrom('a[]', 'a[b]', '__proto__', 'constructor[prototype][polluted]', 'limit', ''),
    )
    .map(([asked, nth, value, how, extra]) => {
      const at = asked.length === 0 ? 0 : nth % asked.length
      const [name] = asked[at] ?? [extra]
      if (how === 'more' || asked.length === 0) return [...asked, [extra, value] as const]
      if (how === 'twice') return [...asked, asked[at]!]
      const others = asked.filter((_, i) => i !== at)
      return how === 'drop' ? others : [...others, [name, value] as const]
    })

/** The address of a request; what stands in the path is put there. */
function addressOf({ path }: Operation, asked: Asked): string {
  const left = [...asked]
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const at = left.findIndex(([one]) => one === name)
    const [, value = ''] = at < 0 ? [] : left.splice(at, 1)[0]!
    return encodeURIComponent(Buffer.from(value).toString())
  })
  const query = new URLSearchParams(left.map(([name, value]) => [name, value])).toString()
  return query === '' ? filled : `${filled}?${query}`
}

const request = fc
  .constantFrom(...OPERATIONS)
  .chain((operation) =>
    fc
      .tuple(fc.oneof({ weight: 2, arbitrary: right(operation) }, wrong(operation)), fc.jsonValue())
      .map(([asked, body]) => ({ id: operation.id, url: addressOf(operation, asked), body })),
  )

const BY_ID = new Map(OPERATIONS.map((operation) => [operation.id, operation]))

/** Asks; an answer that has no end is left after its head. */
async function ask(
  { app }: LiveServer,
  { lines }: Operation,
  asked: InjectOptions,
): Promise<Pick<InjectResponse, 'statusCode' | 'headers' | 'body' | 'json'>> {
  if (lines === undefined) return app.inject(asked)
  const reply = await app.inject({ ...asked, payloadAsStream: true })
  const { statusCode, headers, raw } = reply
  if (statusCode === 200) raw.res.destroy()
  const body = statusCode === 200 ? '' : await text(reply.stream())
  return { statusCode, headers, body, json: () => JSON.parse(body) }
}

const CACHE: Readonly<Record<Operation['caching'], RegExp>> = {
  revalidate: /^no-cache$/,
  'no-store': /^no-store$/,
  closed: /^(no-cache|public, max-age=31536000, immutable)$/,
}

/** What they tell of is not there: books, positions that are shown, keys of push, other venues, a tile of 1970. */
const NOT_THERE: readonly string[] = ['book', 'measured', 'alertPushKey', 'venueFailure', 'tile']

test('whatever is asked is answered as the document says', { timeout: 120_000 }, async () => {
  const server = await wholeServer()
  const { app } = server
  await fc.assert(
    fc.asyncProperty(request, async ({ id, url, body }) => {
      const operation = BY_ID.get(id)!
      const { method, answer, caching, problems } = operation
      const sent = method === 'POST' ? { payload: JSON.stringify(body) } : {}
      const headers = method === 'POST' ? { 'content-type': 'application/json' } : {}
      const reply = await ask(server, operation, { method, url, headers, ...sent })
      const { statusCode: status } = reply
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
      expect(status, `${url} ${reply.body.slice(0, 200)}`).toBeLessThan(500)
      if (status >= 400) {
        // An address with nothing in a place of its path is another address.
        const { code, detail } = problemSchema.parse(reply.json())
        expect(reply.headers['content-type']).toContain('application/problem+json')
        expect(PROBLEMS).toHaveProperty(code)
        if (code !== 'not-found') expect([...problems, ...COMMON_PROBLEMS]).toContain(code)
        if (code === 'invalid-parameter') expect(detail).toMatch(/^(\w+[=: ]|"|the body)/)
        expect(detail).toMatch(/^[\u0020-\u007e…]*$/)
        return
      }
      expect(reply.headers['cache-control']).toMatch(CACHE[caching])
      const format = new URL(url, 'http://localhost').searchParams.get('format')
      const type = format === null ? answer : MEDIA_TYPES[format as TableFormat]
      if (typeof type === 'string') expect(reply.headers['content-type']).toContain(type)
      else expect((answer as z.ZodType).parse(reply.json())).toEqual(reply.json())
      if (caching === 'no-store') return
      const known = { 'if-none-match': String(reply.headers.etag) }
      expect((await app.inject({ method, url, headers: known })).statusCode).toBe(304)
    }),
    { numRuns: 1_200 },
  )
})

test('every operation is answered, and every parameter takes or refuses every bad value by name', {
  timeout: 120_000,
}, async () => {
  const server = await wholeServer()
  const { app } = server
  const { json } = await app.inject(`${ROUTES.map}?instrument=${simulated.id}&model=isotherm`)
  const { version } = mapSchema.parse(json())
  const sound: Readonly<Record<string, string>> = {
    instrument: simulated.id,
    coin: simulated.base,
    venue: 'simulated',
    model: 'isotherm',
    from: String(simulated.from),
    to: String(simulated.to),
    time: String(simulated.to - 3_600_000),
    interval: '3600000',
    bucket: '3600000',
    price: String(simulated.price),
    side: 'long',
    version,
    planes: 'side',
    zoom: '0',
    x: '0',
    y: '0',
  }
  for (const operation of OPERATIONS) {
    // A cascade is asked of a price or of an order.
    const isNeeded = ({ name, required }: DocumentedParameter) =>
      required || (operation.id === 'cascade' && name === 'price')
    const needed = parametersOf(operation).filter(isNeeded)
    const rightOnes = needed.map(({ name }): Asked[number] => [name, sound[name] ?? ''])
    const isSilent = NOT_THERE.includes(operation.id) || operation.method !== 'GET'
    if (!isSilent) {
      const url = addressOf(operation, rightOnes)
      // One after the other: which of them failed is to be seen.
      // oxlint-disable-next-line no-await-in-loop
      expect((await ask(server, operation, { url })).statusCode, url).toBe(200)
    }
    for (const { name } of parametersOf(operation))
      for (const value of [...BAD_VALUES, 'x'.repeat(100_000)]) {
        const others = rightOnes.filter(
          ([one]) => one !== name && !(name === 'usd' && one === 'price'),
        )
        const asked: Asked = [...others, [name, value]]
        const url = addressOf(operation, asked)
        // oxlint-disable-next-line no-await-in-loop
        const reply = await ask(server, operation, { method: operation.method, url })
        expect(reply.statusCode, `${operation.id} ${name}=${JSON.stringify(value)}`).toBeLessThan(
          500,
        )
        if (reply.statusCode < 400) continue
        const { code, detail } = problemSchema.parse(reply.json())
        if (code === 'invalid-parameter') expect(detail.startsWith(name), detail).toBe(true)
      }
  }
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})
