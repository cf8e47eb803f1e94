import { nearest } from '../api/nearest.ts'
import type { Command, CommandIo } from './command/command-io.ts'
import { programVersion } from './command/program-version.ts'
import { isUsageError } from './command/read-flags.ts'

interface CommandEntry {
  readonly summary: string
  /** Loads the command alone, so that a small one starts at once. */
  load(): Promise<Command>
}

const loadServe = async (): Promise<Command> => (await import('./serve/serve.ts')).serveCommand

const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  serve: { summary: 'shows the map in the browser', load: loadServe },
  start: { summary: 'the same as serve', load: loadServe },
  doctor: {
    summary: 'looks whether it can work here: disk, clock, venues',
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  venues: {
    summary: 'lists the venues, what each supplies and how complete it is',
    load: async () => (await import('./venues.ts')).venuesCommand,
  },
  import: {
    summary: 'takes candles and open interest from files into the history',
    load: async () => (await import('./import/import.ts')).importCommand,
  },
  build: {
    summary: 'writes a map to a file: PNG, JSON or Parquet',
    load: async () => (await import('./build-map/build.ts')).buildCommand,
  },
  score: {
    summary: 'scores maps against what was really liquidated',
    load: async () => (await import('./score/score.ts')).scoreCommand,
  },
  weights: {
    summary: 'shows the weights that were learnt from what was liquidated, over time',
    load: async () => (await import('./weights/weights.ts')).weightsCommand,
  },
  magnet: {
    summary: 'tests whether price goes to clusters, and goes on where it touches them',
    load: async () => (await import('./magnet/magnet.ts')).magnetCommand,
  },
  signals: {
    summary: 'tells what followed patterns, clusters and setups, against chance',
    load: async () => (await import('./signals/signals.ts')).signalsCommand,
  },
  simulate: {
    summary: 'writes a made-up market as a history, to look at the map without data',
    load: async () => (await import('./simulate.ts')).simulateCommand,
  },
  alerts: {
    summary: 'checks the alerts of the configuration, or sends a test',
    load: async () => (await import('./alerts/alerts.ts')).alertsCommand,
  },
  keys: {
    summary: 'makes, lists and revokes the keys of those that may ask a server',
    load: async () => (await import('./keys.ts')).keysCommand,
  },
  export: {
    summary: 'writes what is stored, or what maps said, as CSV, JSON lines, Parquet or Arrow',
    load: async () => (await import('./export/export.ts')).exportCommand,
  },
  journal: {
    summary: 'checks, counts or prints what the venues have sent',
    load: async () => (await import('./journal/journal.ts')).journalCommand,
  },
  mcp: {
    summary: 'answers assistants over the Model Context Protocol',
    load: async () => (await import('./mcp.ts')).mcpCommand,
  },
  backup: {
    summary: 'copies what cannot be made again into a folder, also while a server runs',
    load: async () => (await import('./backup/backup.ts')).backupCommand,
  },
  restore: {
    summary: 'makes a data folder of a backup',
    load: async () => (await import('./backup/backup.ts')).restoreCommand,
  },
  liqprice: {
    summary: "computes a liquidation price by the venue's own rule",
    load: async () => (await import('./liqprice/liqprice.ts')).liqpriceCommand,
  },
}

function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length))
  const list = Object.entries(COMMANDS).map(
    ([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`,
  )
  return [
    'Usage: isotherm <command> [flags]',
    '',
    'Liquidation heatmaps of crypto perpetual futures, on your own machine.',
    '',
    ...list,
    '',
    'isotherm <command> --help shows the flags of a command, --version the version.',
    '',
  ].join('\n')
}

/**
 * Runs the command that the arguments name. Resolves with its exit code: 2 for a mistake in how it
 * was called, 78 for a set-up that cannot work, 1 for one that failed; each is told in one line.
 */
export async function runCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const [name, ...rest] = args
  if (name === '--help' || name === '-h' || name === 'help') {
    io.out(overview())
    return 0
  }
  if (name === '--version') {
    io.out(`${programVersion()}\n`)
    return 0
  }
  if (name === undefined) {
    io.err(overview())
    return 2
  }
  if (!Object.hasOwn(COMMANDS, name)) {
    const [near] = nearest(name, Object.keys(COMMANDS), 1)
    const hint = near === undefined ? Object.keys(COMMANDS).join(', ') : `did you mean ${near}?`
    io.err(`isotherm: there is no command "${name}": ${hint}\n`)
    return 2
  }
  try {
    const command = await COMMANDS[name]!.load()
    return await command(rest, io)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    io.err(`isotherm ${name}: ${message.split('\n')[0]}\n`)
    if (isUsageError(error)) return 2
    // Some errors know their code: 78 where the surroundings are set up wrongly.
    return error instanceof Error && 'exitCode' in error ? Number(error.exitCode) : 1
  }
}
