import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runCommand } from '../../src/cli/commands.ts'
import { createClient } from '../../src/client/client.ts'
import { ID } from '../server/live-fixture.ts'
import { simulated, wholeServer } from '../server/whole-fixture.ts'

/** Assistants over the official SDK, against `isotherm mcp` as a process and the real server. */

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const isBuilt = existsSync(MAIN)
if (!isBuilt) console.warn('test/mcp: skipped, run npm run build first')

const { id, price } = simulated
const NO_ADVICE = 'It is no advice to trade.'

/** A question for every tool. */
const QUESTIONS: Readonly<Record<string, Record<string, unknown>>> = {
  list_instruments: {},
  map_around_price: { instrument: id, withinPercent: 10 },
  clusters: { instrument: id },
  signals: { instrument: id, horizon: '4h' },
  cascade: { instrument: id, side: 'long', price: price * 0.97 },
  score: { instrument: id },
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

interface Answer {
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

async function connect(transport: StdioClientTransport | StreamableHTTPClientTransport) {
  const client = new Client({ name: 'test', version: '0' })
  await client.connect(transport as Parameters<typeof client.connect>[0])
  onTestFinished(() => client.close())
  return { client, ask: asker(client) }
}

const overStdio = (url: string, env: Record<string, string> = {}, ...more: string[]) =>
  connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [MAIN, 'mcp', '--url', url, ...more],
      env: { PATH: process.env['PATH'] ?? '', ...env },
    }),
  )

/** `isotherm mcp --http` as a process; resolves with its address. */
async function startHttp(url: string) {
  const child = spawn(process.execPath, [MAIN, 'mcp', '--url', url, '--http', '0'])
  const exit = once(child, 'exit')
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  while (!/http:\S+\n/.test(out)) out += String(await once(child.stdout, 'data'))
  return { child, exit, address: /http:\S+/.exec(out)![0] }
}

