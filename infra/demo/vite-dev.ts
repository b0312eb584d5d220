import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

/** The board's development server. Its own configuration passes what is not the board on to the front door. */
const server = await createServer({
  root: fileURLToPath(new URL('../../frontend', import.meta.url)),
  server: { host: process.env['HOST'] ?? '127.0.0.1', port: Number(process.env['PORT']), strictPort: true },
});
await server.listen();
process.once('SIGTERM', () => void server.close());
