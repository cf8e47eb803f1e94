import { access } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { chooseTask, taskLines } from '../command/choose-task.ts'
import type { CommandIo } from '../command/command-io.ts'
import { JOURNAL_FLAGS, REPLAY_FLAGS } from './journal-flags.ts'
import { replayJournal } from './journal-replay.ts'
import { statJournal } from './journal-stat.ts'
import { verifyJournal } from './journal-verify.ts'
import { helpText, readFlags, wantsHelp } from '../command/read-flags.ts'

const TASKS = {
  verify: 'reads every record and names what is damaged; exit code 1 if anything is',
  stat: 'counts segments, records and bytes, and events by venue and type',
  replay: 'prints the events in order, one as JSON on each line',
}

const ABOUT = [
  'Looks into the journal, the record of all that the venues sent; nothing is changed.',
  '',
  ...taskLines(TASKS),
  '',
  'The flags --from, --to, --type and --instrument belong to replay.',
].join('\n')

/** `isotherm journal verify|stat|replay`. Resolves with the exit code; throws a UsageError on bad flags. */
export async function journalCommand(args: readonly string[], io: CommandIo): Promise<number> {
  if (wantsHelp(args)) {
    io.out(helpText('journal verify|stat|replay [flags]', ABOUT, REPLAY_FLAGS))
    return 0
  }
  const [name = '', ...rest] = args
  const task = chooseTask('journal', TASKS, name)
  const flags = task === 'replay' ? readFlags(REPLAY_FLAGS, rest) : readFlags(JOURNAL_FLAGS, rest)
  const directory = join(resolve(flags.data), 'journal')
  if (!(await exists(directory))) {
    io.err(`there is no journal in ${flags.data}\n`)
    return 1
  }
  if (task === 'verify') return verifyJournal(directory, io)
  if (task === 'stat') return statJournal(directory, io)
  return replayJournal(directory, flags, io)
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
