import { expect, test } from 'vitest'
import { trades } from './events.fixture.ts'
import { openWorld, readAll } from './journal-world.fixture.ts'
import { JournalRefusedError } from './journal-refused.ts'
import { MemoryDisk } from './memory-disk.fixture.ts'
import { encodeLine } from './record-line.ts'
import { segmentName } from './segment-name.ts'

/** A segment as a later program may write it: the first line keeps its shape, the rest need not. */
const later = (first: number): Buffer =>
  Buffer.from(`${encodeLine(`0 ["isotherm-journal",2,${first},0]`)}whatever version 2 looks like`)

test.each([1, 0])(
  'fault 65: a journal of a newer format is refused and left alone (%i segments after it)',
  async (after) => {
    const { journal, disk } = await openWorld()
    journal.append(trades(0, 3))
    await journal.close()
    disk.put(segmentName(4), later(4))
    // What else there is would be repaired: a torn line, which stays as well.
    if (after > 0) disk.put(segmentName(9), Buffer.from('torn'))
    const before = disk.names().map((name) => [name, disk.bytes(name).toString()])
    const calls = disk.calls.length
    await expect(openWorld(disk)).rejects.toThrow(
      new JournalRefusedError(
        `${segmentName(4)} has journal format 2, this program knows 1: use the newer program again`,
      ),
    )
    await expect(readAll(disk)).rejects.toThrow(JournalRefusedError)
    expect(disk.names().map((name) => [name, disk.bytes(name).toString()])).toEqual(before)
    expect(new Set(disk.calls.slice(calls).map(({ name }) => name))).toEqual(
      new Set(['list', 'head', 'read']),
    )
    // The newer program is back, or its segments are moved away: all is as it was.
    for (const name of disk.names().slice(1)) await disk.remove(name)
    expect((await readAll(disk)).events).toEqual(trades(0, 3))
  },
)

test('fault 65: a file that is none of the journal is not read and not removed', async () => {
  const disk = new MemoryDisk()
  disk.put('notes.txt', Buffer.from('mine'))
  disk.put('123.log', Buffer.from('mine too'))
  const { journal } = await openWorld(disk)
  journal.append(trades(0, 3))
  await journal.close()
  expect(disk.names()).toEqual([segmentName(1), '123.log', 'notes.txt'].sort())
  expect(await readAll(disk)).toMatchObject({ events: trades(0, 3), damage: [] })
})
