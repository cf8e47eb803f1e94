import type { FastifyInstance } from 'fastify'
import { scoreOperation, scoresOperation } from '../../api/operations/score-operations.ts'
import { ROUTES } from '../../api/routes.ts'
import type { KeptScore, Scores } from '../../api/score.ts'
import type { Millis } from '../../market/units.ts'
import type { Catalogue } from '../market/catalogue.ts'
import { handle, told } from '../http/handle.ts'
import { problem } from '../http/problems.ts'
import { NEEDED_HOURS } from './score-keeper.ts'
import type { ScoreKeeper } from './score-keeper.ts'

/** How right the maps were: of every instrument in short, of one in whole. */
export function scoreRoutes(
  app: FastifyInstance,
  catalogue: Pick<Catalogue, 'instruments' | 'market'>,
  keeper: ScoreKeeper,
  now: () => Millis,
): void {
  handle(app, scoresOperation, async () => {
    const scores = [...(await keeper.infos(await catalogue.instruments()))]
    return told({ time: now(), neededHours: NEEDED_HOURS, scores } satisfies Scores)
  })

  handle(app, scoreOperation, async ({ instrument }) => {
    await catalogue.market(instrument)
    const kept = await keeper.score(instrument)
    if (kept === undefined)
      throw problem('not-scored', `${instrument} has no score yet: ${ROUTES.scores} says why`)
    return { state: String(kept.scoredAt), answer: () => kept satisfies KeptScore }
  })
}
