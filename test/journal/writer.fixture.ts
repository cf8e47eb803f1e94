import { appendFileSync } from 'node:fs'
import { trades } from '../../src/journal/events.fixture.ts'
import { JournalRefusedError } from '../../src/journal/journal-refused.ts'
import { nodeDisk } from '../../src/journal/node-disk.ts'
import { openJournal } from '../../src/journal/open-journal.ts'
import { nodeClock } from '../../src/journal/ports.ts'

/**
 * A process that writes a journal under load until it is ended. Arguments: folder, number of the
 * first trade, file of what was acknowledged, and `stuck` for a disk that never answers. Tells a line
 * when it is open and one a commit; SIGTERM drains it, a second one ends it at once.
 */
const [directory = '', first = '0', ledger = '', how = ''] = process.argv.slice(2)
const PER_TICK = 20

const say = (line: string) => process.stdout.write(`${line}\n`)
const disk = nodeDisk(directory)
const stuck = {
  ...disk,
  create: async (name: string) => ({
    ...(await disk.create(name)),
    sync: () => new Promise<void>(() => {}),
  }),
}

try {
  const journal = await openJournal(
    {
      directory,
      segmentBytes: 200_000,
      onCommitted(records) {
        // Before anyone is told: what stands in the ledger was acknowledged.
        if (ledger !== '')
          appendFileSync(
            ledger,
            records
              .map(({ number, event }) => `${number} ${'id' in event ? event.id : ''}\n`)
              .join(''),
          )
        say('committed')
      },
    },
    { disk: how === 'stuck' ? stuck : disk, clock: nodeClock },
  )
  let n = Number(first)
  const load = setInterval(() => {
    journal.append(trades(n, (n += PER_TICK)))
  }, 1)
  let isEnding = false
  process.on('SIGTERM', () => {
    if (isEnding) process.exit(1)
    isEnding = true
    clearInterval(load)
    say(`ending ${n}`)
    void journal.close().then(() => process.exit(0))
  })
  say(`open ${journal.recovery.next}`)
} catch (error) {
  if (!(error instanceof JournalRefusedError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = error.exitCode
}
