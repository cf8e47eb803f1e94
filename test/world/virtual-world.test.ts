import { expect, test } from 'vitest'
import type { StandInLink, StandInServer } from '../../src/sim/stand-in/server.ts'
import { VirtualWorld } from './virtual-world.ts'

/** Sends its clock every second to the last client, answers every message with its own text. */
function talkative(): StandInServer & { links: StandInLink[]; ended: number } {
  let due = 0
  const server = {
    links: [] as StandInLink[],
    ended: 0,
    connect(path: string, link: StandInLink) {
      if (path === '/gone') return { status: 410, body: 'gone' }
      if (path === '/refused' || path === '/silent') return path.slice(1) as 'refused' | 'silent'
      server.links.push(link)
      link.send('hello')
      return {
        onMessage: (text: string) => link.send(`echo ${text}`),
        onPing: () => true,
        onClose: () => {
          server.ended++
        },
      }
    },
    request: (path: string) => ({
      status: 200,
      body: path,
      delay: path === '/never' ? Infinity : 7,
    }),
    nextDue: () => due,
    tick(now: number) {
      due = now + 1000
      server.links.at(-1)?.send(`at ${now}`)
    },
  }
  return server
}

function connect(world: VirtualWorld, path = '/') {
  const log: string[] = []
  const socket = world.ports.connect(`wss://venue.test${path}`, {
    onOpen: () => log.push('open'),
    onMessage: (text) => log.push(text),
    onLife: () => log.push('life'),
    onClose: (code, reason) => log.push(`closed ${code} ${reason}`),
  })
  return { log, socket }
}

test('the same seed gives the same run, another seed another', async () => {
  const run = async (seed: number) => {
    const world = new VirtualWorld({ seed })
    world.attach('wss://venue.test', talkative())
    const seen: number[] = []
    world.ports.connect('wss://venue.test/', {
      onOpen: () => seen.push(world.now()),
      onMessage: () => seen.push(world.now()),
      onLife: () => seen.push(world.now()),
      onClose: () => seen.push(world.now()),
    })
    await world.run(10_000)
    return [...seen, world.ports.random()]
  }
  expect(await run(3)).toEqual(await run(3))
  expect(await run(3)).not.toEqual(await run(4))
  expect((await run(3)).length).toBeGreaterThan(10)
})

test('a connection opens before its first message and ends once, whoever ends it', async () => {
  const world = new VirtualWorld()
  const server = talkative()
  world.attach('wss://venue.test', server)
  const { log, socket } = connect(world)
  await world.run(100)
  socket.send('a')
  socket.send('b')
  socket.ping()
  await world.run(200)
  expect(log.filter((line) => !line.startsWith('at'))).toEqual([
    'open',
    'hello',
    'echo a',
    'echo b',
    'life',
  ])
  socket.terminate()
  socket.terminate()
  await world.run(100)
  expect(log.filter((line) => line.startsWith('closed'))).toEqual([
    'closed 1006 ended by this side',
  ])
  expect(server.ended).toBe(1)
  expect(world.network.open.size).toBe(0)

  const other = connect(world)
  await world.run(100)
  server.links.at(-1)?.close(1012, 'service restart')
  await world.run(100)
  expect(other.log.at(-1)).toBe('closed 1012 service restart')
})

test.each([
  ['/gone', 'closed 410 gone'],
  ['/refused', 'closed 0 connection reset'],
  ['/silent', undefined],
])('a handshake at %s ends as %s', async (path, last) => {
  const world = new VirtualWorld()
  world.attach('wss://venue.test', talkative())
  const { log } = connect(world, path)
  await world.run(60_000)
  expect(log.at(-1)).toBe(last)
})

test('nobody listens at an address that is not attached', async () => {
  const world = new VirtualWorld()
  const { log } = connect(world)
  const asked = world.ports
    .request({ url: 'https://venue.test/x' }, new AbortController().signal)
    .catch((error: Error) => error.message)
  await world.run(100)
  expect(log).toEqual(['closed 0 connection refused'])
  expect(await asked).toBe('connection refused')
})

test('a request is answered after its delay, and can be given up', async () => {
  const world = new VirtualWorld({ latency: () => 10 })
  world.attach('https://venue.test', talkative())
  const from = world.now()
  let answered: number | undefined
  void world.ports
    .request({ url: 'https://venue.test/x' }, new AbortController().signal)
    .then(() => (answered = world.now()))
  const giveUp = new AbortController()
  const given = world.ports
    .request({ url: 'https://venue.test/never' }, giveUp.signal)
    .catch((error: Error) => error.message)
  await world.run(100_000)
  expect(answered).toBe(from + 27)
  giveUp.abort()
  expect(await given).toBe('aborted')
})

test('a peer that vanishes says nothing more and does not end', async () => {
  const world = new VirtualWorld()
  const server = talkative()
  world.attach('wss://venue.test', server)
  const { log, socket } = connect(world)
  await world.run(100)
  server.links[0]?.vanish()
  const heard = log.length
  socket.send('a')
  socket.ping()
  await world.run(60_000)
  expect(log.length).toBe(heard)
})

test('in sleep the wall clock alone goes on; stopped, both clocks do, and what arrives waits', async () => {
  const world = new VirtualWorld()
  world.attach('wss://venue.test', talkative())
  const { clock } = world.ports
  const { log } = connect(world)
  await world.run(5000)
  const rung: number[] = []
  clock.after(1000, () => rung.push(clock.monotonic()))
  const before = { wall: clock.wall(), monotonic: clock.monotonic(), heard: log.length }
  await world.sleep(3_600_000)
  expect(clock.wall() - before.wall).toBe(3_600_000)
  expect(clock.monotonic() - before.monotonic).toBe(0)
  expect(log.length).toBe(before.heard)
  await world.run(1000)
  expect(rung).toEqual([before.monotonic + 1000])

  const heard: number[] = []
  const quiet = { onOpen() {}, onLife() {}, onClose() {} }
  world.ports.connect('wss://venue.test/', {
    ...quiet,
    onMessage: () => heard.push(clock.monotonic()),
  })
  await world.run(1500)
  const stopped = clock.monotonic()
  const arrived = heard.length
  clock.after(1000, () => rung.push(clock.monotonic()))
  await world.freeze(10_000)
  expect(rung.at(-1)).toBe(stopped + 10_000)
  expect(new Set(heard.slice(arrived))).toEqual(new Set([stopped + 10_000]))
  expect(heard.length).toBeGreaterThan(arrived + 8)
})

test('setting the wall clock leaves the monotonic one alone', async () => {
  const world = new VirtualWorld()
  const { clock } = world.ports
  world.shiftWall(-3_600_000)
  expect(clock.wall()).toBe(world.now() - 3_600_000)
  await world.run(1000)
  expect(clock.monotonic()).toBe(1000)
})

test('waiting for what never happens says so', async () => {
  await expect(new VirtualWorld().runUntil(() => false, 1000)).rejects.toThrow('1000 ms')
})
