import { scoreParams } from '../query.ts'
import { ROUTES } from '../routes.ts'
import { keptScoreSchema, scoresSchema } from '../score.ts'
import { OF_INSTRUMENT, asking, none } from './operation.ts'

/** How right the maps were. */

export const scoresOperation = asking({
  id: 'scores',
  path: ROUTES.scores,
  family: 'Scores',
  says: 'How right the maps were, of every instrument in short',
  inQuery: none,
  answer: scoresSchema,
  problems: [],
})

export const scoreOperation = {
  ...asking({
    id: 'score',
    path: ROUTES.score,
    family: 'Scores',
    says: 'The score of one instrument, whole',
    inQuery: none,
    answer: keptScoreSchema,
    problems: [...OF_INSTRUMENT, 'not-scored'],
  }),
  inPath: scoreParams,
}
