import { hash } from 'node:crypto';
import type { Response } from 'express';

/** Sends JSON that is made already. */
export function sendJson(response: Response, json: string): void {
  response.set('content-type', 'application/json; charset=utf-8').send(json);
}

/**
 * Sends JSON that a client may keep and ask about again: 304 when it has not changed. `version` names the content; without it, a hash
 * of the content does.
 */
export function sendTagged(response: Response, json: string, version = hash('sha1', json, 'base64url')): void {
  response.set({ etag: `W/"${version}"`, 'cache-control': 'no-cache' });
  sendJson(response, json);
}
