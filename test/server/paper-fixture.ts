import { expect, onTestFinished } from 'vitest'
import { paperSchema, paperStatisticsSchema } from '../../src/api/paper.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { problemSchema } from '../../src/api/schema.ts'
import { MemoryDisk } from '../../src/journal/memory-disk.fixture.ts'
import { HOUR } from '../../src/market/units.ts'
import { openPaperFile } from '../../src/server/paper/paper-file.ts'
import type { AppOptions } from '../../src/server/app.ts'
import { END, ID, START, fakeServer } from './serve-fixture.ts'

/** A trade is noted of then. Candles of the made-up market lie between 86 and 120, an hour each. */
export const AT = START + 30 * HOUR

/** A note that is taken; it is closed at its target. */
export const TRADE = {
  kind: 'trade',
  id: 'one',
  instrument: ID,
  time: AT,
  side: 'long',
  entry: 99,
  stop: 80,
  target: 115,
  usd: 1_000,
  risk: 0.01,
  label: 'dense-wall',
  text: 'a thought',
} as const

/** The server over the made-up market, with a paper journal on a disk in memory and a clock that a test moves. */
export async function paperServer(
  options: Partial<AppOptions> & { disk?: MemoryDisk; takesRemote?: boolean } = {},
) {
  const { disk = new MemoryDisk(), takesRemote = false, ...more } = options
  const file = await openPaperFile(disk, () => undefined)
  onTestFinished(() => file.close())
  let time = END + HOUR
  const server = await fakeServer({ paper: { file, takesRemote }, now: () => time, ...more })
  const post = async (
    body: unknown,
    headers: Record<string, string> = {},
    url: string = ROUTES.paper,
    remoteAddress?: string,
  ) => {
    const answer = await server.app.inject({
      method: 'POST',
      url,
      payload: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
      ...(remoteAddress === undefined ? {} : { remoteAddress }),
    })
    return { status: answer.statusCode, body: answer.json() as unknown, headers: answer.headers }
  }
  return {
    ...server,
    disk,
    file,
    post,
    wait: (span: number) => void (time += span),
    amend: (body: unknown) => post(body, {}, ROUTES.paperAmend),
    list: async (more = '') => {
      const { status, body } = await server.json(`${ROUTES.paper}${more}`)
      expect(status).toBe(200)
      const answer = paperSchema.parse(body)
      expect(answer).toEqual(body)
      return answer
    },
    statistics: async () => {
      const { body } = await server.json(ROUTES.paperStatistics)
      const answer = paperStatisticsSchema.parse(body)
      expect(answer).toEqual(body)
      return answer
    },
  }
}

export const codeOf = (body: unknown) => problemSchema.parse(body).code
