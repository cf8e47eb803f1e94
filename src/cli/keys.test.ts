import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openKeyFile } from '../server/access/key-file.ts'
import { runCommand } from './commands.ts'

let data = ''
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'isotherm-keys-'))
})
afterEach(() => rm(data, { recursive: true, force: true }))

async function keys(...args: string[]) {
  const told = { out: '', err: '' }
  const io = {
    out: (text: string) => (told.out += text),
    err: (text: string) => (told.err += text),
    readFile: () => '',
  }
  const code = await runCommand(['keys', ...args, '--data', data], io)
  return { code, ...told }
}

const file = () => join(data, 'access', 'keys.json')

test('a key is shown once, kept as a hash that only its owner may read, listed, and revoked', async () => {
  expect((await keys('list')).out).toBe('There is no key.\n')
  const { code, out } = await keys(
    'add',
    '--name',
    'my bot',
    '--scope',
    'write',
    '--per-minute',
    '60',
  )
  expect(code).toBe(0)
  expect(out).toMatch(/^isotherm_[0-9a-f]{8}_[\w-]{43}\n$/)
  const [, id = '', secret = ''] = /^isotherm_([^_]+)_(.+)\n/.exec(out)!
  const kept = await readFile(file(), 'utf8')
  expect(kept).not.toContain(secret)
  expect((await stat(file())).mode & 0o777).toBe(0o600)
  const listed = await keys('list')
  expect(listed.out).toMatch(
    new RegExp(`^${id} +write +60 +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d +never +my bot$`, 'm'),
  )
  expect(listed.out).not.toContain(secret)
  const second = await keys('add')
  expect(second.out).not.toBe(out)
  expect(await keys('revoke', id)).toMatchObject({ code: 0, out: `Key ${id} is revoked.\n` })
  expect((await keys('list')).out).not.toContain(id)
  expect(await keys('revoke', id)).toMatchObject({ code: 1 })
})

test('keys that are made at once are all kept', async () => {
  const made = await Promise.all(Array.from({ length: 5 }, () => keys('add')))
  const { out } = await keys('list')
  for (const { out: text } of made) expect(out).toContain(text.slice(9, 17))
})

test.each([
  [['add', '--scope', 'root'], '--scope "root"'],
  [['add', '--per-minute', '0'], '--per-minute "0"'],
  [['add', '--name', '<b>'], '--name "<b>"'],
  [['add', 'extra'], '"extra" is not expected'],
  [['ad'], 'did you mean add?'],
  [[''], 'say which'],
  [['revoke'], 'say the id'],
  [['revoke', 'a', 'b'], 'say the id'],
])('keys %j is refused in one line', async (args, sentence) => {
  const { code, err } = await keys(...args)
  expect(code).toBe(2)
  expect(err).toContain(sentence)
  expect(err.trimEnd()).not.toContain('\n')
})

test('a file that is damaged is not written over', async () => {
  await keys('add')
  await writeFile(file(), '{"format":1,"keys":[{"id":"__proto__"}]}')
  const { code, err } = await keys('add')
  expect(code).toBe(1)
  expect(err).toContain('is damaged')
  expect(await readFile(file(), 'utf8')).toContain('__proto__')
})

test('a server sees keys that are made and revoked while it runs, and notes their use to the hour', async () => {
  const made = (await keys('add', '--name', 'a')).out.trim()
  let now = Date.UTC(2026, 0, 1, 12, 30)
  const problems: string[] = []
  const options = { folder: join(data, 'access'), now: () => now }
  const open = await openKeyFile({ ...options, onProblem: (what) => problems.push(what) })
  expect(open.find(made)?.name).toBe('a')
  expect(open.find(`${made.slice(0, -1)}${made.endsWith('A') ? 'B' : 'A'}`)).toBeUndefined()
  for (const text of ['', 'isotherm_', made.slice(0, 17), ` ${made}`, 'x'.repeat(10_000)])
    expect(open.find(text)).toBeUndefined()
  await expect.poll(async () => (await keys('list')).out).toContain('2026-01-01 12:30')
  const other = (await keys('add', '--name', 'b')).out.trim()
  expect(open.find(other)).toBeUndefined()
  now += 1_000
  expect(open.find(other)?.name).toBe('b')
  await keys('revoke', made.slice(9, 17))
  now += 1_000
  expect(open.find(made)).toBeUndefined()
  await writeFile(file(), 'damaged')
  now += 1_000
  expect(open.find(other)?.name).toBe('b')
  expect(problems).toEqual([expect.stringContaining('the keys before are kept')])
  await rm(file())
  now += 1_000
  expect(open.find(other)).toBeUndefined()
})
