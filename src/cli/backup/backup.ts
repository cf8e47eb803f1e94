import { resolve, sep } from 'node:path'
import { stat } from 'node:fs/promises'
import { quoted } from '../../api/quoted.ts'
import type { CommandIo } from '../command/command-io.ts'
import { defaultDataFolder } from '../command/data-folder.ts'
import { filled } from '../command/flag-values.ts'
import { makeBackup } from './make-backup.ts'
import { programVersion } from '../command/program-version.ts'
import {
  helpText,
  readFlags,
  toggle,
  usageError,
  wantsHelp,
  withDefault,
} from '../command/read-flags.ts'
import { restoreBackup } from './restore-backup.ts'

const DATA = { data: withDefault('DIR', 'the data folder', filled, defaultDataFolder()) }
const BACKUP_FLAGS = {
  ...DATA,
  secrets: toggle('with the keys of the API and of browser push, which are left out else'),
}

const BACKUP_HELP = helpText(
  'backup DIR [flags]',
  'Copies what cannot be made again into a new folder, also while a server runs, with a checksum of each file.',
  BACKUP_FLAGS,
)
const RESTORE_HELP = helpText(
  'restore DIR [flags]',
  'Makes a data folder of a backup: all of it, checked, or nothing.',
  DATA,
)

/** The folder that is named before the flags. */
function folderOf(args: readonly string[], what: string): readonly [string, readonly string[]] {
  const [folder, ...rest] = args
  if (folder === undefined || folder === '' || folder.startsWith('-'))
    throw usageError(
      `give the folder ${what} first: isotherm ${what.startsWith('to') ? 'backup' : 'restore'} DIR`,
    )
  return [resolve(folder), rest]
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
const sumOf = (files: readonly { readonly bytes: number }[]): string =>
  `${files.length} files, ${megabytes(files.reduce((sum, { bytes }) => sum + bytes, 0))}`

/** `isotherm backup DIR`. */
export async function backupCommand(args: readonly string[], io: CommandIo): Promise<number> {
  if (wantsHelp(args)) {
    io.out(BACKUP_HELP)
    return 0
  }
  const [to, rest] = folderOf(args, 'to make')
  const flags = readFlags(BACKUP_FLAGS, rest)
  const data = resolve(flags.data)
  if (!(await isFolder(data))) throw usageError(`--data ${quoted(flags.data)} is no folder`)
  if (await exists(to)) throw usageError(`${to} exists: give a folder that does not`)
  if (`${to}${sep}`.startsWith(`${data}${sep}`))
    throw usageError(`${to} lies in the data folder: give one elsewhere`)
  const { secrets } = flags
  const made = { data, to, secrets, version: programVersion(), created: new Date() }
  const files = await makeBackup(made)
  io.out(`${to}: ${sumOf(files)}${secrets ? ', with secrets: keep it to yourself' : ''}\n`)
  return 0
}

/** `isotherm restore DIR`. */
export async function restoreCommand(args: readonly string[], io: CommandIo): Promise<number> {
  if (wantsHelp(args)) {
    io.out(RESTORE_HELP)
    return 0
  }
  const [from, rest] = folderOf(args, 'of the backup')
  const flags = readFlags(DATA, rest)
  const to = resolve(flags.data)
  const { files, created, isotherm } = await restoreBackup(from, to)
  io.out(`${to}: ${sumOf(files)}, as Isotherm ${isotherm} saved them at ${created}\n`)
  return 0
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
