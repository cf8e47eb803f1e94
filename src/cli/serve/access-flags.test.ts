import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { ROUTES } from '../../api/routes.ts'
import { newKey } from '../../server/access/key.ts'
import type { Key } from '../../server/access/key.ts'
import { accessFolder, writeKeys } from '../../server/access/key-file.ts'
import { runCommand } from '../commands.ts'
import { openServer } from './serve.ts'
import { SHOWN_SIMULATION } from './simulated-folder.ts'

let data = ''
beforeEach(async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'isotherm-access-'))
  data = folder
  // Said first, so done last: after the servers on it have closed and written what they had to.
  context.onTestFinished(() => rm(folder, { recursive: true, force: true }))
})

const told = { err: '' }
const io = {
  out: () => undefined,
  err: (text: string) => (told.err += text),
  readFile: () => '',
}

async function keep(...scopes: Key['scope'][]) {
  const made = scopes.map((scope) => newKey({ name: 'k', scope, perMinute: null }, Date.now()))
  await writeKeys(
    accessFolder(data),
    made.map(({ key }) => key),
  )
  return made.map(({ text }) => text)
}

async function refusal(...args: string[]) {
  told.err = ''
  const code = await runCommand(['serve', '--data', data, '--offline', '--port', '0', ...args], io)
  return { code, line: told.err }
}

test.each(['0.0.0.0', '::', '192.0.2.1'])(
  'a server at %s does not start without an admin key, and says how to make one',
  async (host) => {
    const asked = await refusal('--host', host)
    expect(asked.code).toBe(2)
    expect(asked.line).toContain(`--host "${host}" can be reached from other machines`)
    expect(asked.line).toContain('isotherm keys add --scope admin')
    await keep('read', 'write')
    expect((await refusal('--host', host)).code).toBe(2)
  },
)

test.each([
  ['--require-key', [], 'finds no key'],
  ['--trust-proxy', ['everyone'], '--trust-proxy "everyone" must be an address or a network'],
  ['--trust-proxy', ['10.0.0.0/99'], 'must be an address or a network'],
  ['--allow-origin', ['*'], '--allow-origin "*" must be an origin'],
  ['--allow-origin', ['https://a.example/'], 'must be an origin'],
  ['--allow-origin', ['null'], 'must be an origin'],
  ['--allow-origin', ['file:///etc'], 'must be an origin'],
])('%s %j is refused in one line', async (flag, values, sentence) => {
  const { code, line } = await refusal(flag, ...values)
  expect(code).toBe(2)
  expect(line).toContain(sentence)
  expect(line.trimEnd()).not.toContain('\n')
})

test.each([
  ['beyond this machine', ['--host', '0.0.0.0']],
  ['on it where that is asked for', ['--require-key']],
])('a server %s answers to keys alone', async (_, args) => {
  const [admin = '', reader = ''] = await keep('admin', 'read')
  const shared = ['--data', data, '--offline', '--port', '0', '--log-level', 'silent']
  told.err = ''
  const server = await openServer([...shared, ...args], io, {
    choice: { ...SHOWN_SIMULATION, days: 1 },
  })
  onTestFinished(() => server.close())
  expect(told.err).toBe('')
  const status = async (path: string, key?: string) => {
    const headers: Record<string, string> = key === undefined ? {} : { 'x-api-key': key }
    const answer = await fetch(server.url + path, { headers })
    await answer.arrayBuffer()
    return answer.status
  }
  expect(await status(ROUTES.status)).toBe(401)
  expect(await status(ROUTES.metrics)).toBe(401)
  expect(await status(ROUTES.status, reader)).toBe(200)
  expect(await status(ROUTES.metrics, reader)).toBe(403)
  expect(await status(ROUTES.metrics, admin)).toBe(200)
})
