import { expect, it } from 'vitest';
import { TOPOLOGY } from '../topology/topology.ts';
import { addressTable } from './address-table.ts';

const INPUT = {
  topology: TOPOLOGY,
  url: 'http://localhost:8080',
  sites: [],
  services: [],
  data: '/demo/.data',
  defaultData: '/demo/.data',
  operatorToken: 'secret',
  idleSite: 'cloud',
};

it('says what a NATS client of another maker needs beside address and password', () => {
  const table = addressTable(INPUT);
  expect(table).toMatch(/NATS clients +user reader, inbox prefix _INBOX_reader, JetStream API prefix site\.API/);
});

it('names the command that moves the services away', () => {
  expect(addressTable(INPUT)).toMatch(/npm run migrate -- api,gateway --to cloud$/m);
});

it('prints the token with which the board may act', () => {
  expect(addressTable(INPUT)).toMatch(/Operator token +secret/);
});

it('names the data directory in each command that would not find it', () => {
  const table = addressTable({ ...INPUT, data: '/elsewhere' });
  for (const command of ['migrate -- api,gateway --to cloud', 'cable -- cut', 'cable -- restore'])
    expect(table).toContain(`npm run ${command} --data /elsewhere\n`);
});
