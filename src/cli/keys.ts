import { resolve } from 'node:path'
import { SCOPES } from '../api/access.ts'
import { quoted } from '../api/quoted.ts'
import { newKey } from '../server/access/key.ts'
import type { Key } from '../server/access/key.ts'
import { accessFolder, readKeys, readLastUsed, writeKeys } from '../server/access/key-file.ts'
import { withWriteLock } from '../store/write-lock.ts'
import { chooseTask, taskLines } from './command/choose-task.ts'
import type { CommandIo } from './command/command-io.ts'
import { defaultDataFolder, openDataFolder } from './command/data-folder.ts'
import { filled, oneOf, wholeNumber } from './command/flag-values.ts'
import {
  helpText,
  optional,
  readArguments,
  readFlags,
  usageError,
  wantsHelp,
  withDefault,
} from './command/read-flags.ts'
import { alignColumns } from './command/text-table.ts'

const DATA = {
  data: withDefault('DIR', 'where Isotherm keeps what it stores', filled, defaultDataFolder()),
}

const ADD = {
  name: withDefault('NAME', 'whose it is or what for', keyName, 'key'),
  scope: withDefault(
    'SCOPE',
    'read, write (also notes and tests of alerts) or admin (also /metrics)',
    oneOf(...SCOPES),
    'read',
  ),
  'per-minute': optional('N', 'requests a minute that it may make', wholeNumber(1, 1_000_000)),
  ...DATA,
}

function keyName(text: string): string {
  if (!/^[\p{L}\p{N} ._@-]{1,60}$/u.test(text))
    throw new Error('must be 1 to 60 letters, digits, spaces or ._@-')
  return text
}

const TASKS = {
  add: 'makes a key and prints it, this once: what is kept is its hash',
  list: 'lists the keys: id, scope, requests a minute, since when, last used, name',
  revoke: 'ends the key with this id; a server that runs refuses it within a second',
}

const ABOUT = [
  'Keys for servers that answer to keys alone: beyond this machine, or with --require-key.',
  '',
  ...taskLines(TASKS),
  '',
  'The flags --name, --scope and --per-minute belong to add.',
].join('\n')

/** How long another command may hold the file. */
const PATIENCE_MS = 5_000

/** `isotherm keys add|list|revoke`. Resolves with the exit code; throws a UsageError on bad flags. */
export async function keysCommand(args: readonly string[], io: CommandIo): Promise<number> {
  if (wantsHelp(args)) {
    io.out(helpText('keys add|list|revoke ID [flags]', ABOUT, ADD))
    return 0
  }
  const [name = '', ...rest] = args
  const task = chooseTask('keys', TASKS, name)
  if (task === 'add') return add(rest, io)
  return task === 'list' ? list(rest, io) : revoke(rest, io)
}

async function change(
  folder: string,
  next: (keys: readonly Key[]) => readonly Key[],
): Promise<void> {
  await withWriteLock(folder, PATIENCE_MS, () => writeKeys(folder, next(readKeys(folder))))
}

async function add(args: readonly string[], io: CommandIo): Promise<number> {
  const { name, scope, data, 'per-minute': perMinute = null } = readFlags(ADD, args)
  const folder = accessFolder(await openDataFolder(data))
  const { text, key } = newKey({ name, scope, perMinute }, Date.now())
  await change(folder, (keys) => [...keys, key])
  io.err(`Key ${key.id} may ${scope}. It is shown this once:\n`)
  io.out(`${text}\n`)
  return 0
}

const day = (time: number | undefined): string =>
  time === undefined ? 'never' : new Date(time).toISOString().slice(0, 16).replace('T', ' ')

async function list(args: readonly string[], io: CommandIo): Promise<number> {
  const folder = accessFolder(resolve(readFlags(DATA, args).data))
  const keys = readKeys(folder)
  if (keys.length === 0) {
    io.out('There is no key.\n')
    return 0
  }
  const used = await readLastUsed(folder)
  const rows = keys.map(({ id, scope, perMinute, made, name }) => [
    id,
    scope,
    perMinute === null ? '-' : String(perMinute),
    day(made),
    day(used.get(id)),
    name,
  ])
  const head = ['id', 'scope', 'a minute', 'made (UTC)', 'last used', 'name']
  io.out(`${alignColumns([head, ...rows]).join('\n')}\n`)
  return 0
}

async function revoke(args: readonly string[], io: CommandIo): Promise<number> {
  const { values, others } = readArguments(DATA, args)
  const [id, ...more] = others
  if (id === undefined || more.length > 0) throw usageError('say the id of one key: keys list')
  const folder = accessFolder(resolve(values.data))
  if (!readKeys(folder).some((key) => key.id === id)) {
    io.err(`there is no key with the id ${quoted(id)}\n`)
    return 1
  }
  await change(folder, (keys) => keys.filter((key) => key.id !== id))
  io.out(`Key ${id} is revoked.\n`)
  return 0
}
