import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ROUTES } from '../../api/routes.ts'
import { LIMIT_FLAGS } from './limit-flags.ts'
import { readFlags } from '../command/read-flags.ts'
import { openServer } from './serve.ts'
import { SHOWN_SIMULATION } from './simulated-folder.ts'

const io = { out: () => undefined, err: () => undefined, readFile: () => '' }

test('without a flag the limits are those of the server', () => {
  expect(readFlags(LIMIT_FLAGS, [])).toEqual({
    'rate-limit': { burst: 3_000, perSecond: 200 },
    'coinglass-rate-limit': { burst: 1_200, perSecond: 20 },
  })
})

test.each([
  '',
  '0,1',
  '1,0',
  '1,0.0001',
  '1000001,1',
  '1,100001',
  '-1,1',
  '1e3,1',
  '10',
  '10,',
  '10,1,1',
  ' 10,1',
  '10.5,1',
])('a limit of %j is refused in one sentence', (text) => {
  for (const flag of ['rate-limit', 'coinglass-rate-limit'])
    expect(() => readFlags(LIMIT_FLAGS, [`--${flag}=${text}`])).toThrow(
      new RegExp(`^--${flag} .*must be requests at once .*like 3000,200`),
    )
})

test('who asks more often than the flags say is refused, by either contract', async () => {
  const data = await mkdtemp(join(tmpdir(), 'isotherm-limits-'))
  onTestFinished(() => rm(data, { recursive: true, force: true }))
  const limits = ['--rate-limit', '2,0.001', '--coinglass-rate-limit', '1,0.001']
  const shared = ['--data', data, '--offline', '--port', '0', '--log-level', 'silent']
  const choice = { ...SHOWN_SIMULATION, days: 1 }
  const server = await openServer([...shared, ...limits], io, { choice })
  onTestFinished(() => server.close())
  const statuses = async (path: string) => {
    const asked: number[] = []
    for (let i = 0; i < 3; i++) {
      // oxlint-disable-next-line no-await-in-loop
      asked.push((await fetch(server.url + path)).status)
    }
    return asked
  }
  expect(await statuses(ROUTES.status)).toEqual([200, 200, 429])
  expect(await statuses('/api/futures/supported-coins')).toEqual([200, 429, 429])
})
