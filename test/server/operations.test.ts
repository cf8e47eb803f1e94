import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import { DOCS_STYLE } from '../../src/api/operations/docs-style.ts'
import { openApiDocument } from '../../src/api/operations/openapi.ts'
import { FAMILIES } from '../../src/api/operations/operation.ts'
import { FAMILY_WORDS } from '../../src/api/operations/prose.ts'
import { fieldRows } from '../../src/api/operations/schema-rows.ts'
import { OPERATIONS } from '../../src/api/operations/table.ts'
import { API, ROUTES } from '../../src/api/routes.ts'
import { wholeServer } from './whole-fixture.ts'
import { fakeServer } from './serve-fixture.ts'

/** Spoken over WebSocket; the document says so in words. */
const NO_OPERATION: readonly string[] = [ROUTES.live]

const paths = new Set(OPERATIONS.map(({ path }) => path))

test('the document is valid OpenAPI 3.1', async () => {
  const { json } = await fakeServer()
  const { status, body } = await json(ROUTES.openApi)
  expect(status).toBe(200)
  const validator = new Validator()
  const { valid, errors } = await validator.validate(body as Record<string, unknown>)
  expect(errors ?? []).toEqual([])
  expect(valid).toBe(true)
  expect(validator.version).toBe('3.1')
})

test('every route that is served is an operation, and every operation is served', async () => {
  const { app } = await wholeServer()
  const served = [...app.printRoutes({ commonPrefix: false }).matchAll(/(\/\S+) \(([A-Z, ]+)\)/g)]
  const ours = served.filter(([, path]) => path!.startsWith(API))
  expect(ours.length).toBeGreaterThan(20)
  for (const [, path, methods] of ours) {
    if (NO_OPERATION.includes(path!)) continue
    const known = OPERATIONS.filter((one) => one.path === path).map(({ method }) => method)
    expect(known.toSorted(), path).toEqual(
      methods!
        .split(', ')
        .filter((one) => one !== 'HEAD')
        .toSorted(),
    )
  }
  for (const { method, path } of OPERATIONS)
    expect(app.hasRoute({ method, url: path }), path).toBe(true)
  expect([...paths, ...NO_OPERATION].toSorted()).toEqual(Object.values<string>(ROUTES).toSorted())
})

const document = openApiDocument('0.1.0')

test('every parameter, family and operation is told in words, and no parameter is without a form', () => {
  expect(FAMILIES.filter((name) => (FAMILY_WORDS[name] ?? '') === '')).toEqual([])
  const operations = Object.values(document.paths).flatMap((one) => Object.values(one))
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  for (const { operationId, summary, parameters = [] } of operations) {
    expect(summary).toMatch(/[^.]$/)
    for (const { name, description, schema } of parameters) {
      expect(description, `${operationId} ${name}`).toMatch(/\.$/)
      const { type, enum: values, anyOf } = schema
      expect(type ?? values ?? anyOf, `${operationId} ${name}`).toBeDefined()
    }
  }
})

test('every amount in USD says so, and every time its unit', () => {
  const rows = Object.values(document.components.schemas).flatMap((one) => fieldRows(one))
  const amounts = rows.filter(({ path }) => path.endsWith('Usd'))
  expect(amounts.length).toBeGreaterThan(30)
  expect(amounts.filter(({ says }) => !says.includes('USD'))).toEqual([])
  const times = rows.filter(
    ({ path, type }) => /(^|\.)(asOf|openTime|\w*At)$/.test(path) && type !== 'boolean',
  )
  expect(times.length).toBeGreaterThan(10)
  expect(times.filter(({ type, says }) => type !== 'string' && says === '')).toEqual([])
})

test('the page shows every operation and schema, and runs nothing', async () => {
  const { app } = await fakeServer()
  const { statusCode, headers, body } = await app.inject(ROUTES.docs)
  expect(statusCode).toBe(200)
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  })
  for (const { id } of OPERATIONS) expect(body).toContain(`<article id="${id}">`)
  const links = [...body.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id!)
  for (const id of links) expect(body).toContain(`id="${id}"`)
  expect(body).not.toMatch(/<script|style="|<style| on\w+="/)
  expect((await app.inject(ROUTES.docsStyle)).body).toBe(DOCS_STYLE)
})
