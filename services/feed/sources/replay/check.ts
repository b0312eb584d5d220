import { CsvFileError, CsvLineError } from '../csv.ts';
import { openReplay } from './replay.ts';

/**
 * Reads a replay file to its end, as the feed would, and summarizes it. `npm start` runs it as a separate process, so that
 * the memory it takes is released.
 */
async function checkReplayFile(path: string, badLines: 'refuse' | 'skip'): Promise<string> {
  const source = await openReplay({ path, speed: 1, loop: false, badLines, check: false });
  let quotes = 0;
  for await (const chunk of source.quotes(new AbortController().signal)) quotes += chunk.length;
  const { instruments, skipped } = source;
  return `${quotes} quotes of ${instruments.length} symbols${skipped === 0 ? '' : `, ${skipped} bad lines left out`}`;
}

const [path, badLines] = process.argv.slice(2);
if (path === undefined || (badLines !== 'refuse' && badLines !== 'skip')) {
  process.stderr.write('usage: node services/feed/sources/replay/check.ts <replay file> refuse|skip\n');
  process.exitCode = 2;
} else {
  try {
    process.stdout.write(`${await checkReplayFile(path, badLines)}\n`);
  } catch (error) {
    if (!(error instanceof CsvLineError || error instanceof CsvFileError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
