import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import type { Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, parse, type Info } from 'csv-parse';
import { CHUNK_QUOTES } from './source.ts';

/** A line of a CSV file that cannot be used. The message names the file, the line, the value and what is allowed. */
export class CsvLineError extends Error {
  override readonly name = 'CsvLineError';
  readonly file: string;
  /** 1 is the file's first line. */
  readonly line: number;
  constructor(file: string, line: number, problem: string, options?: ErrorOptions) {
    super(`${file}:${line}: ${problem}`, options);
    this.file = file;
    this.line = line;
  }
}

/** A CSV file that cannot be read at all. The message names the file, and the system's reason. */
export class CsvFileError extends Error {
  override readonly name = 'CsvFileError';
  constructor(file: string, cause: Error) {
    super(`${file} cannot be read: ${cause.message}`, { cause });
  }
}

/** One line below the header. */
export interface CsvRow<Layout extends string> {
  readonly layout: Layout;
  /** The field of a column, empty when the file has no such column. */
  field(column: string): string;
  /** The error to throw for a field that breaks a rule. */
  bad(column: string, rule: string): CsvLineError;
}

interface CsvHeader<Layout extends string> {
  readonly layout: Layout;
  readonly columns: ReadonlyMap<string, number>;
}

/**
 * Reads a CSV file line by line: UTF-8 with or without a byte order mark, any line ends, `#` lines are comments, empty
 * lines are skipped, compressed with gzip or not. The header names the columns, in any order and case; columns outside the layout are ignored. Fields may be
 * in double quotes but hold no comma and no line break, so that a stray quote spoils one line and not the rest of the file.
 *
 * @param layouts the columns that a file must have; the first layout that fits is taken
 * @param convert makes a value of a line, or throws the row's `bad`
 * @param onBadLine gets each bad line's error and throws it, or returns to continue; a bad header is always thrown
 */
export async function* readCsv<Layout extends string, T>(
  path: string,
  layouts: Readonly<Record<Layout, readonly string[]>>,
  convert: (row: CsvRow<Layout>) => T,
  onBadLine: (error: CsvLineError) => void = refuse,
): AsyncGenerator<T[]> {
  const parser = parse({
    bom: true,
    comment: '#',
    comment_no_infix: true,
    info: true,
    max_record_size: 65_536,
    quote: false,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  });
  const unpack = await decompression(path);
  // The callback is required; a failure reaches the loop below through the parser.
  pipeline([createReadStream(path), ...unpack, parser], () => {});
  let header: CsvHeader<Layout> | undefined;
  let values: T[] = [];
  try {
    for await (const { info, record } of parser as AsyncIterable<{ info: Info; record: string[] }>) {
      const fields = record.map(unquote);
      if (header === undefined) {
        header = readHeader(path, info.lines, fields, layouts);
        continue;
      }
      try {
        values.push(convert(readRow(path, info.lines, fields, header)));
      } catch (error) {
        if (!(error instanceof CsvLineError)) throw error;
        onBadLine(error);
      }
      if (values.length === CHUNK_QUOTES) {
        yield values;
        values = [];
      }
    }
  } catch (error) {
    if (error instanceof CsvError)
      throw new CsvLineError(path, Number(error['lines']), error.message, { cause: error });
    if (isUnreadable(error)) throw new CsvFileError(path, error);
    throw error;
  }
  if (header === undefined)
    throw new CsvLineError(path, 1, `is empty; the first line must name the columns ${describe(layouts)}`);
  if (values.length > 0) yield values;
}

/** The same for a small file in which every line must be valid. */
export async function readWholeCsv<Layout extends string, T>(
  path: string,
  layouts: Readonly<Record<Layout, readonly string[]>>,
  convert: (row: CsvRow<Layout>) => T,
): Promise<T[]> {
  const values: T[] = [];
  for await (const chunk of readCsv(path, layouts, convert)) values.push(...chunk);
  return values;
}

/** What a gzip file begins with (RFC 1952). */
const GZIP = Buffer.from([0x1f, 0x8b]);

async function decompression(path: string): Promise<Transform[]> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(GZIP.length), 0, GZIP.length, 0);
    return bytesRead === GZIP.length && buffer.equals(GZIP) ? [createGunzip()] : [];
  } catch (error) {
    if (isUnreadable(error)) throw new CsvFileError(path, error);
    throw error;
  }
}

/** The system cannot read it, or its compression is damaged. */
function isUnreadable(error: unknown): error is Error {
  return error instanceof Error && ('syscall' in error || ('code' in error && String(error.code).startsWith('Z_')));
}

function refuse(error: CsvLineError): never {
  throw error;
}

function readHeader<Layout extends string>(
  file: string,
  line: number,
  names: readonly string[],
  layouts: Readonly<Record<Layout, readonly string[]>>,
): CsvHeader<Layout> {
  const columns = new Map(names.map((name, index) => [keyOf(name), index]));
  const layout = (Object.keys(layouts) as Layout[]).find((key) =>
    layouts[key].every((name) => columns.has(keyOf(name))),
  );
  if (layout === undefined || columns.size < names.length)
    throw new CsvLineError(
      file,
      line,
      `header "${names.join(',')}" must name the columns ${describe(layouts)}, each once`,
    );
  return { layout, columns };
}

function keyOf(column: string): string {
  return column.toLowerCase();
}

function readRow<Layout extends string>(
  file: string,
  line: number,
  fields: readonly string[],
  { layout, columns }: CsvHeader<Layout>,
): CsvRow<Layout> {
  if (fields.length !== columns.size)
    throw new CsvLineError(file, line, `has ${fields.length} fields and must have ${columns.size}, as the header`);
  const field = (column: string) => fields[columns.get(keyOf(column)) ?? -1] ?? '';
  return {
    layout,
    field,
    bad: (column, rule) => new CsvLineError(file, line, `${column} "${field(column)}" ${rule}`),
  };
}

function describe(layouts: Readonly<Record<string, readonly string[]>>): string {
  return Object.values(layouts)
    .map((names) => names.join(','))
    .join(' or ');
}

function unquote(field: string): string {
  return field.length >= 2 && field.startsWith('"') && field.endsWith('"') ? field.slice(1, -1) : field;
}
