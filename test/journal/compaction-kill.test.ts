import { spawnSync } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { liquidation, trade } from '../../src/journal/events.fixture.ts'
import { compactJournal } from '../../src/journal/compact-journal.ts'
import { nodeDisk } from '../../src/journal/node-disk.ts'
import { openJournal } from '../../src/journal/open-journal.ts'
import { openHistory } from '../../src/store/history.ts'
import { fileHashes } from '../../src/store/file-hashes.fixture.ts'

const COMPACTOR = fileURLToPath(new URL('compactor.fixture.ts', import.meta.url))

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'isotherm-compaction-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const run = (journal: string, history: string, trace: readonly string[] = []) => {
  const node = [process.execPath, '--import', 'tsx', COMPACTOR, journal, history]
  const [program = '', ...args] = [...trace, ...node]
  // One thread for the disk: strace counts calls by thread.
  const env = { ...process.env, UV_THREADPOOL_SIZE: '1' }
  return spawnSync(program, args, { encoding: 'utf8', env })
}

async function compact(journal: string, directory: string): Promise<void> {
  const history = await openHistory(directory)
  await compactJournal(nodeDisk(journal), history)
  await history.close()
}

/** Kills the process, in place of its n-th fsync or fdatasync. */
const killAt = (n: number): readonly string[] => {
  const calls = 'fsync,fdatasync'
  const inject = `inject=${calls}:signal=SIGKILL:when=${n}`
  return ['strace', '-f', '-qq', '-o', join(root, 'trace'), '-e', `trace=${calls}`, '-e', inject]
}

const mayTrace = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0

test.skipIf(!mayTrace)(
  'fault 52: killed at each fsync of a compaction, the next one finishes (needs strace)',
  async () => {
    const journal = join(root, 'journal')
    const log = await openJournal({ directory: journal, segmentBytes: 20_000, onCommitted() {} })
    for (let at = 0; at < 10 * 60_000; at += 1_000) {
      log.append([trade(at), ...(at % 30_000 === 0 ? [liquidation(at)] : [])])
      // oxlint-disable-next-line no-await-in-loop -- segments of their own
      if (at % 10_000 === 0) await log.flush()
    }
    await log.close()

    const history = join(root, 'history')
    const sound = join(root, 'sound')
    await cp(journal, sound, { recursive: true })
    await compact(journal, history)
    const want = await fileHashes(history)
    await rm(journal, { recursive: true })
    expect(Object.keys(want).length).toBeGreaterThanOrEqual(2)

    let kills = 0
    for (let n = 1; ; n++) {
      // oxlint-disable no-await-in-loop -- one after another
      await cp(sound, journal, { recursive: true })
      await rm(history, { recursive: true, force: true })
      const { signal, status } = run(journal, history, killAt(n))
      if (signal === null && status === 0) break
      kills++
      await compact(journal, history)
      expect(await fileHashes(history), `fsync ${n}`).toEqual(want)
      await rm(journal, { recursive: true })
      // oxlint-enable no-await-in-loop
    }
    // Two files of the history and the note, each with its folder: it was killed at all of them.
    expect(kills).toBeGreaterThanOrEqual(3 * 2)
  },
  300_000,
)
