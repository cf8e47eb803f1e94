import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand } from '../../src/cli/commands.ts'
import { programVersion } from '../../src/cli/command/program-version.ts'
import { isBuilt } from '../live/whole-chain.ts'

const run = promisify(execFile)
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const QUESTION =
  'liqprice --venue binance --symbol BTCUSDT --side long --entry 65000 --leverage 10 --json'

let folder = ''
const project = (...path: string[]): string => join(folder, 'empty', ...path)
const npx = (...args: string[]) =>
  run('npx', ['--no-install', 'isotherm', ...args], { cwd: project() })

describe.runIf(isBuilt)('the package, installed in an empty folder', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isotherm-package-'))
    await mkdir(project())
    // What is built is packed: building belongs to whoever runs the tests.
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT })
    const tarball = join(folder, `isotherm-${programVersion()}.tgz`)
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']
    await run('npm', ['install', ...flags, tarball], { cwd: project() })
  }, 600_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('holds what runs, and nothing else', async () => {
    const own = project('node_modules', 'isotherm')
    expect((await readdir(own)).toSorted()).toEqual([
      'LICENSE',
      'README.md',
      'deploy',
      'dist',
      'docs',
      'package.json',
    ])
    const files = await readdir(join(own, 'dist'), { recursive: true })
    expect(files).toContain(join('web', 'third-party-licences.txt'))
    expect(files.filter((name) => /^\.|\.(test|fixture)\.|\.js\.map$/.test(name))).toEqual([])
    // The page is bundled: what it is made of is not installed once more.
    expect(await readdir(project('node_modules'))).not.toContain('solid-js')
  })

  test('tells its version', async () => {
    expect((await npx('--version')).stdout).toBe(`${programVersion()}\n`)
  })

  test('computes a liquidation price as the checkout does', async () => {
    let expected = ''
    const io = { out: (text: string) => (expected += text), err: () => {}, readFile: () => '' }
    expect(await runCommand(QUESTION.split(' '), io)).toBe(0)
    expect((await npx(...QUESTION.split(' '))).stdout).toBe(expected)
  })

  test('starts, answers, shows its page and ends', async () => {
    const bin = project('node_modules', '.bin', 'isotherm')
    const flags = ['--offline', '--port', '0', '--data', join(folder, 'data')]
    const child = spawn(bin, ['start', ...flags], { cwd: project() })
    const exit = once(child, 'exit')
    let out = ''
    while (!/http:\S+\n/.test(out)) out += String(await once(child.stdout, 'data'))
    const url = /http:\S+/.exec(out)![0]
    expect(await (await fetch(`${url}/api/v1/status`)).json()).toMatchObject({
      version: programVersion(),
    })
    const html = await (await fetch(url)).text()
    expect(html).toBe(
      await readFile(project('node_modules', 'isotherm', 'dist', 'web', 'index.html'), 'utf8'),
    )
    child.kill('SIGTERM')
    expect(await exit).toEqual([0, null])
  })
})
