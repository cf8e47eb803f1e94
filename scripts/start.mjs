import { pathToFileURL } from 'node:url'
import { ensureInstalled, root, run } from './ensure-installed.mjs'

ensureInstalled()
const bin = (name) => `${root}node_modules/.bin/${name}`
console.log('isotherm: building')
run(bin('tsc'), ['-b'])
run(bin('vite'), ['build', '--logLevel', 'warn'])

// In this very process, so that a signal to it reaches the server, from a terminal or from npm.
// Flags are resolved against the folder npm was called from, not the checkout.
const main = `${root}dist/cli/main.js`
process.argv = [process.execPath, main, 'serve', ...process.argv.slice(2)]
process.chdir(process.env.INIT_CWD ?? process.cwd())
// npm passes SIGTERM to the shell between, which dies of it and tells nobody: that is a request to stop.
const shell = process.ppid
const watch = setInterval(() => {
  if (process.ppid === shell) return
  clearInterval(watch)
  process.kill(process.pid, 'SIGTERM')
}, 250)
watch.unref()
await import(pathToFileURL(main).href)
