import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const frontDoor = process.env['FRONT_DOOR'] ?? 'http://localhost:8080';

/** What the board loads at first, and the other pages share. */
const BOARD =
  /\/node_modules\/(react|react-dom|scheduler|@tanstack\/query-core|@tanstack\/react-virtual|@tanstack\/virtual-core|socket\.io|engine\.io|@socket\.io)[^/]*\/|\/src\/(board|route|shell|store|trends|prefs|ui)\/|\/services\/shared\//;

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ['index.html', 'states.html'].map((page) => join(import.meta.dirname, page)),
      // In one file it compresses better than in one for each set of pages that share a module.
      output: { codeSplitting: { groups: [{ name: 'board', test: BOARD }] } },
    },
  },
  server: {
    proxy: {
      '/v1': frontDoor,
      '/console': frontDoor,
      '/docs': frontDoor,
      '/openapi.json': frontDoor,
      '/asyncapi.json': frontDoor,
      '/readyz': frontDoor,
      '/socket.io': { target: frontDoor, ws: true },
    },
  },
});
