import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { ensureInstalled, root, run } from './ensure-installed.mjs'

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Installs Debian's Chromium where that is allowed, else says the one command that would. */
function ensureChromium() {
  if (process.env.CHROMIUM_PATH || browsers.some((path) => existsSync(path))) return
  const isRoot = process.getuid?.() === 0
  const hasApt = spawnSync('apt-get', ['--version']).status === 0
  if (isRoot && hasApt) {
    console.log('isotherm: installing Chromium for the browser tests (apt-get)')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    run('apt-get', ['update', '-qq'], { env })
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env })
    return
  }
  console.error(
    'isotherm: the browser tests need Chromium. Install it with\n' +
      '  sudo apt-get install chromium\nor set CHROMIUM_PATH to a Chromium or Chrome.',
  )
  process.exit(1)
}

ensureInstalled()
ensureChromium()
const bin = (name) => `${root}node_modules/.bin/${name}`
const extra = process.argv.slice(2)
if (extra.length === 0) {
  run(bin('biome'), ['format', '.'])
  run(bin('tsc'), ['-b'])
  run(bin('tsc'), ['-p', 'tsconfig.test.json'])
  const linted = ['src', 'bench', 'test', 'scripts', 'examples']
  run(bin('oxlint'), ['--type-aware', '--deny-warnings', ...linted])
  run(bin('vite'), ['build', '--logLevel', 'warn'])
}
run(bin('vitest'), ['run', ...extra])
