import type { FastifyInstance } from 'fastify'
import type { CurrencyRate, CurrencyRatesAnswer } from '../api/currency.ts'
import { ROUTES } from '../api/routes.ts'
import type { Millis } from '../market/units.ts'
import { noParameters, queryOf, readParameters } from './read-parameters.ts'
import { sendJson } from './reply.ts'

/** What currencies are worth, as the operator has told; none are where nobody has. */
export function currencyRoutes(
  app: FastifyInstance,
  rates: readonly CurrencyRate[],
  now: () => Millis,
): void {
  app.get(ROUTES.currencyRates, (request, reply) => {
    readParameters(noParameters, queryOf(request))
    const answer = { time: now(), rates: [...rates] } satisfies CurrencyRatesAnswer
    return sendJson(request, reply, JSON.stringify(answer), () => answer)
  })
}
