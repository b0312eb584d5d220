import { join } from 'node:path';
import { extract } from 'tar';
import { intoCache } from './cache.ts';
import { download, readText } from './download.ts';
import { NEEDED } from './version.ts';
import { executable, Refusal, type Ways } from './ways.ts';

export const RELEASES = 'https://github.com/nats-io/nats-server/releases/download';

const SYSTEMS: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin' };
const PROCESSORS: Record<string, string | undefined> = { x64: 'amd64', arm64: 'arm64' };

/** Fetches the official archive, and unpacks it only if it is what the release's list of checksums says. */
export async function fromRelease(ways: Ways): Promise<string> {
  const { releases, platform, arch, report } = ways;
  const system = SYSTEMS[platform];
  const processor = PROCESSORS[arch];
  if (!system || !processor) throw new Refusal(`no archive that could be unpacked here for ${platform} ${arch}`);

  const folderName = `nats-server-v${NEEDED}-${system}-${processor}`;
  const archive = `${folderName}.tar.gz`;
  const base = `${releases}/v${NEEDED}`;
  report(`fetching ${base}/${archive} …`);
  const wanted = checksumOf(archive, await readText(`${base}/SHA256SUMS`, ways));
  return intoCache(ways, async (folder) => {
    const file = join(folder, archive);
    const sha256 = await download(`${base}/${archive}`, file, ways);
    if (sha256 !== wanted) throw new Refusal(`${archive} has the checksum ${sha256}, the release says ${wanted}`);
    const name = executable('nats-server', platform);
    await extract({ file, cwd: folder, strip: 1, strict: true }, [`${folderName}/${name}`]);
    return join(folder, name);
  });
}

/** Looks a file up in a list as `sha256sum` writes it. */
function checksumOf(file: string, list: string): string {
  for (const line of list.split('\n')) {
    const [, checksum, name] = /^([0-9a-f]{64})[ \t]+\*?(\S+)\s*$/i.exec(line) ?? [];
    if (checksum && name === file) return checksum.toLowerCase();
  }
  throw new Refusal(`SHA256SUMS does not list ${file}`);
}
