import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { httpSink } from '../../../test/alerts/receivers.ts'
import { runCommand } from '../commands.ts'

const CANARY = 'canary-91ab-of-the-hook'

/** Runs `isotherm alerts` over a configuration. */
async function run(alerts: object | undefined, ...args: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'isotherm-alerts-'))
  vi.stubEnv('ISOTHERM_TEST_HOOK', CANARY)
  onTestFinished(async () => {
    vi.unstubAllEnvs()
    await rm(folder, { recursive: true, force: true })
  })
  await writeFile(join(folder, 'isotherm.json'), JSON.stringify({ alerts }))
  let [out, err] = ['', '']
  const code = await runCommand(['alerts', ...args, '--data', folder], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    readFile: () => '',
  })
  expect(out + err).not.toContain(CANARY)
  return { code, out, err }
}

const rules = [{ id: 'large', when: { kind: 'liquidation', minUsd: 1e6 }, channels: ['hook'] }]

async function hooked() {
  const sink = await httpSink()
  onTestFinished(() => sink.close())
  const hook = {
    kind: 'webhook',
    name: 'hook',
    url: `${sink.origin}/${CANARY}`,
    secret: { env: 'ISOTHERM_TEST_HOOK' },
  }
  const targets = { allowPrivate: true, allowHttp: true, ports: [sink.port] }
  return { sink, alerts: { rules, channels: [hook], targets } }
}

test('check tells what was read, and sends nothing', async () => {
  const { sink, alerts } = await hooked()
  const { code, out, err } = await run(alerts, 'check')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain('links lead to nowhere: publicUrl is not set\n')
  expect(out).toContain('rule large: liquidation, to hook\n')
  expect(out).toContain('channel hook: webhook, 127.0.0.1\nAll is well.\n')
  expect(sink.received).toEqual([])
})

test('check names what tells nobody', async () => {
  expect(await run({ rules: [], channels: [] }, 'check')).toMatchObject({
    code: 1,
    err: 'there are no rules: nothing is told\nthere are no channels: nobody is told\n',
  })
})

test('a mistake is told with its key and what would be right', async () => {
  const { code, err } = await run({ rules: [{ id: 'x' }] }, 'check')
  expect(code).toBe(2)
  expect(err).toMatch(/^isotherm alerts: \S+isotherm\.json alerts: rules\.0\.when/)
})

test('test sends one message through each channel', async () => {
  const { sink, alerts } = await hooked()
  expect(await run(alerts, 'test')).toEqual({ code: 0, out: 'channel hook: delivered\n', err: '' })
  expect(sink.received).toHaveLength(1)
  expect(JSON.parse(sink.received[0]!.body.toString())).toMatchObject({
    title: 'Test – binance:BTCUSDT',
    alerts: [{ rule: 'test', kind: 'test' }],
  })
})

test('what a receiver does with a test is told, without secrets', async () => {
  const { sink, alerts } = await hooked()
  sink.answer = (response) => response.writeHead(404).end(`no ${CANARY}`)
  const { code, out, err } = await run(alerts, 'test', '--channel', 'hook')
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toMatch(/^channel hook: .*404/)
})

test.each([
  [['test', '--channel', 'nobody'], 'no channel "nobody": there are hook'],
  [['check', '--channel', 'hook'], '--channel belongs to "alerts test"'],
  [['chek'], 'there is no alerts "chek": did you mean check?'],
])('%j is refused in one line', async (args, line) => {
  const { alerts } = await hooked()
  const { code, err } = await run(alerts, ...args)
  expect(code).toBe(2)
  expect(err).toContain(line)
})

test('a configuration without alerts is said to be one', async () => {
  const { code, err } = await run(undefined, 'check')
  expect(code).toBe(1)
  expect(err).toContain('has no part alerts')
})
