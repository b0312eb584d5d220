import { connect } from '@nats-io/transport-node';
import { containerDemo } from '../../drivers/container-demo.ts';
import { DriverError } from '@quotebridge/migrator/driver';
import type { Bed, Capability } from './bed.ts';

const SITES = ['onprem', 'cloud'] as const;

/** Why something is not possible there; the rest is. */
const LACKS: Readonly<Record<'compose' | 'kind', Readonly<Partial<Record<Capability, string>>>>> = {
  compose: {
    link: 'the networks of the containers are cut and restored, and no more',
    disks: 'the volumes of the containers are not filled',
  },
  kind: {
    link: 'the nodes drop the packets of the link or forward them, and no more',
    killOften: 'the kubelet waits longer each time before it starts what has ended',
    stop: 'the kubelet starts again at once what has ended',
    disks: 'the volumes of the pods are not filled',
  },
};
const WHAT = { compose: 'the compose project', kind: 'the clusters' } as const;

/** A demo that runs in containers or pods, broken through its injector. It is left running. Throws `DriverError` when none runs. */
export async function joinDemo(way: 'compose' | 'kind', given: string | undefined): Promise<Bed> {
  await using stack = new AsyncDisposableStack();
  const demo = containerDemo(way, given);
  const driver = stack.use(demo.driver);
  const what = `${WHAT[way]} ${demo.name}`;
  const lacks = LACKS[way];
  const injector = await demo.injector();
  const [url] = await driver.urls('public', 'front-door');
  if (url === undefined) throw new DriverError(`${what} has no front door`);
  const counts = SITES.map((site) => injector.brokers(site).length);
  const count = counts.every((each) => each === 3) ? 3 : 1;
  const unsupported = (reason: string) => Promise.reject(new Error(`${what} does not support this: ${reason}`));
  const joined = stack.move();
  const service = (name: string) => {
    const found = injector.services.find((one) => one.name === name);
    if (found === undefined) throw new DriverError(`${what} runs no service ${name}`);
    return found;
  };
  const noLink = () => {
    throw new Error(lacks.link);
  };
  return {
    kind: 'standard',
    url,
    description: `${what} at ${url}, ${count} broker${count === 1 ? '' : 's'} a site`,
    brokersPerSite: count,
    lacks: (capability) => lacks[capability] ?? null,
    link: {
      cut: () => injector.cutLink(),
      restore: () => injector.restoreLink(),
      slow: noLink,
      halfOpen: noLink,
      disconnect: noLink,
    },
    brokers: (site) => injector.brokers(site),
    services: injector.services,
    service,
    async another(name) {
      const first = service(name);
      const site = first.site ?? 'public';
      const { signal } = new AbortController();
      await driver.scale(site, name, 2, signal);
      return Object.assign({ ...first }, { [Symbol.asyncDispose]: () => driver.scale(site, name, 1, signal) });
    },
    async connect(site, user) {
      const { servers, password } = await driver.brokers(site, user);
      return connect({
        servers,
        user,
        pass: password,
        inboxPrefix: `_INBOX_${user}`,
        // The brokers announce addresses that only their own network has.
        ignoreClusterUpdates: true,
        maxReconnectAttempts: -1,
        // A busy machine may exceed the brokers' time for credentials, which is no reason to give up.
        ignoreAuthErrorAbort: true,
        reconnectTimeWait: 100,
      });
    },
    setCloudClock: () => unsupported('clocks'),
    fillDisks: () => unsupported('small disks'),
    freeDisks: () => unsupported('small disks'),
    [Symbol.asyncDispose]: () => joined.disposeAsync(),
  };
}
