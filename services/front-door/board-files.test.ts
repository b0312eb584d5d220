import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { problemSchema } from '@quotebridge/contracts';
import { describe, expect, it } from 'vitest';
import { askPlainly, startFrontDoor } from './testing.ts';

describe('the frontend behind the front door', () => {
  const get = (url: string, accept: string) => fetch(url, { headers: { accept } });

  it('caches hashed files for ever and revalidates the page', async () => {
    await using door = await startFrontDoor();
    const page = await fetch(`${door.url}/`);
    expect(await page.text()).toContain('board');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const asset = await fetch(`${door.url}/assets/index-1a2b.js`);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('content-type')).toContain('javascript');
  });

  it('serves the control page, revalidated like the board', async () => {
    await using door = await startFrontDoor();
    const page = await fetch(`${door.url}/control`);
    expect([page.status, await page.text()]).toEqual([200, await (await fetch(`${door.url}/`)).text()]);
    expect(page.headers.get('cache-control')).toBe('no-cache');
  });

  it('compresses files, with a different ETag for each encoding', async () => {
    await using door = await startFrontDoor();
    await writeFile(join(door.board, 'assets', 'large-3c.js'), 'export const text = "quote";\n'.repeat(1_000));
    const url = `${door.url}/assets/large-3c.js`;
    const plain = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
    expect([plain.headers.get('content-encoding'), plain.headers.get('content-length')]).toEqual([null, '29000']);
    for (const encoding of ['gzip', 'br']) {
      const packed = await fetch(url, { headers: { 'accept-encoding': encoding } });
      expect(packed.headers.get('content-encoding')).toBe(encoding);
      expect(packed.headers.get('vary')?.toLowerCase()).toBe('accept-encoding');
      // Weak: the same content, not the same bytes.
      expect(packed.headers.get('etag')).toMatch(/^W\//);
      expect(await packed.text()).toBe(await (await fetch(url)).text());
      const etag = packed.headers.get('etag') ?? '';
      const asked = `host: x\r\naccept-encoding: ${encoding}\r\nif-none-match: ${etag}\r\nconnection: close`;
      const { head } = await askPlainly(door.port, `GET /assets/large-3c.js HTTP/1.1\r\n${asked}\r\n\r\n`);
      expect(head[0]).toBe('HTTP/1.1 304 Not Modified');
      expect(head.map((line) => line.toLowerCase())).toContain('vary: accept-encoding');
    }
    const part = await fetch(url, { headers: { range: 'bytes=0-9', 'accept-encoding': 'gzip' } });
    expect([part.status, part.headers.get('content-encoding'), await part.text()]).toEqual([206, null, 'export con']);
  });

  it('answers a path that is not a file with a problem, in a browser too', async () => {
    await using door = await startFrontDoor();
    for (const [path, accept] of [
      ['/instruments/AAPL', 'text/html,*/*'],
      ['/data.json', '*/*'],
      ['/assets/old-1.js', 'text/html'],
      ['/..%2f..%2fetc/passwd', '*/*'],
      ['/%ff', '*/*'],
    ] as const) {
      const answer = await get(`${door.url}${path}`, accept);
      expect([400, 403, 404]).toContain(answer.status);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(problemSchema.parse(await answer.json()).status).toBe(answer.status);
    }
    expect((await fetch(`${door.url}/`, { method: 'POST', headers: { accept: 'text/html' } })).status).toBe(404);
  });
});
