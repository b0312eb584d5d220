import { once } from 'node:events';

/**
 * What the JavaScript of a process holds (in MiB) once everything unreachable is gone. It must run with `--inspect` at this
 * port. The process's RSS says less: V8 returns unused memory late.
 */
export async function heapInUse(port: number): Promise<number> {
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
    webSocketDebuggerUrl: string;
  }[];
  const [target] = targets;
  if (target === undefined) throw new Error(`nothing is inspected at port ${port}`);
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await once(socket, 'open');
  try {
    await ask(socket, 'HeapProfiler.collectGarbage');
    const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = await ask(socket, 'Runtime.getHeapUsage');
    return ((usedSize ?? 0) + embedderHeapUsedSize + backingStorageSize) / 2 ** 20;
  } finally {
    socket.close();
  }
}

async function ask(socket: WebSocket, method: string): Promise<Readonly<Record<string, number>>> {
  socket.send(JSON.stringify({ id: 1, method }));
  const [{ data }] = (await once(socket, 'message')) as [{ data: string }];
  return (JSON.parse(data) as { result: Record<string, number> }).result;
}
