import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runCommand } from '../../src/cli/commands.ts'
import { createClient } from '../../src/client/client.ts'
import { simulated, wholeServer } from '../server/whole-fixture.ts'
import { connect, isBuilt, MAIN, overStdio, QUESTIONS, startHttp } from './assistant.ts'

const { id } = simulated

describe.runIf(isBuilt)('the process of isotherm mcp', () => {
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
