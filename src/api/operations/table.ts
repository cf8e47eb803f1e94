import * as alerts from './alert-operations.ts'
import * as coins from './coin-operations.ts'
import * as documents from './document-operations.ts'
import * as live from './live-operations.ts'
import * as map from './map-operations.ts'
import * as market from './market-operations.ts'
import type { Operation } from './operation.ts'
import * as paper from './paper-operations.ts'
import * as scores from './score-operations.ts'
import * as session from './session-operations.ts'
import * as signals from './signal-operations.ts'

const TABLE = {
  ...market,
  ...map,
  ...signals,
  ...coins,
  ...scores,
  ...live,
  ...documents,
  ...alerts,
  ...paper,
  ...session,
}

/** Any operation, as it was written: with its own id, parameters and answer. */
export type KnownOperation = (typeof TABLE)[keyof typeof TABLE]

/** All that can be asked, in the order of the document. */
export const OPERATIONS: readonly Operation[] = Object.values<Operation>(TABLE)
