import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Most of the time of a test is a host that starts, with four processes: twice as fast where none of
// them has to strip and compile its modules anew. What a test starts inherits this.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/compiled');

export default defineConfig({
  test: {
    // All cores: most of a test's time is a host that starts, on one of them.
    maxWorkers: '100%',
    projects: [
      {
        // Generous limits: a machine that others use as well is slow at times, and no test is wrong
        // for that.
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 30_000 },
      },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts', 'test/migrations/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'sim',
          include: ['test/sim/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          // These tests kill processes and measure disks: one file at a time, each in its own
          // process, so that none of them shares a machine with another.
          name: 'crash',
          include: ['test/crash/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          // The same, for as long as it is asked for: it has its own limit.
          name: 'soak',
          include: ['test/soak/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          // A window at a time, in the real Electron.
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          setupFiles: ['test/e2e/on-failure.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
