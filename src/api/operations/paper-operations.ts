import {
  amendAskedSchema,
  noteAskedSchema,
  notedSchema,
  paperSchema,
  paperStatisticsSchema,
} from '../paper.ts'
import { ofPaperQuery, paperQuery } from '../query.ts'
import { ROUTES } from '../routes.ts'
import type { Operation } from './operation.ts'
import { asking, none } from './operation.ts'

/** The paper journal. */

const family = 'Paper journal'
const ofNotes = { instrument: 'Only notes of this instrument.' }

/** A note of 500 signs of 4 bytes, and all that is around it. */
const bodyBytes = 8_192

const writing = {
  method: 'POST',
  family,
  inPath: none,
  inQuery: none,
  bodyBytes,
  answer: notedSchema,
  caching: 'no-store',
} as const

const WRITING_PROBLEMS = [
  'not-json',
  'body-too-large',
  'not-from-here',
  'paper-read-only',
  'too-many-notes',
  'not-noted',
] as const

export const paperOperation = asking({
  id: 'paper',
  path: ROUTES.paper,
  family,
  says: 'Formations that were named and trades on paper, newest first, with what became of them',
  inQuery: paperQuery,
  words: {
    ...ofNotes,
    id: 'Only the note of this id.',
    before: 'Notes before this number: `next` of the page before.',
    limit: 'Notes of a page.',
  },
  answer: paperSchema,
  problems: [],
})

export const paperStatisticsOperation = asking({
  id: 'paperStatistics',
  path: ROUTES.paperStatistics,
  family,
  says: 'What trades on paper brought, all together and by label, beside what chance would bring',
  inQuery: ofPaperQuery,
  words: ofNotes,
  answer: paperStatisticsSchema,
  problems: [],
})

export const paperCsvOperation = {
  id: 'paperCsv',
  method: 'GET',
  path: ROUTES.paperCsv,
  family,
  says: 'The notes and what became of them as a table',
  inPath: none,
  inQuery: ofPaperQuery,
  words: ofNotes,
  answer: 'text/csv',
  caching: 'no-store',
  problems: [],
} as const satisfies Operation

export const noteOperation = {
  ...writing,
  id: 'note',
  path: ROUTES.paper,
  says: 'Notes a formation or a trade on paper; sent again with the same id, it is noted once',
  body: noteAskedSchema,
  problems: [...WRITING_PROBLEMS, 'unknown-instrument', 'outside-map', 'other-note'],
} as const satisfies Operation

export const amendOperation = {
  ...writing,
  id: 'amendNote',
  path: ROUTES.paperAmend,
  says: 'Adds words to a note, or cancels an order on paper that is not filled',
  body: amendAskedSchema,
  problems: [...WRITING_PROBLEMS, 'no-note'],
} as const satisfies Operation
