/**
 * What the server answers in a second and how long each answer takes, beside a plain server of files of
 * the same framework on the same bytes; and how late 1,000 pages are told. Servers and clients are
 * processes of their own on this machine, which they share.
 *
 *   npx tsx bench/serve.ts [--seconds 5] [--connections 32] [--clients 1000] [--perSecond 10]
 */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Ready } from './serve/ready.ts'
import { askFor } from './serve/ask.ts'
import type { Asked } from './serve/ask.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '32' },
    clients: { type: 'string', default: '1000' },
    perSecond: { type: 'string', default: '10' },
  },
})
const [seconds, connections, clients, perSecond] = [
  values.seconds,
  values.connections,
  values.clients,
  values.perSecond,
].map(Number) as [number, number, number, number]

const start = (name: string): ChildProcess =>
  fork(fileURLToPath(new URL(`serve/${name}.ts`, import.meta.url)), {
    execArgv: ['--import', 'tsx', '--expose-gc'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })

async function told<Message>(child: ChildProcess, ask?: unknown): Promise<Message> {
  if (ask !== undefined) child.send(ask as object)
  const [message] = (await once(child, 'message')) as [Message]
  return message
}

const ms = (time: number) => `${time < 10 ? time.toFixed(2) : time.toFixed(0)} ms`
const load = () => loadavg()[0]!.toFixed(1)

function tell(what: string, { answers, p50, p99, bytes }: Asked, beside?: Asked): void {
  const rate = answers / seconds
  const ratio =
    beside === undefined ? '' : `, ${(answers / beside.answers).toFixed(2)} of the plain server`
  console.log(
    `${what.padEnd(32)} ${rate.toFixed(0).padStart(6)}/s  p50 ${ms(p50)}  p99 ${ms(p99)}  ${bytes} bytes${ratio}`,
  )
}

console.log(`${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, load ${load()}`)
const server = start('served')
const ready = await told<Ready>(server)
const { port, plainPort, tile, newest, levels, cold, plain } = ready

// First, while the server has done nothing that would hide what pages cost it.
const before = await told<{ heap: number; rss: number }>(server, { what: 'memory' })
const pages = start('pages')
await told(pages, { port, clients })
server.send({ what: 'push', perSecond, seconds: 4 * seconds })
const lags = await told<{ messages: number; p50: number; p99: number; most: number }>(pages, {
  want: perSecond * 4 * seconds * clients,
})
const kept = await told<{ heap: number; rss: number }>(server, { what: 'memory' })
pages.kill()
const perClient = (what: 'heap' | 'rss') =>
  `${((kept[what] - before[what]) / clients / 1_024).toFixed(0)} KiB`
console.log(
  `${clients} pages, ${perSecond} messages a second each: ${lags.messages} came, p50 ${ms(lags.p50)}, ` +
    `p99 ${ms(lags.p99)}, most ${ms(lags.most)}; a page costs ${perClient('heap')} of heap, ${perClient('rss')} of the process`,
)

const ask = (at: number, path: string) => askFor({ port: at, path, connections, seconds })
// Once for each before it counts; then in turn, so that what else runs here meets both alike.
await askFor({ port, path: tile, connections, seconds: 1 })
await askFor({ port: plainPort, path: plain, connections, seconds: 1 })
for (let round = 1; round <= 2; round++) {
  // oxlint-disable-next-line no-await-in-loop
  const files = await ask(plainPort, plain)
  tell(`round ${round}: plain server, file`, files)
  // oxlint-disable-next-line no-await-in-loop
  tell(`round ${round}: tile, cached`, await ask(port, tile), files)
}
tell('newest levels', await ask(port, newest))
tell('levels of a past time', await ask(port, levels))

const waits: number[] = []
for (const path of cold) {
  const began = performance.now()
  // oxlint-disable-next-line no-await-in-loop
  const answer = await fetch(`http://127.0.0.1:${port}${path}`)
  // oxlint-disable-next-line no-await-in-loop
  await answer.arrayBuffer()
  if (answer.status === 200) waits.push(performance.now() - began)
}
waits.sort((a, b) => a - b)
const at = (share: number) => waits[Math.floor(share * (waits.length - 1))]!
console.log(
  `cold tile, its strip never made   p50 ${ms(at(0.5))}  most ${ms(at(1))}  of ${waits.length} strips`,
)

console.log(`load ${load()}`)
server.kill()
