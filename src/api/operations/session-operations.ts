import { ROUTES } from '../routes.ts'
import { logInSchema, sessionSchema } from '../session.ts'
import type { Operation } from './operation.ts'
import { none } from './operation.ts'

/** How a page is let in where keys are needed. They are answered without a key. */

const ofSession = {
  path: ROUTES.session,
  family: 'Server',
  inPath: none,
  inQuery: none,
  answer: sessionSchema,
  caching: 'no-store',
} as const

export const sessionOperation = {
  ...ofSession,
  id: 'session',
  method: 'GET',
  says: 'Whether a key is needed here, and whose key the request came with; answered without one',
  problems: [],
} as const satisfies Operation

export const logInOperation = {
  ...ofSession,
  id: 'logIn',
  method: 'POST',
  says: 'Begins a session of a page with a key: its cookie is taken in place of the key from then on',
  body: logInSchema,
  problems: ['not-json', 'body-too-large', 'too-many-attempts'],
} as const satisfies Operation

export const logOutOperation = {
  ...ofSession,
  id: 'logOut',
  method: 'DELETE',
  says: 'Ends the session of a page, and has the browser forget what it was told',
  problems: [],
} as const satisfies Operation
