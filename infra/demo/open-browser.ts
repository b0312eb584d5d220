import { execa } from 'execa';

/** Opens a page with what the platform opens pages with. */
export async function openBrowser(url: string): Promise<void> {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '""']
        : ['xdg-open'];
  const { failed } = await execa(command, [...args, url], { reject: false, stdio: 'ignore', detached: true });
  if (failed) console.log(`The browser could not be opened; the board is at ${url}`);
}
