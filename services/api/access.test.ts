import { QuoteMerge } from '@quotebridge/quote-reader';
import { describe, expect, it } from 'vitest';
import { contract } from './openapi/testing.ts';
import { NOW, open, problemOf, quotesOf, startApp } from './testing.ts';

describe('access to the API', () => {
  it('lets only pages of allowed origins read its responses', async () => {
    await using api = await startApp({ access: { ...open, corsOrigins: ['https://a.example'] } });
    const allowed = async (origin: string) =>
      (await fetch(`${api.url}/v1/status`, { headers: { origin } })).headers.get('access-control-allow-origin');
    expect(await allowed('https://a.example')).toBe('https://a.example');
    expect(await allowed('https://b.example')).toBeNull();
    await using closed = await startApp();
    const response = await fetch(`${closed.url}/v1/status`, { headers: { origin: 'https://a.example' } });
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  });

  it('refuses a client above the rate limit with Retry-After, and serves the others', async () => {
    let now = NOW;
    await using api = await startApp({ access: { ...open, rateLimit: 2, trustedProxies: 1 }, now: () => now });
    const ask = (client: string) => fetch(`${api.url}/v1/status`, { headers: { 'x-forwarded-for': client } });
    const rateOf = ({ status, headers }: Response) => [status, headers.get('ratelimit'), headers.get('retry-after')];
    const first = await ask('192.0.2.1');
    expect(first.headers.get('ratelimit-policy')).toBe('"2-in-10sec"; q=2; w=10');
    expect(rateOf(first)).toEqual([200, '"2-in-10sec"; r=1; t=10', null]);
    now += 2_500;
    expect(rateOf(await ask('192.0.2.1'))).toEqual([200, '"2-in-10sec"; r=0; t=8', null]);
    // The same address, as IPv6 writes it.
    const refused = await ask('::ffff:192.0.2.1');
    expect(rateOf(refused)).toEqual([429, '"2-in-10sec"; r=0; t=8', '8']);
    const inDocument = contract(500);
    const init = { headers: { 'x-forwarded-for': '192.0.2.1' } };
    expect((await inDocument(`${api.url}/v1/status`, init)).status).toBe(429);
    expect((await inDocument(`${api.url}/v1/status`)).status).toBe(200);
    expect((await problemOf(refused)).detail).toBe('allowed are 2 requests in 10 s');
    expect((await ask('192.0.2.2')).status).toBe(200);
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
    now += 7_500;
    expect(rateOf(await ask('192.0.2.1'))).toEqual([200, '"2-in-10sec"; r=1; t=10', null]);
  });

  it('counts a network of IPv6 as one client', async () => {
    await using api = await startApp({ access: { ...open, rateLimit: 2, trustedProxies: 1 } });
    const left = async (client: string) =>
      (await fetch(`${api.url}/v1/status`, { headers: { 'x-forwarded-for': client } })).headers.get('ratelimit');
    expect(await left('2001:db8:0:1::1')).toContain('r=1');
    expect(await left('2001:db8:0:2::ffff')).toContain('r=0');
    expect(await left('2001:db8:0:100::1')).toContain('r=1');
  });

  it('compresses large responses', async () => {
    await using api = await startApp();
    const headers = { 'accept-encoding': 'gzip' };
    expect((await fetch(`${api.url}/openapi.json`, { headers })).headers.get('content-encoding')).toBe('gzip');
    expect((await fetch(`${api.url}/v1/quotes/A`, { headers })).headers.has('content-encoding')).toBe(false);
  });

  it('has a documentation page that loads nothing from other hosts', async () => {
    await using api = await startApp();
    const page = await fetch(`${api.url}/docs`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const html = await page.text();
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(files).toHaveLength(4);
    for (const file of [...files, '/openapi.json', '/asyncapi.json']) {
      expect(file).toMatch(/^\//);
      expect((await fetch(`${api.url}${file}`)).status).toBe(200);
    }
  });

  it('does not leak internal errors', async () => {
    const quotes = {
      ...quotesOf(new QuoteMerge()),
      get entries(): never {
        throw new Error('the password is 1234');
      },
    };
    await using api = await startApp({ quotes });
    const response = await fetch(`${api.url}/v1/quotes`);
    expect(response.status).toBe(500);
    expect(JSON.stringify(await problemOf(response))).not.toContain('1234');
  });

  it('answers HEAD like GET, and other methods with 405', async () => {
    await using api = await startApp();
    expect((await fetch(`${api.url}/v1/quotes`, { method: 'HEAD' })).status).toBe(200);
    const response = await fetch(`${api.url}/v1/quotes`, { method: 'POST', body: '{' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
    await problemOf(response);
  });

  it('measures requests by route, never by path', async () => {
    await using api = await startApp();
    await fetch(`${api.url}/v1/quotes/A`);
    await fetch(`${api.url}/v1/quotes/Z`);
    await fetch(`${api.url}/etc/passwd`);
    const metrics = async () => (await fetch(`${api.url}/metrics`)).text();
    await expect
      .poll(metrics)
      .toContain('http_request_duration_seconds_count{route="/v1/quotes/:symbol",status="200"} 1');
    expect(await metrics()).toContain('{route="/v1/quotes/:symbol",status="404"} 1');
    expect(await metrics()).toContain('{route="none",status="404"} 1');
    expect(await metrics()).not.toContain('passwd');
  });
});
