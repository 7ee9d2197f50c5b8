import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/**
 * The oldest runtime that has to read the bundles is Electron 33: Node 20.18 and Chromium 130.
 * electron-vite would build for the Electron that is installed.
 */
const NODE = 'node20.18';
const CHROMIUM = 'chrome130';

export default defineConfig({
  main: {
    build: {
      target: NODE,
      sourcemap: true,
      rolldownOptions: {
        input: {
          index: 'src/main/index.ts',
          headless: 'src/main/headless.ts',
          journal: 'src/main/processes/journal/main.ts',
          snapshot: 'src/main/processes/snapshot/main.ts',
          backup: 'src/main/processes/backup/main.ts',
          activity: 'src/main/processes/activity/main.ts',
          'activity-cli': 'src/main/activity-cli.ts',
          simulate: 'src/simulate/index.ts',
        },
        output: {
          entryFileNames: '[name].js',
          // Chunks lie beside the entries, so that `import.meta.dirname` is out/main in every module.
          chunkFileNames: 'chunk-[name]-[hash].js',
        },
      },
    },
  },
  preload: {
    build: {
      target: NODE,
      // A sandboxed preload is one CommonJS file that loads nothing.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    // Replaced with a fresh nonce each time the page is served: the policy allows no other style.
    html: { cspNonce: '__NONCE__' },
    plugins: [react()],
    build: {
      target: CHROMIUM,
      minify: true,
      // Read from the disk at once: one file is as good as many.
      chunkSizeWarningLimit: 2_000,
      rolldownOptions: { input: { index: 'src/renderer/index.html' } },
    },
  },
});
