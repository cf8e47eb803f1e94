import { parseArgs } from 'node:util'
import { runRestarts } from '../test/stand-in/restarts.ts'
import { runSchedule, scheduleText } from '../test/stand-in/schedule.ts'

/**
 * `npm run soak -- [--seeds 10000] [--from 1] [--restarts 20]`
 *
 * Runs feeds against stand-in venues through random schedules of faults in virtual time, and holds
 * what was stored against what was published. Then runs all venues together, killed and started
 * again many times. Ends with 1 where anything was found wrong; a seed says the same again.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    restarts: { type: 'string', default: '20' },
  },
})

const first = Number(values.from)
const count = Number(values.seeds)
const began = performance.now()
let failed = 0
let events = 0

const seconds = () => ((performance.now() - began) / 1_000).toFixed(0)

for (let seed = first; seed < first + count; seed++) {
  // oxlint-disable-next-line no-await-in-loop -- one after the other, as one core does it
  const result = await runSchedule(seed)
  events += result.events
  if (result.wrong.length > 0) {
    failed++
    process.stdout.write('\r')
    console.log(scheduleText(result))
  }
  const done = seed - first + 1
  process.stdout.write(
    `\r${done} of ${count} schedules, ${failed} wrong, ${events} events, ${seconds()} s `,
  )
}
console.log()

for (let i = 0; i < Number(values.restarts); i++) {
  // oxlint-disable-next-line no-await-in-loop -- one after the other, as one core does it
  const { wrong, stored } = await runRestarts({ seed: first + i, kills: 12 })
  console.log(
    `restarts, seed ${first + i}: ${stored} events stored, ${wrong.length === 0 ? 'nothing wrong' : 'WRONG'}`,
  )
  if (wrong.length > 0) {
    failed++
    console.log(wrong.join('\n'))
  }
}
process.exitCode = failed > 0 ? 1 : 0
