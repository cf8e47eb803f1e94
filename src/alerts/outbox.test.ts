import { describe, expect, test } from 'vitest'
import { MemoryDisk } from '../journal/memory-disk.fixture.ts'
import { AlertsWorld, NotedChannel, settled, sweepOf, turns } from './alerts-world.fixture.ts'
import { Outbox } from './outbox.ts'

async function withSweeps(count: number) {
  const world = new AlertsWorld()
  const alerts = await world.open()
  for (let i = 0; i < count; i++) {
    alerts.offer(sweepOf(i, `s${i}`))
    // oxlint-disable-next-line no-await-in-loop -- one line each
    await settled(alerts)
  }
  return { world, alerts }
}

/** All of an outbox's only file. */
async function fileOf(disk: MemoryDisk) {
  const names = disk.names().filter((name) => name.startsWith('outbox-'))
  expect(names).toHaveLength(1)
  const chunks: Uint8Array[] = []
  for await (const chunk of disk.read(names[0]!)) chunks.push(chunk)
  return { name: names[0]!, bytes: Buffer.concat(chunks) }
}

function diskWith(files: Readonly<Record<string, Buffer>>): MemoryDisk {
  const disk = new MemoryDisk()
  for (const [name, bytes] of Object.entries(files)) disk.put(name, bytes)
  return disk
}

test('opened again, it holds the same', async () => {
  const { world, alerts } = await withSweeps(5)
  const before = alerts.deliveries()
  await alerts.close()
  const outbox = await Outbox.open(world.disk)
  expect(outbox.book.settled()).toEqual(before)
  expect(outbox.book.cells.size).toBe(1)
  expect(outbox.book.lost).toBe(0)
})

test('cut anywhere, it holds all up to the cut, and opens', async () => {
  const { world } = await withSweeps(3)
  const { name, bytes } = await fileOf(world.disk)
  let most = 0
  for (let cut = 0; cut <= bytes.length; cut += 7) {
    // oxlint-disable-next-line no-await-in-loop -- one after another
    const { book } = await Outbox.open(diskWith({ [name]: bytes.subarray(0, cut) }))
    const known = book.settled().length + book.waitingCount('phone')
    expect(known).toBeGreaterThanOrEqual(most)
    most = known
    expect(book.lost).toBe(0)
  }
  expect(most).toBe(3)
})

test('a damaged line costs itself, is counted, and the count is kept', async () => {
  const { world } = await withSweeps(3)
  const { name, bytes } = await fileOf(world.disk)
  const lines = bytes.toString().split('\n')
  // The outbox began with nothing: begun, then decided and tried of each sweep.
  const damaged = lines.map((line, i) => (i === 3 ? line.replace('decided', 'Decided') : line))
  const disk = diskWith({ [name]: Buffer.from(damaged.join('\n')) })
  const outbox = await Outbox.open(disk)
  expect(outbox.book.settled().map(({ alert }) => alert.key.slice(-2))).toEqual(['s0', 's2'])
  expect(outbox.book.lost).toBe(1)
  await outbox.close()
  expect((await Outbox.open(disk)).book.lost).toBe(1)
})

test('a new file that was not begun as a whole does not count: the one before it does', async () => {
  const { world } = await withSweeps(2)
  const { name, bytes } = await fileOf(world.disk)
  const begun = Buffer.from(bytes.toString().split('\n')[1]!)
  const disk = diskWith({ [name]: bytes, 'outbox-00000009.log': begun })
  expect((await Outbox.open(disk)).book.settled()).toHaveLength(2)
  await fileOf(disk)
})

test('a file of a newer program is refused and left as it is', async () => {
  const disk = new MemoryDisk()
  const outbox = await Outbox.open(disk)
  await outbox.write([{ type: 'begun', format: 2, lost: 0 }])
  const { bytes } = await fileOf(disk)
  await expect(Outbox.open(disk)).rejects.toThrow('is of format 2, which a newer program wrote')
  expect((await fileOf(disk)).bytes).toEqual(bytes)
})

test('it does not grow for ever: the file is begun anew, with the newest deliveries', async () => {
  const { world, alerts } = await withSweeps(1)
  for (let round = 0; round < 12; round++) {
    const ids = Array.from({ length: 20 }, (_, i) => `r${round}-${i}`)
    for (let step = 0; step < 50; step++)
      alerts.offer(sweepOf(10 + round * 100 + step, ...ids.map((id) => `${id}-${step}`)))
    // oxlint-disable-next-line no-await-in-loop -- in order
    await settled(alerts)
  }
  expect(alerts.deliveries()).toHaveLength(2_000)
  const { name, bytes } = await fileOf(world.disk)
  expect(Number(/\d+/.exec(name)?.[0])).toBeGreaterThan(1)
  expect(bytes.length).toBeLessThan(10_000_000)
  await alerts.close()
})

describe('fault 72: whichever call to the disk fails, and whether it fails or dies', () => {
  test.each(['EIO', 'die'])('%s at the n-th call, for every n', async (code) => {
    const calls = (await withSweeps(3)).world.disk.calls.length
    expect(calls).toBeGreaterThan(10)
    for (let n = 1; n <= calls; n++) {
      const world = new AlertsWorld()
      world.disk.fault = ({ number }) => (number === n ? code : undefined)
      const opening = world.open().catch(() => undefined)
      // oxlint-disable no-await-in-loop -- one run after another
      const alerts = await Promise.race([opening, turns(60).then(() => undefined)])
      for (let i = 0; i < 3; i++) {
        alerts?.offer(sweepOf(i, `s${i}`))
        await turns(40)
      }
      await world.clock.pass(3_000)
      // The process is gone; another one opens what is on the disk, and is offered the same again.
      world.disk.fault = () => undefined
      const channel = new NotedChannel()
      const again = await world.open({ channels: [channel] })
      for (let i = 0; i < 3; i++) again.offer(sweepOf(i, `s${i}`))
      await settled(again)
      // oxlint-enable no-await-in-loop
      const told = new Set([...world.channel.keys(), ...channel.keys()])
      expect([...told].map((key) => key.slice(-2)).sort()).toEqual(['s0', 's1', 's2'])
      // Twice only what was on its way when the disk died.
      const all = [...world.channel.keys(), ...channel.keys()]
      expect(all.length - told.size).toBeLessThanOrEqual(code === 'die' ? 1 : 0)
    }
  })
})
