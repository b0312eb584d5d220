import { join } from 'node:path';
import { extract } from 'tar';
import { intoCache } from './cache.ts';
import { download, readText } from './download.ts';
import { NEEDED } from './version.ts';
import { executable, SourceError, type SourceContext } from './source.ts';

export const RELEASES = 'https://github.com/nats-io/nats-server/releases/download';

const SYSTEMS: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin' };
const PROCESSORS: Record<string, string | undefined> = { x64: 'amd64', arm64: 'arm64' };

/** Downloads the official archive, and unpacks it only if it matches the release's checksum. */
export async function fromRelease(context: SourceContext): Promise<string> {
  const { releases, platform, arch, report } = context;
  const system = SYSTEMS[platform];
  const processor = PROCESSORS[arch];
  if (!system || !processor) throw new SourceError(`no archive that could be unpacked here for ${platform} ${arch}`);

  const folderName = `nats-server-v${NEEDED}-${system}-${processor}`;
  const archive = `${folderName}.tar.gz`;
  const base = `${releases}/v${NEEDED}`;
  report(`fetching ${base}/${archive} …`);
  const wanted = checksumOf(archive, await readText(`${base}/SHA256SUMS`, context));
  return intoCache(context, async (folder) => {
    const file = join(folder, archive);
    const sha256 = await download(`${base}/${archive}`, file, context);
    if (sha256 !== wanted) throw new SourceError(`${archive} has the checksum ${sha256}, the release says ${wanted}`);
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
  throw new SourceError(`SHA256SUMS does not list ${file}`);
}
