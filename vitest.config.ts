import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

// Threads that a test starts load TypeScript by themselves: kept compiled, as the command line keeps it, they are there in a
// third of the time.
process.env['NODE_COMPILE_CACHE'] ??= resolve(import.meta.dirname, '.cache/node')

export default defineConfig({
  test: {
    include: ['**/*.test.ts', '**/*.test.tsx'],
    exclude: ['node_modules/**', 'dist/**', '.cache/**'],
    pool: 'forks',
    // A process for each file would take longer to begin than most files take.
    isolate: false,
    maxWorkers: 3,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
