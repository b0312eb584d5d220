import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';

/** The baseline: an Express handler that sends a constant of this many bytes, and nothing else. */
const bytes = Number(process.argv[2]);
const body = Buffer.from(`{"pad":"${'x'.repeat(Math.max(0, bytes - '{"pad":""}'.length))}"}`);

const app = express();
app.disable('etag');
app.get('/', (_request, response) => {
  response.set('content-type', 'application/json; charset=utf-8').send(body);
});
const server = createServer(app).listen(0, '127.0.0.1', () => {
  console.log((server.address() as AddressInfo).port);
});
process.once('disconnect', () => process.exit());
