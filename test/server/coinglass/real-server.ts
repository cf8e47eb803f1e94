import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll } from 'vitest'
import { z } from 'zod'
import { openServer } from '../../../src/cli/serve/serve.ts'
import type { RunningServer } from '../../../src/server/start-server.ts'

/** A server over real history of Binance, and the contract's examples, where both are there. */

const shared = (path: string) =>
  fileURLToPath(new URL(`../../../../shared/${path}`, import.meta.url))
const DATA = shared('data/binance-usdm-2024-1h')
const EXAMPLES = shared('facts/coinglass-v4-examples.json')

export const absent = !existsSync(DATA) || !existsSync(EXAMPLES)
if (absent)
  console.warn('test/server/coinglass: skipped, ../shared/data or ../shared/facts is not there')

const examplesSchema = z.object({
  endpoints: z.record(z.string(), z.object({ example: z.unknown() })),
})

/** Examples by path. */
export const examples = (): ReadonlyMap<string, unknown> =>
  new Map(
    Object.entries(examplesSchema.parse(JSON.parse(readFileSync(EXAMPLES, 'utf8'))).endpoints).map(
      ([path, { example }]) => [path, example],
    ),
  )

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/** Starts the server before the tests of a file and closes it after them; answers a GET. */
export function realServer(): (path: string) => Promise<Answer> {
  let server: RunningServer
  let folder = ''
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'isotherm-coinglass-'))
    server = await openServer(
      ['--history', DATA, '--data', folder, '--port', '0', '--log-level', 'silent'],
      { out: () => {}, err: () => {}, readFile: () => '' },
    )
  })
  afterAll(async () => {
    await server?.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return async (path) => {
    const answer = await fetch(server.url + path)
    return { status: answer.status, headers: answer.headers, body: await answer.json() }
  }
}
