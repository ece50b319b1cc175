/** Builds the page into `dist/web`; while developing it forwards the API to a server that runs. */
import react from '@vitejs/plugin-react'
import { resolve } from 'node:path'
import { defineConfig } from 'vite'

const root = import.meta.dirname

export default defineConfig({
  root,
  plugins: [react()],
  build: {
    outDir: resolve(root, '../../dist/web'),
    emptyOutDir: true,
    target: 'es2023',
    // The first of each that know light-dark(), in which the colours are written.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    // Text under this size would become a data: address, which the content security policy refuses for fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The first file is large because it is one; what pages may weigh, gzipped, is held by `bundle.test.ts`.
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      // What every page begins with is one file: forty small ones would each be asked for, and wait for each other.
      output: { codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] } },
    },
  },
  server: { port: 4401, proxy: { '/api': 'http://localhost:4400' } },
})
