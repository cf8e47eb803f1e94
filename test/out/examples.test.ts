import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { simulated, wholeServer } from '../server/whole-fixture.ts'

/** The examples, as somebody runs them against a server. */

const pathOf = (name: string): string =>
  fileURLToPath(new URL(`../../examples/${name}`, import.meta.url))
const run = promisify(execFile)

const runsPython = (code: string): boolean => spawnSync('python3', ['-c', code]).status === 0
const hasPython = runsPython('pass')
if (!hasPython) console.warn('python3 is not here: the example in Python is not run')

/** An amount, and the range around it. */
const AMOUNT = /\$ *[\d,]+/

test('the example in TypeScript tells the largest levels of either side', async () => {
  const { url } = await wholeServer()
  const args = ['--import', 'tsx', pathOf('typescript/levels.ts')]
  const { stdout } = await run(process.execPath, [...args, simulated.id, url])
  const [head, moved, ...levels] = stdout.trimEnd().split('\n')
  expect(head).toContain(`${simulated.id} (SIMULATED) at `)
  expect(moved).toMatch(/^moved \d+\.\d\d % in a day$/)
  expect(levels).toHaveLength(6)
  for (const level of levels) expect(level).toMatch(AMOUNT)
  await expect(run(process.execPath, [...args, 'binance:NONE', url])).rejects.toThrow(
    'there is no binance:NONE',
  )
})

test.skipIf(!hasPython)(
  'the example in Python tells the largest levels of either side',
  async () => {
    const { url } = await wholeServer()
    const args = [pathOf('python/levels.py'), '--url', url, '--count', '2', '--instrument']
    const { stdout } = await run('python3', [...args, simulated.id])
    const lines = stdout.split('\n').filter((line) => line !== '')
    expect(lines[0]).toContain(`${simulated.id} at `)
    expect(lines[1]).toBe('SIMULATED: this market is made up')
    expect(lines.filter((line) => AMOUNT.test(line))).toHaveLength(4)
    await expect(run('python3', [...args, 'binance:NONE'])).rejects.toThrow('binance:NONE')
  },
)
