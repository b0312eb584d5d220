import { text } from 'node:stream/consumers';
import { connect } from '@nats-io/transport-node';
import { passwordVariable } from '../infra/topology/users.ts';
import { answerInto, overstep, STREAMS, streamStates } from './attacker.ts';
import { clientsOf } from './policy.ts';

/**
 * Runs where a site's brokers can be reached, with their `brokers.env` on its standard input: makes every attack as each user of the site, and prints what
 * the site held before and after as JSON.
 */
const site = process.argv[2] as string;
const passwords = new Map(
  (await text(process.stdin)).split('\n').map((line) => line.split('=') as [name: string, password: string]),
);
const connectAs = (user: string) =>
  connect({
    servers: `brokers.${site}:4222`,
    user,
    pass: passwords.get(passwordVariable(user)) ?? '',
    inboxPrefix: `_INBOX_${user}`,
  });

const bridge = await connectAs('bridge');
const before = await streamStates(bridge, site);
const users: string[] = [];
for (const identity of clientsOf(site)) {
  const nc = await connectAs(identity.user);
  await overstep(nc, identity);
  if (!STREAMS.includes(identity.account)) await answerInto(nc, identity);
  await nc.close();
  users.push(identity.user);
}
console.log(JSON.stringify({ users, before, after: await streamStates(bridge, site) }));
await bridge.close();
