interface Handle {
  readStart(): void;
  readStop(): void;
}

/**
 * Leaves what a socket brings, its end too, to the kernel, and returns what has it read again. Neither Node nor the libraries on it have a public
 * way to do so: a paused socket goes on to be read into a buffer of Node. `null` where the handle below the socket is not where it was foreseen:
 * the socket is read as always then.
 */
export function leaveToKernel(socket: object | undefined): (() => void) | null {
  const below: { readonly _handle?: Handle | null } | undefined = socket;
  const handle = below?._handle;
  if (handle === undefined || handle === null) return null;
  handle.readStop();
  return () => {
    // Another one, or none, when the connection was lost meanwhile.
    if (below?._handle === handle) handle.readStart();
  };
}
