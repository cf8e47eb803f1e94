import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const PURE = [
  'market',
  'venues',
  'margin',
  'model',
  'heatmap',
  'signals',
  'pipeline',
  'score',
  'sim',
  'api',
]

const tracked = (pattern: string) =>
  execFileSync('git', ['ls-files', pattern], { cwd: root, encoding: 'utf8' }).split('\n')

describe('pure folders', () => {
  test('know no clock and no chance', () => {
    const found = PURE.flatMap((folder) =>
      tracked(`src/${folder}/*.ts`)
        .filter((path) => path !== '' && !path.endsWith('.test.ts'))
        .flatMap((path) =>
          readFileSync(join(root, path), 'utf8')
            .split('\n')
            .map((line, i) => `${path}:${i + 1} ${line.trim()}`)
            .filter((line) => /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(/.test(line)),
        ),
    )
    expect(found).toEqual([])
  })

  // A probe is compiled as if it lay in the folder: with that folder's own compiler settings.
  let probe: string
  beforeAll(() => {
    probe = mkdtempSync(join(root, 'dist-probe-'))
  })
  afterAll(() => rmSync(probe, { recursive: true, force: true }))

  function compile(folder: string, source: string): string {
    const settings = JSON.parse(readFileSync(join(root, 'src', folder, 'tsconfig.json'), 'utf8'))
    writeFileSync(join(probe, 'probe.ts'), source)
    const config = {
      extends: join(root, 'tsconfig.base.json'),
      compilerOptions: {
        ...settings.compilerOptions,
        rootDir: root,
        outDir: join(probe, 'out'),
        tsBuildInfoFile: join(probe, 'info'),
        // Where the probe's output would lie says nothing about where the folder's does.
        rewriteRelativeImportExtensions: false,
        allowImportingTsExtensions: true,
        emitDeclarationOnly: true,
      },
      files: ['probe.ts'],
      references: settings.references.map(({ path }: { path: string }) => ({
        path: join(root, 'src', folder, path),
      })),
    }
    writeFileSync(join(probe, 'tsconfig.json'), JSON.stringify(config))
    const tsc = join(root, 'node_modules/.bin/tsc')
    return spawnSync(tsc, ['-p', probe], { encoding: 'utf8' }).stdout
  }

  test('compile what they may use', () => {
    const source =
      "import { MINUTE } from '../src/market/units.ts'\nexport const hour = 60 * MINUTE\n"
    expect(compile('margin', source)).toBe('')
  })

  test.each([
    ['margin', 'model/ledger.ts'],
    ['client', 'pipeline/bar-builder.ts'],
  ])('%s does not compile an import that runs uphill: %s', (folder, path) => {
    const source = `import * as uphill from '../src/${path}'\nexport const made = uphill\n`
    expect(compile(folder, source)).toMatch(/TS6307|TS6059/)
  })

  test.each([
    ['a socket', "import net from 'node:net'\nexport const socket = net\n"],
    ['a disk', "import fs from 'node:fs'\nexport const disk = fs\n"],
    ['a request', "export const answer = fetch('https://example.org')\n"],
    ['a timer', 'export const timer = setTimeout(() => undefined, 1)\n'],
    ['a log', "console.log('x')\nexport {}\n"],
    ['an environment', 'export const env = process.env\n'],
  ])('do not compile %s', (_name, source) => {
    expect(compile('model', source)).toMatch(/error TS/)
  })
})

test('the lockfile names no registry host', () => {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8')
  expect(lock).not.toMatch(/"resolved": "https?:/)
})
