import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { MINUTE } from '../market/units.ts'
import { downloadArchive } from './archive-download.ts'
import type { FetchedFile } from './archive-download.ts'

const DAY_ONE = 'data/futures/um/daily/metrics/BTCUSDT/BTCUSDT-metrics-2024-06-01.zip'
const DAY_TWO = 'data/futures/um/daily/metrics/BTCUSDT/BTCUSDT-metrics-2024-06-02.zip'

let folder = ''
let server: Server
let url = ''
/** What the server has, by path. */
let files: Map<string, Buffer>
/** Path and Range of every request for a file itself. */
let asked: string[]
/** Bytes after which the server breaks off an answer. */
let breakAfter: number | undefined

/** Ends an answer in the middle, once the client has stored some of it: a cut connection may lose what was under way. */
async function breakOff(path: string, response: ServerResponse): Promise<void> {
  const part = join(folder, `${path}.part`)
  while (!existsSync(part) || statSync(part).size === 0)
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
  response.destroy()
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isotherm-download-'))
  files = new Map()
  asked = []
  breakAfter = undefined
  server = createServer((request, response) => {
    const path = (request.url ?? '').slice(1)
    const content = files.get(path)
    if (content === undefined) {
      response.writeHead(404).end()
      return
    }
    const { range } = request.headers
    if (!path.endsWith('.CHECKSUM')) asked.push(`${path.slice(-6)} ${range ?? 'whole'}`)
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
    if (from >= content.length && from > 0) {
      response.writeHead(416).end()
      return
    }
    const rest = content.subarray(from)
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length })
    if (breakAfter === undefined || path.endsWith('.CHECKSUM')) response.end(rest)
    else response.write(rest.subarray(0, breakAfter), () => void breakOff(path, response))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => {
    server.close(resolve)
  })
  await rm(folder, { recursive: true, force: true })
})

function serve(path: string, content: Buffer, checksum = content): void {
  const hash = createHash('sha256').update(checksum).digest('hex')
  files.set(path, content)
  files.set(`${path}.CHECKSUM`, Buffer.from(`${hash}  ${path.split('/').pop()}\n`))
}

async function fetchDays(days = 1): Promise<{ files: readonly string[]; outcomes: string[] }> {
  const from = Date.UTC(2024, 5, 1)
  const to = Date.UTC(2024, 5, days)
  const outcomes: string[] = []
  const done = await downloadArchive(
    { symbol: 'BTCUSDT', kinds: ['metrics'], interval: MINUTE, from, to },
    { url, folder },
    (_, __, file: FetchedFile) => outcomes.push(file.outcome),
  )
  return { files: done.files, outcomes }
}

const content = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7) % 251))

test('files are fetched, checked and kept: the second time nothing is asked for', async () => {
  serve(DAY_ONE, content)
  serve(DAY_TWO, Buffer.from('two'))
  const first = await fetchDays(2)
  expect(first.files).toEqual([DAY_ONE, DAY_TWO].map((path) => join(folder, path)))
  expect(await readFile(join(folder, DAY_ONE))).toEqual(content)
  expect((await fetchDays(2)).outcomes).toEqual(['kept', 'kept'])
  expect(asked).toEqual(['01.zip whole', '02.zip whole'])
})

test('a download that was cut off goes on where it was', async () => {
  serve(DAY_ONE, content)
  breakAfter = 70_000
  await expect(fetchDays()).rejects.toThrow('broken off, run the command again to go on')
  breakAfter = undefined
  const { outcomes } = await fetchDays()
  expect(outcomes).toEqual(['resumed'])
  expect(asked[1]).toMatch(/^01\.zip bytes=\d+-$/)
  expect(await readFile(join(folder, DAY_ONE))).toEqual(content)
})

test('a part that does not fit the rest is thrown away and fetched anew', async () => {
  serve(DAY_ONE, content)
  const part = join(folder, `${DAY_ONE}.part`)
  await mkdir(dirname(part), { recursive: true })
  await writeFile(part, 'of an older version')
  await fetchDays()
  expect(asked).toEqual(['01.zip bytes=19-', '01.zip whole'])
  expect(await readFile(join(folder, DAY_ONE))).toEqual(content)
})

test('a wrong checksum is an error and nothing is kept', async () => {
  serve(DAY_ONE, content, Buffer.from('something else'))
  await expect(fetchDays()).rejects.toThrow('its SHA-256 is not the one of its .CHECKSUM file')
  expect(await readdir(dirname(join(folder, DAY_ONE)))).toEqual([])
})

test('what the archive does not have is told, the rest is fetched', async () => {
  serve(DAY_TWO, content)
  expect((await fetchDays(2)).outcomes).toEqual(['absent', 'fetched'])
})

test('a month that is not packed yet is fetched by day', async () => {
  const day = 'data/futures/um/daily/klines/BTCUSDT/1m/BTCUSDT-1m-2024-06-30.zip'
  serve(day, content)
  const done = await downloadArchive(
    {
      symbol: 'BTCUSDT',
      kinds: ['klines'],
      interval: MINUTE,
      from: Date.UTC(2024, 5, 1),
      to: Date.UTC(2024, 5, 30),
    },
    { url, folder },
    () => {},
  )
  expect(done.files).toEqual([join(folder, day)])
  expect(done.absent).toHaveLength(29)
})

test('without a network the error says so', async () => {
  const closed = createServer()
  await new Promise<void>((resolve) => {
    closed.listen(0, '127.0.0.1', resolve)
  })
  const { port } = closed.address() as AddressInfo
  await new Promise((resolve) => {
    closed.close(resolve)
  })
  const unreachable = { url: `http://127.0.0.1:${port}`, folder }
  const range = { symbol: 'BTCUSDT', kinds: ['metrics'] as const, interval: MINUTE, from: 0, to: 0 }
  await expect(downloadArchive(range, unreachable, () => {})).rejects.toThrow(
    /not reached \(ECONNREFUSED\)\. Without a network, import files you have/,
  )
})
