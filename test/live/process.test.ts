import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { CoverageAnswer, LiquidationInfo, VenueInfo } from '../../src/api/live.ts'
import { dataFolder, isBuilt, startProduct, startVenues, until } from './whole-chain.ts'

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

interface Venues {
  readonly venues: readonly VenueInfo[]
}
interface Tape {
  readonly liquidations: readonly LiquidationInfo[]
}
const BTC = 'binance:BTCUSDT'
const keyOf = ({ receivedTime: _receivedTime, ...one }: LiquidationInfo) => JSON.stringify(one)

/** Runs a command to its end. */
async function run(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  child.stdout.on('data', (data: Buffer) => (out += data.toString()))
  child.stderr.on('data', (data: Buffer) => (out += data.toString()))
  const [code] = (await once(child, 'exit')) as [number | null]
  return { code, out }
}

describe.runIf(isBuilt)('the product over stand-in venues', () => {
  test('fault 51: what the tape showed before kill -9 is there after the start, and the time between is a gap', async () => {
    const venues = await startVenues('binance', 'bybit')
    const folder = await dataFolder()
    const first = await startProduct(folder, venues.flags)
    const tape = `/api/v1/liquidations?limit=1000`
    const { liquidations: before } = await until<Tape>(
      first.url + tape,
      ({ liquidations }) => liquidations.length >= 5,
    )
    await first.kill('SIGKILL')

    const second = await startProduct(folder, venues.flags)
    await until<Venues>(
      `${second.url}/api/v1/venues`,
      ({ venues: all }) => all.length === 2 && all.every(({ state }) => state === 'live'),
    )
    const { liquidations: after } = await until<Tape>(
      second.url + tape,
      ({ liquidations }) => liquidations.length > before.length,
    )
    const keys = after.map(keyOf)
    expect(keys).toEqual(expect.arrayContaining(before.map(keyOf)))
    expect(new Set(keys).size).toBe(keys.length)
    // It is recorded once the stream is proven again.
    const last = Math.max(...before.map(({ receivedTime }) => receivedTime))
    const range = `from=${last - 600_000}&to=${last + 600_000}`
    await until<CoverageAnswer>(
      `${second.url}/api/v1/coverage?instrument=${BTC}&${range}`,
      ({ streams }) =>
        streams.some(
          ({ stream, gaps }) =>
            stream === 'liquidation' &&
            gaps.some(({ to, certainty }) => to !== null && to > last && certainty === 'certain'),
        ),
    )
    expect(await second.kill('SIGTERM')).toBe(0)

    const { code, out } = await run('journal', 'verify', '--data', folder)
    expect(code, out).toBe(0)
  })

  test('fault 53 and 60: SIGTERM ends it cleanly, and a second process is told who has the journal', async () => {
    const venues = await startVenues('binance')
    const folder = await dataFolder()
    const first = await startProduct(folder, venues.flags)
    await until<Venues>(`${first.url}/api/v1/venues`, ({ venues: all }) =>
      all.some(({ state }) => state === 'live'),
    )
    const second = await run('serve', '--data', folder, '--port', '0', ...venues.flags)
    expect(second.code).not.toBe(0)
    expect(second.out).toMatch(/process \d+/)
    expect(await first.kill('SIGTERM')).toBe(0)
    expect(first.err()).toBe('')
    const { code, out } = await run('journal', 'stat', '--data', folder)
    expect(code, out).toBe(0)
  })

  test('fault 1: without any venue it stays up, says why, and shows the simulated market', async () => {
    const folder = await dataFolder()
    const gone = await startVenues('bybit', 'okx')
    await gone.server.close()
    const product = await startProduct(folder, gone.flags)
    const { venues } = await until<Venues>(
      `${product.url}/api/v1/venues`,
      ({ venues: all }) => all.length === 2 && all.every(({ problem }) => problem !== null),
    )
    for (const { state, problem } of venues) {
      expect(['dead', 'starting']).toContain(state)
      expect(problem).toMatch(/refused|ECONNREFUSED/)
    }
    const status = (await (await fetch(`${product.url}/api/v1/status`)).json()) as {
      notice: string
      hasHistory: boolean
    }
    expect(status.hasHistory).toBe(false)
    expect(status.notice).toMatch(/0 of 2 venues speak.*simulated.*--history/s)
    const health = await fetch(`${product.url}/health`)
    expect(await health.json()).toMatchObject({ up: true, fresh: false })
    expect(await product.kill('SIGTERM')).toBe(0)
  })
})
