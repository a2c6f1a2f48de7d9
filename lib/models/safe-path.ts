/** Whether a path from elsewhere names a file inside a model's folder, on every system, and none of our own notes. */
export function isSafePath(path: unknown): path is string {
  if (typeof path !== 'string' || path.length > 200) return false;
  return path
    .split('/')
    .every((step) => /^[\p{L}\p{N}_][\p{L}\p{N}_ .+@-]*$/u.test(step) && !/\.$|\.part(\.json)?$/.test(step));
}
