import { writeFile } from 'node:fs/promises';
import { declarationsJsonSchema } from '@quotebridge/bridges';

const file = new URL('../bridges/bridges.schema.json', import.meta.url);
await writeFile(file, `${JSON.stringify(declarationsJsonSchema(), null, 2)}\n`);
console.log('infra/bridges/bridges.schema.json');
