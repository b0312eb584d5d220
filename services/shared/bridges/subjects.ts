/** Whether there is a subject that both patterns match. */
export function overlaps(a: string, b: string): boolean {
  const [left, right] = [a.split('.'), b.split('.')];
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const [one, other] = [left[i], right[i]];
    if (one === undefined || other === undefined) return false;
    if (one === '>' || other === '>') return true;
    if (one !== other && one !== '*' && other !== '*') return false;
  }
  return true;
}

/** Whether every subject that `inner` matches is matched by `outer` too. */
export function covers(outer: string, inner: string): boolean {
  const [left, right] = [outer.split('.'), inner.split('.')];
  for (let i = 0; i < left.length; i += 1) {
    const [one, other] = [left[i], right[i]];
    if (one === '>') return other !== undefined;
    if (other === undefined || other === '>') return false;
    if (one !== '*' && one !== other) return false;
  }
  return left.length === right.length;
}
