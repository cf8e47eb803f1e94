import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import type { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { onTestFinished } from 'vitest'
import { ID } from '../server/live-fixture.ts'
import { simulated } from '../server/whole-fixture.ts'

/** Assistants over the official SDK, against `isotherm mcp` as a process and the real server. */

export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
export const isBuilt = existsSync(MAIN)

/** A question for every tool. */
export const QUESTIONS: Readonly<Record<string, Record<string, unknown>>> = {
  list_instruments: {},
  map_around_price: { instrument: simulated.id, withinPercent: 10 },
  clusters: { instrument: simulated.id },
  signals: { instrument: simulated.id, horizon: '4h' },
  cascade: { instrument: simulated.id, side: 'long', price: simulated.price * 0.97 },
  score: { instrument: simulated.id },
  coverage: { instrument: ID, hours: 1 },
  realised_liquidations: { instrument: ID },
  liquidation_price: {
    venue: 'binance',
    symbol: 'BTCUSDT',
    side: 'long',
    entry: 65_000,
    leverage: 10,
  },
}

export interface Answer {
  readonly isError?: boolean
  readonly text: string
  readonly data: Readonly<Record<string, unknown>> & {
    /** What every answer on an instrument has. */
    readonly about: Readonly<Record<'units' | 'notice', string>> & {
      readonly ageSeconds: number
      readonly stale: boolean | null
    }
    /** What single ones have. */
    readonly levels: unknown[]
    readonly levelsLeftOut: number
    readonly priceFrom: number
    readonly priceTo: number
    readonly from: number
    readonly to: number
  }
}

function asker(client: Client) {
  return async (name: string, given: Record<string, unknown>): Promise<Answer> => {
    const { content, structuredContent, isError } = await client.callTool({
      name,
      arguments: given,
    })
    const [first] = content as { type: string; text: string }[]
    return {
      text: first!.text,
      data: structuredContent as Answer['data'],
      ...(isError === true && { isError }),
    }
  }
}

export async function connect(transport: StdioClientTransport | StreamableHTTPClientTransport) {
  const client = new Client({ name: 'test', version: '0' })
  await client.connect(transport as Parameters<typeof client.connect>[0])
  onTestFinished(() => client.close())
  return { client, ask: asker(client) }
}

/** An assistant that has started `isotherm mcp` as its own. */
export const overStdio = (url: string, env: Record<string, string> = {}, ...more: string[]) =>
  connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [MAIN, 'mcp', '--url', url, ...more],
      env: { PATH: process.env['PATH'] ?? '', ...env },
    }),
  )

/** `isotherm mcp --http` as a process; resolves with its address. */
export async function startHttp(url: string) {
  const child = spawn(process.execPath, [MAIN, 'mcp', '--url', url, '--http', '0'])
  const exit = once(child, 'exit')
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  while (!/http:\S+\n/.test(out)) out += String(await once(child.stdout, 'data'))
  return { child, exit, address: /http:\S+/.exec(out)![0] }
}
