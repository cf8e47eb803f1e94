import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { FastifyInstance, FastifyReply } from 'fastify'
import * as operations from '../../api/operations/paper-operations.ts'
import type { NoteAsked, NotedAnswer } from '../../api/paper.ts'
import { quoted } from '../../api/quoted.ts'
import { ROUTES } from '../../api/routes.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { paperCsv } from '../../signals/paper/paper-csv.ts'
import { MOST_AMENDED } from '../../signals/paper/paper-records.ts'
import type { NotedRecord, PaperEntry, PaperRecord } from '../../signals/paper/paper-records.ts'
import { bookAround } from '../market/book-around.ts'
import type { Books } from '../market/book-routes.ts'
import type { Catalogue } from '../market/catalogue.ts'
import { PAPER_NOTICE, csvRow, entryAnswer, statisticsAnswer } from './paper-answer.ts'
import type { Followed } from './paper-answer.ts'
import { createPaperDesk } from './paper-desk.ts'
import type { PaperFile } from './paper-file.ts'
import { handle, serve, told, toldPage } from '../http/handle.ts'
import { readBody, sendOnce } from '../http/posted.ts'
import { problem } from '../http/problems.ts'
import { timeText } from '../http/read-parameters.ts'

/** A paper journal as it is served. Who opened it closes it. */
export interface ServedPaper {
  readonly file: PaperFile
  /** Whether other machines may write in it too. */
  readonly takesRemote: boolean
}

export interface PaperParts {
  readonly catalogue: Pick<Catalogue, 'market'>
  readonly books: Books | undefined
  /** Absent where no journal is kept. */
  readonly paper: ServedPaper | undefined
  readonly now: () => Millis
}

/** Notes of one journal, and those that are taken in a minute. */
export const MOST_NOTES = 5_000
const MOST_A_MINUTE = 30

const NOT_KEPT = 'this server keeps no paper journal'

