import {
  alertTestAnswerSchema,
  alertTestSchema,
  alertsAnswerSchema,
  pushAnswerSchema,
  pushEndAnswerSchema,
  pushEndSchema,
  pushKeySchema,
  pushSubscriptionSchema,
} from '../alerts.ts'
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
  problems: ['not-json', 'body-too-large', 'not-from-here', 'no-channel', 'too-many-tests'],
} as const satisfies Operation

export const alertPushKeyOperation = asking({
  id: 'alertPushKey',
  path: ROUTES.alertPushKey,
  family: 'Alerts',
  says: 'The key by which a browser asks its push service for a subscription',
  inQuery: none,
  answer: pushKeySchema,
  problems: ['no-channel'],
})

/** What is sent by a browser of this machine, or of another where the operator allows it. */
const byBrowser = {
  path: ROUTES.alertPush,
  family: 'Alerts',
  inPath: none,
  inQuery: none,
  bodyBytes: 2_048,
  caching: 'no-store',
  problems: ['not-json', 'body-too-large', 'not-from-here', 'no-channel'],
} as const

export const alertPushOperation = {
  ...byBrowser,
  id: 'subscribePush',
  method: 'POST',
  says: 'Has alerts sent to a browser by its push service',
  body: pushSubscriptionSchema,
  answer: pushAnswerSchema,
} as const satisfies Operation

export const alertPushEndOperation = {
  ...byBrowser,
  id: 'endPush',
  method: 'DELETE',
  says: 'Has no more alerts sent to a browser',
  body: pushEndSchema,
  answer: pushEndAnswerSchema,
} as const satisfies Operation
