import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import solid from 'vite-plugin-solid'
import { markdownPages } from './scripts/markdown-page.ts'
import { pageWorker } from './scripts/page-worker.ts'

export default defineConfig({
  root: fileURLToPath(new URL('src/web', import.meta.url)),
  plugins: [markdownPages(), solid(), pageWorker()],
  build: {
    outDir: fileURLToPath(new URL('dist/web', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // What is bundled is passed on, and their licences ask to go with it.
    license: { fileName: 'third-party-licences.txt' },
    // The main script is 170 kB compressed; what a page needs alone is fetched with it.
    chunkSizeWarningLimit: 800,
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
})