describe.runIf(isBuilt)('isotherm mcp', () => {
  test('over standard input and output every tool answers, with the numbers of the API', async () => {
    const { url } = await wholeServer()
    const api = createClient({ url })
    const { client, ask } = await overStdio(url)
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name).toSorted()).toEqual(Object.keys(QUESTIONS).toSorted())
    const page = readFileSync(new URL('../../docs/mcp.md', import.meta.url), 'utf8')
    for (const { name } of tools) expect(page).toContain(`| \`${name}\` |`)
    for (const { description, inputSchema, outputSchema, annotations } of tools) {
      expect(description!.length).toBeGreaterThan(40)
      expect([inputSchema.type, outputSchema?.type]).toEqual(['object', 'object'])
      expect(annotations).toMatchObject({ readOnlyHint: true })
    }
    const told: Record<string, Answer> = {}
    for (const [name, asked] of Object.entries(QUESTIONS)) {
      // One process, one question after the other.
      // oxlint-disable-next-line no-await-in-loop
      const answer = await ask(name, asked)
      expect(answer.isError, `${name}: ${answer.text}`).toBeUndefined()
      expect(answer.text.length, name).toBeLessThan(6_000)
      told[name] = answer
      const { about } = answer.data
      if (!('about' in answer.data)) continue
      expect(about).toMatchObject({ source: url, instrument: asked['instrument'] })
      expect(about.units).toContain('UTC milliseconds')
      expect(about.notice).toContain(NO_ADVICE)
      expect(about.ageSeconds).toBeGreaterThan(0)
    }
    const of = (name: string): Answer['data'] => told[name]!.data

    const { instruments } = await api.get('instruments')
    expect(of('list_instruments')['instruments']).toEqual(instruments)

    // One market goes on while it is served, the other is history.
    expect([of('coverage'), of('clusters')].map((one) => one.about.stale)).toEqual([false, null])

    const map = of('map_around_price')
    const near = { priceFrom: map.priceFrom, priceTo: map.priceTo }
    expect(near.priceFrom).toBeCloseTo(price * 0.9)
    const levels = await api.get('levels', {
      instrument: id,
      model: 'isotherm',
      time: 'newest',
      zoom: 3,
      ...near,
    })
    expect([map['between'], map['band']]).toEqual([levels.between, levels.band])
    expect(levels.levels).toEqual(expect.arrayContaining(map.levels))
    expect(map.levels.length + map.levelsLeftOut).toBe(levels.levels.length)
    expect(told['map_around_price']!.text).toMatch(/SIMULATED[\s\S]*8 of 10 cases[\s\S]*no advice/)

    const signals = await api.get('signals', { instrument: id })
    expect(of('clusters')['clusters']).toEqual(signals.clusters)
    expect(of('signals')).toMatchObject({
      ratios: signals.ratios,
      formations: signals.formations,
      facts: signals.facts,
      setups: (await api.get('setups', { instrument: id, horizon: '4h' })).setups,
    })
    const cascade = await api.get('cascade', { instrument: id, side: 'long', price: price * 0.97 })
    expect(of('cascade')).toMatchObject({
      sweep: cascade.sweep,
      walk: cascade.walk,
      why: cascade.why,
    })

    const { scores } = await api.get('scores')
    const { instrument: _, ...score } = scores.find((one) => one.instrument === id)!
    expect(of('score')['score']).toEqual(score)

    const { from, to, streams } = of('coverage')
    expect(streams).toEqual(
      (await api.get('coverage', { instrument: ID as string, from, to })).streams,
    )
    const windows = await api.get('liquidationWindows', { instrument: ID })
    expect(of('realised_liquidations')).toMatchObject({ windows: windows.windows })
    expect(of('realised_liquidations')['liquidations']).toMatchObject([
      { price: 95, position: 'long' },
    ])

    let printed = ''
    const io = { out: (text: string) => (printed += text), err: () => {}, readFile: () => '' }
    const flags = '--venue binance --symbol BTCUSDT --side long --entry 65000 --leverage 10 --json'
    await runCommand(['liqprice', ...flags.split(' ')], io)
    expect(of('liquidation_price')).toEqual(JSON.parse(printed))
  })

  test('resources hold instruments, venues and the methodology', async () => {
    const { url } = await wholeServer()
    const { client } = await overStdio(url)
    const { resources } = await client.listResources()
    expect(resources.map(({ uri }) => uri)).toEqual([
      'isotherm://instruments',
      'isotherm://venues',
      'isotherm://methodology',
    ])
    const read = async (uri: string): Promise<string> => {
      const [only] = (await client.readResource({ uri })).contents
      return (only as { text: string }).text
    }
    const api = createClient({ url })
    expect(JSON.parse(await read('isotherm://instruments'))).toEqual(await api.get('instruments'))
    expect(JSON.parse(await read('isotherm://venues'))).toHaveProperty('venues')
    expect(await read('isotherm://methodology')).toMatch(/^# /)
  })

  test('what cannot be answered is a plain sentence, and the next question is answered', async () => {
    const { url } = await wholeServer()
    const { ask } = await overStdio(url)
    const wrong: [string, Record<string, unknown>, RegExp][] = [
      ['clusters', { instrument: 'binance:NOPE' }, /^there is no binance:NOPE/],
      ['clusters', { instrument: '"; DROP' }, /is no instrument/],
      ['clusters', {}, /instrument/],
      ['clusters', { instrument: id, limit: 1e9 }, /limit/],
      ['cascade', { instrument: id, side: 'long' }, /^price is missing/],
      ['signals', { instrument: id, time: 1 }, /time/],
      ['score', { instrument: 'binance:NOPE' }, /list_instruments/],
      [
        'liquidation_price',
        { venue: 'nowhere', symbol: 'X', side: 'long', entry: 1 },
        /^venue "nowhere"/,
      ],
      [
        'liquidation_price',
        { venue: 'binance', symbol: 'BTCUSDT', side: 'long', entry: 1 },
        /leverage/,
      ],
    ]
    for (const [name, asked, message] of wrong) {
      // One process, one question after the other.
      // oxlint-disable-next-line no-await-in-loop
      const { isError, text } = await ask(name, asked)
      expect(isError, `${name} ${JSON.stringify(asked)}: ${text}`).toBe(true)
      expect(text).toMatch(message)
      expect(text).not.toMatch(/\n\s+at /)
    }
    expect((await ask('clusters', QUESTIONS['clusters']!)).isError).toBeUndefined()
  })

  test('where no Isotherm answers, that is said', async () => {
    const { client, ask } = await overStdio('http://127.0.0.1:1')
    const { isError, text } = await ask('clusters', { instrument: id })
    expect([isError, text]).toEqual([
      true,
      'http://127.0.0.1:1 does not answer: is Isotherm running there?',
    ])
    await expect(client.readResource({ uri: 'isotherm://venues' })).rejects.toThrow(
      /does not answer/,
    )
    // What needs no server is answered all the same.
    const computed = await ask('liquidation_price', QUESTIONS['liquidation_price']!)
    expect(computed.isError).toBeUndefined()
  })

  test('standard output holds the protocol alone, and the end of the input is the end', async () => {
    const child = spawn(process.execPath, [MAIN, 'mcp', '--url', 'http://127.0.0.1:1'])
    const exit = once(child, 'exit')
    let [out, err] = ['', '']
    child.stdout.on('data', (data: Buffer) => (out += data.toString()))
    child.stderr.on('data', (data: Buffer) => (err += data.toString()))
    const send = (message: object) =>
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
    const clientInfo = { name: 'test', version: '0' }
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo }
    child.stdin.write('no JSON\n')
    send({ id: 1, method: 'initialize', params })
    send({ method: 'notifications/initialized' })
    send({
      id: 2,
      method: 'tools/call',
      params: { name: 'clusters', arguments: { instrument: id } },
    })
    child.stdin.end()
    expect(await exit).toEqual([0, null])
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: number })
    expect(lines.map((line) => line.id)).toEqual([1, 2])
    expect(err).toBe('')
  })

  test('a key comes from a file or the environment, and is in no answer', async () => {
    const seen: (string | undefined)[] = []
    const server = createServer(({ headers }, reply) => {
      seen.push(headers.authorization)
      reply.writeHead(401, { 'content-type': 'application/problem+json' })
      const problem = {
        type: 'about:blank',
        title: '',
        status: 401,
        code: 'key-wrong',
        detail: 'this key is not known here',
      }
      reply.end(JSON.stringify(problem))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const folder = await mkdtemp(join(tmpdir(), 'isotherm-mcp-'))
    onTestFinished(async () => {
      server.closeAllConnections()
      server.close()
      await rm(folder, { recursive: true, force: true })
    })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await writeFile(join(folder, 'key'), 'iso_of_file\n')
    const byFile = await overStdio(url, {}, '--key-file', join(folder, 'key'))
    const { isError, text } = await byFile.ask('clusters', { instrument: id })
    expect([isError, text]).toEqual([true, 'this key is not known here'])
    const byEnvironment = await overStdio(url, { ISOTHERM_KEY: 'iso_of_env' })
    await byEnvironment.ask('clusters', { instrument: id })
    expect(seen).toEqual(['Bearer iso_of_file', 'Bearer iso_of_env'])
  })

  test('over HTTP the same is answered, to this machine alone, and a signal ends it', async () => {
    const { url } = await wholeServer()
    const { child, exit, address } = await startHttp(url)
    const { client, ask } = await connect(new StreamableHTTPClientTransport(new URL(address)))
    expect((await client.listTools()).tools).toHaveLength(Object.keys(QUESTIONS).length)
    const both = await Promise.all([
      ask('clusters', QUESTIONS['clusters']!),
      ask('score', QUESTIONS['score']!),
    ])
    expect(both.map(({ isError }) => isError)).toEqual([undefined, undefined])
    const { clusters } = await createClient({ url }).get('signals', { instrument: id })
    expect(both[0].data['clusters']).toEqual(clusters)

    const { port } = new URL(address)
    const post = (headers: Record<string, string>, path = '/mcp', method = 'POST') =>
      new Promise<number>((resolve, reject) => {
        const given = {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
        }
        const request = httpRequest({
          host: '127.0.0.1',
          port,
          path,
          method,
          headers: { ...given, ...headers },
        })
        request.on('response', (answer) => {
          answer.resume()
          resolve(answer.statusCode!)
        })
        request.on('error', reject)
        request.end(
          method === 'POST'
            ? JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
            : undefined,
        )
      })
    expect(await post({})).toBe(200)
    expect(await post({ host: 'rebound.example.org' })).toBe(403)
    expect(await post({ origin: 'https://example.org' })).toBe(403)
    expect(await post({ origin: 'null' })).toBe(403)
    expect(await post({}, '/')).toBe(404)
    expect(await post({}, '/mcp', 'GET')).toBe(405)
    expect(await post({}, '/mcp', 'DELETE')).toBe(405)
    const huge = await fetch(address, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: `{"x":"${'x'.repeat(200_000)}"}`,
    })
    expect(huge.status).toBe(413)
    child.kill('SIGTERM')
    expect(await exit).toEqual([0, null])
  })
})

test.each([
  [['--url', 'ftp://x'], /--url "ftp:\/\/x" must be like http/],
  [['--http', '70000'], /--http "70000" must be a whole number/],
  [['--key-file', '/nowhere'], /--key-file "\/nowhere" cannot be read/],
  [['--key', 'secret'], /--key is no flag here/],
])('refuses %j', async (args, message) => {
  let [out, err] = ['', '']
  const readFile = (): never => {
    throw new Error('ENOENT')
  }
  const io = {
    out: (text: string) => (out += text),
    err: (text: string) => (err += text),
    readFile,
  }
  expect(await runCommand(['mcp', ...args], io)).toBe(2)
  expect(err).toMatch(message)
  expect(out).toBe('')
})
