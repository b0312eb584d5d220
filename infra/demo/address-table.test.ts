import { expect, it } from 'vitest';
import { addressTable } from './address-table.ts';

it('says what a NATS client of another maker needs beside address and password', () => {
  const table = addressTable({ url: 'http://localhost:8080', sites: [], services: [], data: '.data' });
  expect(table).toMatch(/NATS clients +user reader, inbox prefix _INBOX_reader, JetStream API prefix site\.API/);
});
