import { checkAlerts } from './alerts-check.ts'
import { readAlerts } from './alerts-config.ts'
import { testAlerts } from './alerts-test.ts'
import { chooseTask, taskLines } from '../command/choose-task.ts'
import type { CommandIo } from '../command/command-io.ts'
import { defaultDataFolder, openDataFolder } from '../command/data-folder.ts'
import { filled } from '../command/flag-values.ts'
import { LIVE_FLAGS, readLiveConfig } from '../serve/live-config.ts'
import {
  helpText,
  optional,
  readFlags,
  usageError,
  wantsHelp,
  withDefault,
} from '../command/read-flags.ts'

const FLAGS = {
  data: withDefault('DIR', 'where Isotherm keeps what it stores', filled, defaultDataFolder()),
  config: LIVE_FLAGS.config,
  channel: optional('NAME', 'test this channel alone', filled),
}

const TASKS = {
  check: 'reads rules, secrets and targets, and resolves their names; sends nothing',
  test: 'sends a test through the channels',
}

const ABOUT = [
  'Looks at the alerts of the configuration file, whether or not the server runs.',
  '',
  ...taskLines(TASKS),
  '',
  'The flag --channel belongs to test. Exit code 1 where something is wrong.',
].join('\n')

/** `isotherm alerts check|test`. Resolves with the exit code; throws a UsageError on bad flags. */
export async function alertsCommand(args: readonly string[], io: CommandIo): Promise<number> {
  if (wantsHelp(args)) {
    io.out(helpText('alerts check|test [flags]', ABOUT, FLAGS))
    return 0
  }
  const [name = '', ...rest] = args
  const task = chooseTask('alerts', TASKS, name)
  const flags = readFlags(FLAGS, rest)
  if (task === 'check' && flags.channel !== undefined)
    throw usageError('--channel belongs to "alerts test"')
  const data = await openDataFolder(flags.data)
  const live = await readLiveConfig(
    { config: flags.config, venue: [], instrument: [], 'venue-url': [] },
    data,
  )
  const config = await readAlerts(live)
  if (config === undefined) {
    io.err(`${live.file} has no part alerts: docs/alerts.md says what it may hold\n`)
    return 1
  }
  return task === 'check' ? checkAlerts(config, io) : testAlerts(config, flags.channel, io)
}
