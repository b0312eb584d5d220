const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** A Service of the namespace that the Job runs in: one label, so no host of the internet. */
const SERVICE = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** Whether load may go there: to this machine, or in a cluster to a Service beside it. k6 knows no URL class. */
export function isOwnHost(url: string, isInCluster: boolean): boolean {
  const [, authority = ''] = /^https?:\/\/([^/?#\\]+)(?:[/?#]|$)/.exec(url) ?? [];
  // What has a user in it, as in 127.0.0.1@elsewhere, is no host that is known here.
  const host = authority.replace(/:\d+$/, '');
  return LOOPBACK.test(host) || (isInCluster && SERVICE.test(host));
}
