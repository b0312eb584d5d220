import type { RequestHandler } from 'express';

/** One handler that runs others in turn. Express's own dispatch costs as much as most of these handlers. */
export function asOne(handlers: readonly RequestHandler[]): RequestHandler {
  return (request, response, next) => {
    let done = 0;
    const go = (error?: unknown): void => {
      const handler = handlers[done];
      done += 1;
      if (error !== undefined || handler === undefined) next(error);
      else void handler(request, response, go);
    };
    go();
  };
}
