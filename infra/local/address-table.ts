import type { Service } from './services.ts';

interface TableBroker {
  readonly name: string;
  readonly monitorPort: number;
}

export interface TableInput {
  readonly url: string;
  readonly urls: Readonly<Record<'onprem' | 'cloud', readonly string[]>>;
  readonly brokers: readonly TableBroker[];
  readonly services: readonly Pick<Service, 'name' | 'url'>[];
  readonly data: string;
}

/** Where everything is, the board first, and how to break it. */
export function addressTable({ url, urls, brokers, services, data }: TableInput): string {
  const rows: [string, string][] = [
    ['Board', url],
    ['API', `${url}/v1/quotes`],
    ['Gateway', `${url.replace(/^http/, 'ws')}/socket.io`],
    ['NATS on-prem', `${urls.onprem.join(' ')}  users feed, instruments, api, gateway, reader, bridge`],
    ['NATS cloud', `${urls.cloud.join(' ')}  users api, gateway, reader, bridge`],
    ['Passwords', `${data}/credentials.json`],
    ...brokers.map(({ name, monitorPort }): [string, string] => [`Monitor ${name}`, `http://127.0.0.1:${monitorPort}`]),
    ...services.map((service): [string, string] => [`Metrics ${service.name}`, `${service.url}/metrics`]),
    ['Data, kept', data],
    ['Logs', `${data}/logs`],
  ];
  const width = Math.max(...rows.map(([what]) => what.length));
  return [
    ...rows.map(([what, where]) => `  ${what.padEnd(width)}  ${where}`),
    '',
    '  Break it:  npm run cable -- cut',
    '  Mend it:   npm run cable -- restore',
    '  Stop it:   Ctrl-C',
  ].join('\n');
}
