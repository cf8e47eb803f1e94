import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { HOUR } from '../../src/market/units.ts'
import { ID as STORED, fakeServer } from '../server/serve-fixture.ts'
import {
  ID,
  T0,
  instrument,
  liquidation,
  liveServer,
  minutesOfTrade,
} from '../server/live-fixture.ts'
import { isBuilt, overStdio } from './assistant.ts'

if (!isBuilt) console.warn('test/mcp: skipped, run npm run build first')

describe.runIf(isBuilt)('what an assistant reads', () => {
  test('over stored history: that nothing is collected, how old it is, and of what nothing is known', async () => {
    const { app } = await fakeServer()
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    const { ask } = await overStdio(`http://localhost:${port}`)

    const coverage = await ask('coverage', { instrument: STORED })
    expect(coverage.isError).toBe(true)
    expect(coverage.text).toMatch(
      /^this Isotherm shows stored history and collects nothing.*list_instruments.*realised_liquidations/,
    )

    const map = await ask('map_around_price', { instrument: STORED })
    expect(map.text).toMatch(/\(history, newest data \d+ days old\)/)

    const realised = await ask('realised_liquidations', { instrument: STORED, hours: 4 })
    const lines = realised.text.split('\n')
    for (const hours of [1, 4, 12, 24])
      expect(lines).toContain(`Last ${hours} h: not known, nothing is recorded of that time`)
    expect(lines).toContain('No single liquidation is recorded of the last 4 h.')
    expect(realised.text).not.toContain('$0')
  })

  test('over what is collected: what was seen of each stream, what its venue publishes, and the last gap', async () => {
    const now = T0 + HOUR
    const { url, live } = await liveServer({ now: () => now })
    live.push([...minutesOfTrade(0, 30), liquidation(T0 + 60_000, 95)])
    live.setReady()
    const { ask } = await overStdio(url)
    const { text } = await ask('coverage', { instrument: ID, hours: 24 * 31 })
    expect(text).toMatch(new RegExp(`^${instrument.id}( at|: nothing of it has come yet)`))
    expect(text).toMatch(/\nOf \d{4}-\d\d-\d\d \d\d:\d\d to \d{4}-\d\d-\d\d \d\d:\d\d UTC:\n/)
    for (const line of text.split('\n').slice(2))
      expect(line).toMatch(
        /^(no stream of it is collected\.|[a-z-]+: \d+\.\d % seen; the venue publishes (all|a part|sums) of it.*; (no gap|\d+ gaps?, the last from .* \((certain|possible): .+\)))/,
      )
  })
})
