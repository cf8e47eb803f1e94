import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { makeMap } from '../../src/cli/history/make-map.ts'
import { MODELS } from '../../src/model/models.ts'
import type { MarketSource } from '../../src/server/market/market.ts'
import { readPageFiles } from '../../src/server/http/page-files.ts'
import type { ServedPaper } from '../../src/server/paper/paper-routes.ts'
import type { RunningServer } from '../../src/server/start-server.ts'
import { startServer } from '../../src/server/start-server.ts'
import { openTileCache } from '../../src/store/tile-cache.ts'

/** Starts the real server on given markets, with a tile cache of its own that goes with it. */
export async function startPageServer(
  sources: readonly MarketSource[],
  options: {
    /** Folder of the built page. */
    readonly page: string
    readonly hasHistory: boolean
    readonly notice?: string
    readonly port?: number
    readonly paper?: ServedPaper
  },
): Promise<RunningServer> {
  const directory = await mkdtemp(join(tmpdir(), 'isotherm-page-'))
  const tileCache = await openTileCache({
    directory,
    maxBytes: 1 << 28,
    memoryBytes: 1 << 26,
    onProblem: (message) => {
      throw new Error(message)
    },
  })
  const server = await startServer({
    host: '127.0.0.1',
    port: options.port ?? 0,
    sources,
    models: MODELS,
    createMap: makeMap,
    tileCache,
    ...(options.paper === undefined ? {} : { paper: options.paper }),
    page: await readPageFiles(options.page),
    status: {
      version: '0.0.0',
      notice: options.notice ?? 'Markets of a test.',
      hasHistory: options.hasHistory,
    },
    logger: pino({ level: process.env['LOG_LEVEL'] ?? 'silent' }),
  })
  return {
    url: server.url,
    async close() {
      await server.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
