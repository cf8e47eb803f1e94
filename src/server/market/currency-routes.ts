import type { FastifyInstance } from 'fastify'
import type { CurrencyRate, CurrencyRatesAnswer } from '../../api/currency.ts'
import { currencyRatesOperation } from '../../api/operations/market-operations.ts'
import type { Millis } from '../../market/units.ts'
import { handle, told } from '../http/handle.ts'

/** What currencies are worth, as the operator has told; none are where nobody has. */
export function currencyRoutes(
  app: FastifyInstance,
  rates: readonly CurrencyRate[],
  now: () => Millis,
): void {
  handle(app, currencyRatesOperation, () =>
    told({ time: now(), rates: [...rates] } satisfies CurrencyRatesAnswer),
  )
}
