import solid from 'vite-plugin-solid'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [solid()],
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    environment: 'node',
    reporters: process.env['CI'] ? ['default', './scripts/count-reporter.mjs'] : ['default'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