/** Notes of formations and of trades on paper: taken, followed by the candles, counted. */
export function paperRoutes(app: FastifyInstance, { catalogue, books, paper, now }: PaperParts) {
  const desk = createPaperDesk(catalogue)
  let taken: readonly Millis[] = []
  const readOnly = (): string | undefined => (paper === undefined ? NOT_KEPT : paper.file.readOnly)

  async function followed(entries: readonly PaperEntry[]): Promise<Followed[]> {
    const fates = await desk.fates(entries)
    return entries.map((entry, i) => ({ entry, fate: fates[i]! }))
  }

  /** What became of trades alone: a table and counts say nothing of what followed formations. */
  async function tradesFollowed(entries: readonly PaperEntry[]): Promise<Followed[]> {
    const trades = await followed(entries.filter(({ noted }) => noted.kind === 'trade'))
    const fates = new Map(trades.map(({ entry, fate }) => [entry.number, fate]))
    const formation = { kind: 'formation', followed: [] } as const
    return entries.map((entry) => ({ entry, fate: fates.get(entry.number) ?? formation }))
  }

  /** Notes of an instrument, or all, oldest first. */
  function entriesOf(instrument: InstrumentId | undefined): PaperEntry[] {
    const all = [...(paper?.file.entries.values() ?? [])]
    return instrument === undefined
      ? all
      : all.filter(({ noted: { note } }) => note.instrument === instrument)
  }

  handle(
    app,
    operations.paperOperation,
    async ({ instrument, id, before, cursor = before, limit }) => {
      const all = entriesOf(instrument).filter(
        ({ noted }) => id === undefined || noted.note.id === id,
      )
      const older = all.filter(({ number }) => number < (cursor ?? Infinity))
      const page = older.slice(-limit)
      return toldPage({
        readOnly: readOnly() ?? null,
        lostLines: paper?.file.lost ?? 0,
        total: all.length,
        entries: (await followed(page)).map(entryAnswer).toReversed(),
        next: older.length > page.length ? page[0]!.number : null,
        notice: PAPER_NOTICE,
      })
    },
  )

  handle(app, operations.paperStatisticsOperation, async ({ instrument }) =>
    told(statisticsAnswer(await tradesFollowed(entriesOf(instrument)))),
  )

  serve(app, operations.paperCsvOperation, async ({ instrument }, _, reply) => {
    const text = paperCsv((await tradesFollowed(entriesOf(instrument))).map(csvRow))
    return reply
      .header('cache-control', 'no-store')
      .header('content-disposition', 'attachment; filename="paper-journal.csv"')
      .type('text/csv; charset=utf-8')
      .send(text)
  })

  /** Throws where nothing may be written, by whoever asks and as often. */
  function checkWriter(mayWrite: boolean): ServedPaper {
    const why = readOnly()
    if (paper === undefined || why !== undefined)
      throw problem('paper-read-only', `nothing can be noted: ${why}`)
    if (!paper.takesRemote && !mayWrite)
      throw problem(
        'not-from-here',
        'notes are taken from this machine and by keys that may write: start with --allow-remote-notes to change that',
      )
    taken = taken.filter((time) => now() - time < MINUTE)
    if (taken.length >= MOST_A_MINUTE)
      throw problem('too-many-notes', `${MOST_A_MINUTE} notes were taken in the last minute`)
    taken = [...taken, now()]
    return paper
  }

  async function put(file: PaperFile, record: PaperRecord): Promise<boolean> {
    try {
      return await file.write(record)
    } catch (error) {
      app.log.error({ err: error, path: ROUTES.paper })
      throw problem('not-noted', error instanceof Error ? error.message : 'nothing was noted')
    }
  }

  async function send(reply: FastifyReply, entry: PaperEntry): Promise<FastifyReply> {
    const [one] = await followed([entry])
    return sendOnce(reply, { entry: entryAnswer(one!) } satisfies NotedAnswer)
  }

  async function recordOf(asked: NoteAsked): Promise<NotedRecord> {
    const market = await catalogue.market(asked.instrument)
    const { from, to } = market.stored
    const written = now()
    const newest = market.live === undefined ? to : written
    const time = asked.time ?? newest
    if (time < from || time > newest)
      throw problem(
        'outside-map',
        `time=${timeText(time)}: candles of ${asked.instrument} are known from ${timeText(from)} to ${timeText(newest)}`,
        { from, to: newest },
      )
    const inHindsight = time < to
    const held = inHindsight ? undefined : books?.(asked.instrument)
    const shared = {
      type: 'noted',
      text: asked.text,
      written,
      inHindsight,
      book: bookAround(held, market.instrument.contract) ?? null,
    } as const
    const { instrument, label } = asked
    const of = { id: asked.id ?? randomUUID(), instrument, time, label }
    if (asked.kind === 'formation') return { ...shared, kind: 'formation', note: of }
    const { side, entry, stop, target, usd, risk = null } = asked
    return { ...shared, kind: 'trade', risk, note: { ...of, side, entry, stop, target, usd } }
  }

  serve(app, operations.noteOperation, async (_, request, reply) => {
    const asked = readBody(request, operations.noteOperation.body)
    const { file } = checkWriter(request.caller.mayWrite)
    const record = await recordOf(asked)
    const { id } = record.note
    const known = file.entries.get(id)
    if (known === undefined && file.entries.size >= MOST_NOTES)
      throw problem('too-many-notes', `the journal is full: it holds ${MOST_NOTES} notes at most`)
    const isNew = known === undefined && (await put(file, record))
    const entry = file.entries.get(id)!
    if (!isNew && !isSame(asked, entry.noted))
      throw problem('other-note', `there is another note with the id ${quoted(id)}`)
    return send(reply, entry)
  })

  serve(app, operations.amendOperation, async (_, request, reply) => {
    const { id, how, text } = readBody(request, operations.amendOperation.body)
    const { file } = checkWriter(request.caller.mayWrite)
    const known = file.entries.get(id)
    if (known === undefined) throw problem('no-note', `there is no note with the id ${quoted(id)}`)
    const isCancelled = known.amended.some((one) => one.how === 'cancel')
    const isRepeated = how === 'cancel' && isCancelled
    const record = { type: 'amended', id, written: now(), how, text } as const
    if (!isRepeated && !(await put(file, record)))
      throw problem(
        'too-many-notes',
        `${MOST_AMENDED} lines were added to this note, the most there may be`,
      )
    return send(reply, file.entries.get(id)!)
  })
}

/** Whether a note that was sent again says what is noted; what it leaves open is not compared. */
function isSame(asked: NoteAsked, { kind, note, text, ...more }: NotedRecord): boolean {
  const known: Record<string, unknown> = { ...more, ...note, kind, text }
  return Object.entries(asked).every(
    ([name, value]) => value === undefined || isDeepStrictEqual(known[name], value),
  )
}
