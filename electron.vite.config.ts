import { defineConfig } from 'electron-vite';

// electron-vite builds what is named here and nothing else: `preload` and `renderer` join `main`
// together with the window.
export default defineConfig({
  main: {
    build: {
      // The oldest runtime that has to read the bundle is Electron 33, which carries Node 20.18;
      // electron-vite would build for the Electron that is installed.
      target: 'node20.18',
      sourcemap: true,
      rolldownOptions: {
        input: {
          headless: 'src/main/headless.ts',
          journal: 'src/main/processes/journal/main.ts',
          snapshot: 'src/main/processes/snapshot/main.ts',
        },
        output: {
          entryFileNames: '[name].js',
          // Chunks lie beside the entries, so that `import.meta.dirname` is out/main in every module.
          chunkFileNames: 'chunk-[name]-[hash].js',
        },
      },
    },
  },
});
