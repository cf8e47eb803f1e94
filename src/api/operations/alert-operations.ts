import { alertTestAnswerSchema, alertTestSchema, alertsAnswerSchema } from '../alerts.ts'
import { alertsQuery } from '../query.ts'
import { ROUTES } from '../routes.ts'
import type { Operation } from './operation.ts'
import { asking, none } from './operation.ts'

/** What was told by the operator's rules. */

export const alertsOperation = asking({
  id: 'alerts',
  path: ROUTES.alerts,
  family: 'Alerts',
  says: 'Rules and channels of alerts, what was told of late and to whom it came',
  inQuery: alertsQuery,
  answer: alertsAnswerSchema,
  problems: [],
})

export const alertTestOperation = {
  id: 'testChannel',
  method: 'POST',
  path: ROUTES.alertTest,
  family: 'Alerts',
  says: 'Sends a test message to a channel and tells what became of it',
  inPath: none,
  inQuery: none,
  body: alertTestSchema,
  answer: alertTestAnswerSchema,
  caching: 'no-store',
  problems: ['not-json', 'not-from-here', 'no-channel', 'too-many-tests'],
} as const satisfies Operation
