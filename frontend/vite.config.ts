import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const frontDoor = process.env['FRONT_DOOR'] ?? 'http://localhost:8080';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ['index.html', 'states.html'].map((page) => join(import.meta.dirname, page)) },
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
