import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { openHistory } from '../store/history.ts'
import type { History } from '../store/history.ts'
import { importFiles } from './import-files.ts'
import type { ImportOptions } from './import-options.ts'
import type { ImportReport } from './import-report.ts'

/** A fresh history in a folder of its own for every test of a file. */
export interface Imports {
  readonly root: string
  readonly history: History
  /** Writes a file and imports it; what is later than 2026 is not there yet. */
  readonly importOf: (
    name: string,
    content: string | Buffer,
    options?: Partial<ImportOptions>,
  ) => Promise<ImportReport>
}

/** Opens one before each test and removes it afterwards. */
export function useImports(): { readonly current: Imports } {
  const held: { current: Imports } = { current: {} as Imports }
  beforeEach(async () => {
    const root = await mkdtemp(join(tmpdir(), 'isotherm-import-'))
    const history = await openHistory(join(root, 'history'))
    held.current = {
      root,
      history,
      async importOf(name, content, options = {}) {
        const path = join(root, name)
        await writeFile(path, content)
        return importFiles([path], history, { now: Date.UTC(2026, 0), ...options })
      },
    }
  })
  afterEach(async () => {
    await held.current.history.close()
    await rm(held.current.root, { recursive: true, force: true })
  })
  return held
}

/** Of a series of the history, all. */
export const ALL = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const
