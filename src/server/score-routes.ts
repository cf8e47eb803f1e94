import type { FastifyInstance } from 'fastify'
import { scoreParams } from '../api/query.ts'
import { ROUTES } from '../api/routes.ts'
import type { KeptScore, Scores } from '../api/score.ts'
import type { Millis } from '../market/units.ts'
import type { Catalogue } from './catalogue.ts'
import { problem } from './problems.ts'
import { noParameters, queryOf, readParameters } from './read-parameters.ts'
import { sendJson } from './reply.ts'
import { NEEDED_HOURS } from './score-keeper.ts'
import type { ScoreKeeper } from './score-keeper.ts'

/** How right the maps were: of every instrument in short, of one in whole. */
export function scoreRoutes(
  app: FastifyInstance,
  catalogue: Pick<Catalogue, 'instruments' | 'market'>,
  keeper: ScoreKeeper,
  now: () => Millis,
): void {
  app.get(ROUTES.scores, async (request, reply) => {
    readParameters(noParameters, queryOf(request))
    const scores = [...(await keeper.infos(await catalogue.instruments()))]
    const answer = { time: now(), neededHours: NEEDED_HOURS, scores } satisfies Scores
    return sendJson(request, reply, JSON.stringify(answer), () => answer)
  })

  app.get<{ Params: Record<string, string> }>(ROUTES.score, async (request, reply) => {
    readParameters(noParameters, queryOf(request))
    const { instrument } = readParameters(scoreParams, Object.entries(request.params))
    await catalogue.market(instrument)
    const kept = await keeper.score(instrument)
    if (kept === undefined)
      throw problem('not-scored', `${instrument} has no score yet: ${ROUTES.scores} says why`)
    return sendJson(request, reply, String(kept.scoredAt), () => kept satisfies KeptScore)
  })
}
