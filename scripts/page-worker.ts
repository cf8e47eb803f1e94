import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { build } from 'vite'

const ENTRY = fileURLToPath(new URL('../src/worker/worker.ts', import.meta.url))

/** Adds the service worker to a built page, at a path that stays, with the names of all files it is to keep. */
export function pageWorker(): Plugin {
  let publicFolder = ''
  return {
    name: 'page-worker',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      publicFolder = config.publicDir
    },
    generateBundle: {
      order: 'post',
      async handler(_, bundle) {
        const built = Object.keys(bundle).filter((name) => name !== 'index.html')
        const files = [
          '/',
          ...[...built, ...(await readdir(publicFolder))].map((name) => `/${name}`),
        ]
        const page = bundle['index.html']
        const html = page?.type === 'asset' ? page.source : ''
        const id = createHash('sha256').update(html).update(files.join('\n')).digest('hex')
        const shell = { id: id.slice(0, 16), files: files.toSorted() }
        this.emitFile({ type: 'asset', fileName: 'worker.js', source: await workerOf(shell) })
      },
    },
  }
}

/** One script without imports, which every browser takes as a worker. */
async function workerOf(shell: {
  readonly id: string
  readonly files: readonly string[]
}): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: 'error',
    define: { SHELL: JSON.stringify(shell) },
    build: {
      write: false,
      target: 'es2022',
      rollupOptions: { input: ENTRY, output: { format: 'iife', entryFileNames: 'worker.js' } },
    },
  })
  const [output] = Array.isArray(made) ? made : [made]
  const chunk = output !== undefined && 'output' in output ? output.output[0] : undefined
  if (chunk?.type !== 'chunk') throw new Error('the service worker was not built')
  return chunk.code
}
