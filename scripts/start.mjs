import { spawn } from 'node:child_process'
import { ensureInstalled, root, run } from './ensure-installed.mjs'

ensureInstalled()
const bin = (name) => `${root}node_modules/.bin/${name}`
console.log('isotherm: building')
run(bin('tsc'), ['-b'])
run(bin('vite'), ['build', '--logLevel', 'warn'])

// Flags are resolved against the folder npm was called from, not the checkout.
const child = spawn(
  process.execPath,
  [`${root}dist/cli/main.js`, 'serve', ...process.argv.slice(2)],
  { stdio: 'inherit', cwd: process.env.INIT_CWD ?? process.cwd() },
)
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
