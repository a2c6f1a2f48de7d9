/**
 * Whether a name fits a pattern of `*` (any characters) and `?` (one). In the worst case it takes as many steps as name
 * times pattern has characters; a regular expression such as `.*a.*a.*a.*b` takes longer than anybody waits.
 */
export function fitsGlob(pattern: string, name: string): boolean {
  const [wanted, given] = [[...pattern], [...name]];
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < given.length;) {
    if (wanted[at] === '*') {
      star = at++;
      resume = index;
    } else if (at < wanted.length && (wanted[at] === '?' || wanted[at] === given[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else return false;
  }
  return wanted.slice(at).every((sign) => sign === '*');
}
