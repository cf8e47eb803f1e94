import { expect, test } from 'vitest'
import { VirtualWorld } from '../../test/world/virtual-world.ts'
import { HOUR, MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { CollectorOptions } from './collector-options.ts'
import { keepHouse } from './journal-keeper.ts'

test('fault 62: what went into the history may leave the memory with the next compaction, and not after one that failed', async () => {
  const world = new VirtualWorld({ seed: 1 })
  const told: string[] = []
  const answers: (Millis | Error | undefined)[] = [100, 200, new Error('full'), undefined, 300, 400]
  const options = {
    keeper: {
      compact() {
        const until = answers.shift()
        if (until instanceof Error) return Promise.reject(until)
        return Promise.resolve({ records: until === undefined ? 0 : 1, until })
      },
      retain: () => Promise.resolve([]),
    },
    log: { info: () => undefined, warn: () => told.push('failed') },
    onCompaction: (stage: string) => told.push(stage),
    onLongStored: (until: Millis) => Promise.resolve(void told.push(`stored ${until}`)),
  } as unknown as CollectorOptions
  const stop = keepHouse(options, world.ports.clock)
  await world.run(2 * MINUTE + 5 * HOUR + 1)
  await stop()
  expect(told.filter((one) => one !== 'begins')).toEqual([
    'ends',
    'stored 100',
    'ends',
    'failed',
    'ends',
    'stored 200',
    'ends',
    'stored 200',
    'ends',
    'stored 300',
    'ends',
  ])
})
