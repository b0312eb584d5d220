import { randomUUID } from 'node:crypto';
import { setInterval } from 'node:timers/promises';
import { Network } from 'testcontainers';
import { createToxicWanProxy } from './wan-proxy.ts';
import { buildImages } from './images.ts';
import { ownNetworkName } from './sweep.ts';

// A small part of what a test starts: an image, two networks, a container. Then it waits to be killed.
await buildImages(['bridge']);
const lay = () => new Network({ nextUuid: () => ownNetworkName(randomUUID()) }).start();
const [onprem, cloud] = [await lay(), await lay()];
await createToxicWanProxy(onprem, cloud, 'nobody:1');
console.log('started');
for await (const _ of setInterval(60_000));
