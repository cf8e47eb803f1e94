/** So many pages over WebSocket, which note how late they are told: bench/serve.ts. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { ROUTES } from '../../src/api/routes.ts'

interface Told {
  readonly type: string
  readonly liquidations?: readonly { readonly receivedTime: number }[]
}

process.on('disconnect', () => process.exit(0))
const [{ port, clients }] = (await once(process, 'message')) as [{ port: number; clients: number }]

const lags: number[] = []
let want = Infinity
let noted: () => void = () => undefined
const all = new Promise<void>((resolve) => (noted = resolve))

async function open(): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${ROUTES.live}`, { perMessageDeflate: false })
  socket.on('message', (data: Buffer) => {
    const told = JSON.parse(data.toString()) as Told
    if (told.type !== 'liquidations') return
    for (const { receivedTime } of told.liquidations ?? []) lags.push(Date.now() - receivedTime)
    if (lags.length >= want) noted()
  })
  await once(socket, 'open')
}

for (let opened = 0; opened < clients; opened += 100)
  // oxlint-disable-next-line no-await-in-loop -- a hundred at a time
  await Promise.all(Array.from({ length: Math.min(100, clients - opened) }, open))
process.on('message', (asked: { readonly want: number }) => {
  want = asked.want
})
process.send!({ opened: clients })
const late = setTimeout(noted, 120_000)
await all
clearTimeout(late)
lags.sort((a, b) => a - b)
const at = (share: number) => lags[Math.floor(share * (lags.length - 1))]
process.send!({ messages: lags.length, p50: at(0.5), p99: at(0.99), most: at(1) })
