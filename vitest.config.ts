import { fileURLToPath } from 'node:url'
import solid from 'vite-plugin-solid'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [solid()],
  resolve: {
    alias: [
      {
        find: /^fast-check$/,
        replacement: fileURLToPath(new URL('test/fast-check.ts', import.meta.url)),
      },
      // The plugin resolves packages as a browser would, where `ws` is a stub that throws.
      {
        find: /^ws$/,
        replacement: fileURLToPath(new URL('node_modules/ws/wrapper.mjs', import.meta.url)),
      },
    ],
  },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    environment: 'node',
    reporters: process.env['CI'] ? ['default', './scripts/count-reporter.mjs'] : ['default'],
    // One less than the cores is the default, which on two cores is one.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A second is the default, which a busy machine needs for one frame.
    expect: { poll: { timeout: 20_000 } },
  },
})
