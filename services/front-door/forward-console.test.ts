import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { DOWN, startFrontDoor, startUpstream } from './testing.ts';

describe('the console', () => {
  it('answers at /console, with what a client sends, whatever its method', async () => {
    await using upstream = await startUpstream((request, response) => {
      void text(request).then((body) =>
        response.end(`${request.method} ${request.url} ${request.headers['authorization']} ${body}`),
      );
    });
    await using frontDoor = await startFrontDoor({}, { CONSOLE_URL: upstream.url });
    const response = await fetch(`${frontDoor.url}/console/v1/actions?x=1`, {
      method: 'POST',
      body: 'a body',
      headers: { authorization: 'Bearer of it' },
    });
    expect(await response.text()).toBe('POST /console/v1/actions?x=1 Bearer of it a body');
    expect((await fetch(`${frontDoor.url}/consoles`)).status).toBe(404);
  });

  it('has nothing to say where the demo runs without one, and no browser logs an error', async () => {
    await using frontDoor = await startFrontDoor();
    const response = await fetch(`${frontDoor.url}/console/v1/state`);
    expect([response.status, await response.text()]).toEqual([204, '']);
  });

  it('is said to be down while it is, and an event stream is closed so that the browser connects again', async () => {
    await using frontDoor = await startFrontDoor({}, { CONSOLE_URL: DOWN });
    const response = await fetch(`${frontDoor.url}/console/v1/state`);
    expect([response.status, (await response.json()).detail]).toEqual([502, 'the console does not answer']);
    const events = fetch(`${frontDoor.url}/console/v1/events`, { headers: { accept: 'text/event-stream' } });
    await expect(events).rejects.toThrow('fetch failed');
  });
});
