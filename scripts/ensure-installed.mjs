import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The folder of the checkout, whatever folder the command was called from. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** Runs a command in the checkout with its output shown; ends this process if the command fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options })
  if (error) console.error(`isotherm: cannot run ${command}: ${error.message}`)
  if (status !== 0) process.exit(status ?? 1)
}

/** Installs the locked dependencies when they are missing or older than the lockfile. */
export function ensureInstalled() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`isotherm: Node ${process.versions.node} is too old, 20.19 or newer is needed`)
    process.exit(1)
  }
  const marker = `${root}node_modules/.package-lock.json`
  const fresh =
    existsSync(marker) && statSync(marker).mtimeMs >= statSync(`${root}package-lock.json`).mtimeMs
  if (fresh) return
  console.log('isotherm: installing dependencies (npm install)')
  // Not `npm ci`: it refuses a lockfile that lacks an optional package of another platform, which a
  // registry may not have had when the lockfile was made. Versions come from the lockfile all the same.
  const quiet = ['--no-save', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error']
  run('npm', ['install', ...quiet])
}
