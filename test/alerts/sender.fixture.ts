import { AlertsWorld, SWEEPS, sweepOf, turns } from '../../src/alerts/alerts-world.fixture.ts'
import type { Channel } from '../../src/alerts/channel.ts'
import { guardedPost } from '../../src/alerts/guarded-request.ts'
import { webhookChannel } from '../../src/alerts/webhook-channel.ts'
import type { DiskFile, JournalDisk } from '../../src/journal/disk.ts'
import { nodeDisk } from '../../src/journal/node-disk.ts'
import { nodeClock } from '../../src/journal/ports.ts'

/**
 * A process that tells a receiver of two sweeps and ends, or is killed before its n-th step. Arguments:
 * folder, port of the receiver, n (0 for none), hours since the sweeps. Tells how many steps it took.
 */
const [directory = '', port = '', killAt = '0', hours = '0'] = process.argv.slice(2)

let steps = 0
function step(): void {
  if (++steps === Number(killAt)) process.kill(process.pid, 'SIGKILL')
}

async function stepped<T>(work: () => Promise<T>): Promise<T> {
  step()
  return work()
}

const steppedFile = (file: DiskFile): DiskFile => ({
  append: (bytes) => stepped(() => file.append(bytes)),
  sync: () => stepped(() => file.sync()),
  close: () => file.close(),
})

const disk = nodeDisk(directory)
const steppedDisk: JournalDisk = {
  ...disk,
  create: (name) => stepped(async () => steppedFile(await disk.create(name))),
  syncFolder: () => stepped(() => disk.syncFolder()),
  remove: (name) => stepped(() => disk.remove(name)),
}

const world = new AlertsWorld()
world.clock.time += Number(hours) * 3_600_000
// Requests take real time; what is late is told by the world's.
const clock = { ...nodeClock, wall: () => world.clock.wall() }
const post = guardedPost(
  { allowPrivate: true, allowHttp: true, ports: [Number(port)] },
  { clock: nodeClock, resolve: () => Promise.resolve(['127.0.0.1']) },
)
const target = { url: new URL(`http://127.0.0.1:${port}/`), secret: 'secret of the hook' }
const hook = webhookChannel('hook', target, post, clock)
const channel: Channel = {
  ...hook,
  async send(message, signal) {
    step()
    const outcome = await hook.send(message, signal)
    step()
    return outcome
  },
}

const alerts = await world.open({ disk: steppedDisk, clock, channels: [channel], rules: SWEEPS })
alerts.offer(sweepOf(0, 'a', 'b'))
await alerts.settled()
// oxlint-disable-next-line no-await-in-loop -- until all is told
while (alerts.health().waiting > 0) await turns(1)
await alerts.close()
process.stdout.write(`${steps}\n`)
