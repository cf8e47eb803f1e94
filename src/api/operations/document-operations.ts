import { z } from 'zod'
import { ROUTES } from '../routes.ts'
import type { Operation } from './operation.ts'
import { asking, none } from './operation.ts'

/** The document of the API itself, for programs and for people. */

export const openApiOperation = asking({
  id: 'document',
  path: ROUTES.openApi,
  family: 'Server',
  says: 'This document, OpenAPI 3.1',
  inQuery: none,
  answer: z.looseObject({ openapi: z.string() }),
  problems: [],
})

const page = {
  method: 'GET',
  family: 'Server',
  inPath: none,
  inQuery: none,
  caching: 'revalidate',
  problems: [],
} as const

export const docsOperation = {
  ...page,
  id: 'docs',
  path: ROUTES.docs,
  says: 'This document as a page',
  answer: 'text/html',
} as const satisfies Operation

export const docsStyleOperation = {
  ...page,
  id: 'docsStyle',
  path: ROUTES.docsStyle,
  says: 'The style of that page',
  answer: 'text/css',
} as const satisfies Operation
