import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { digestOf } from '../../store/tile-strip.ts'
import { encodeBody } from './content-coding.ts'
import type { Coding } from './content-coding.ts'
import { problem } from './problems.ts'
import { codingFor, isKnown, sendCoded } from './reply.ts'

/** The files of the built page by their address, read once: an address is looked up, never a path. */
export type PageFiles = ReadonlyMap<string, PageFile>

interface PageFile {
  readonly type: string
  readonly digest: string
  /** Named by the hash of its content, so it never changes. */
  readonly immutable: boolean
  bodyIn(coding: Coding): Promise<Uint8Array>
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
}
const PACKED = new Set(['.png', '.ico', '.woff2'])

/** Reads the folder of the built page; no files where it is missing. */
export async function readPageFiles(folder: string): Promise<PageFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
      throw error
    },
  )
  const files = entries.filter((entry) => entry.isFile())
  const read = files.map(async (entry): Promise<[string, PageFile]> => {
    const path = join(entry.parentPath, entry.name)
    const address = `/${relative(folder, path).split(sep).join('/')}`
    return [address, pageFile(address, await readFile(path))]
  })
  return new Map(await Promise.all(read))
}

function pageFile(address: string, content: Uint8Array): PageFile {
  const ending = extname(address)
  const coded = new Map<Coding, Promise<Uint8Array>>()
  return {
    type: TYPES[ending] ?? 'application/octet-stream',
    digest: digestOf(content),
    immutable: address.startsWith('/assets/'),
    bodyIn(asked) {
      const coding = PACKED.has(ending) ? 'identity' : asked
      const body = coded.get(coding) ?? encodeBody(content, coding)
      coded.set(coding, body)
      return body
    },
  }
}

/** Serves the built page, or says how to build it. */
export function pageRoutes(app: FastifyInstance, files: PageFiles): void {
  app.get('/*', async (request, reply) => {
    const address = (request.raw.url ?? '/').split('?')[0]!
    const file = files.get(address === '/' ? '/index.html' : address)
    if (file === undefined) {
      if (files.size === 0 && (address === '/' || address === '/index.html'))
        throw problem('page-not-built', 'the page is not built: run npm run build')
      throw problem('not-found', 'there is no such address: docs/api.md lists them')
    }
    const coding = codingFor(request)
    const packed = await file.bodyIn(coding)
    const raw = packed === (await file.bodyIn('identity'))
    const used = raw ? 'identity' : coding
    const tag = `"${file.digest}${raw ? '' : `-${coding}`}"`
    if (isKnown(request, reply, tag, file.immutable ? 'immutable' : 'revalidate'))
      return reply.send()
    return sendCoded(reply, packed, used, file.type)
  })
}
