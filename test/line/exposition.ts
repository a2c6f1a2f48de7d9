export interface ReadSample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const HEAD = /^# (HELP [a-z_]+ [^\n]+|TYPE [a-z_]+ (counter|gauge|histogram))$/;
const SAMPLE = /^([a-z_]+)(?:\{(.*)\})? (-?[\d.]+(?:e[+-]?\d+)?|[+-]Inf|NaN)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y;

/** Reads what Prometheus reads (text exposition format 0.0.4), and throws where it would refuse. */
export function samplesOf(text: string): ReadSample[] {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const seen = new Set<string>();
  return text
    .slice(0, -1)
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('#')) {
        if (!HEAD.test(line)) throw new Error(line);
        return [];
      }
      const [, name, inner = '', value] = SAMPLE.exec(line) ?? [];
      if (!name) throw new Error(line);
      const key = `${name}{${inner}}`;
      if (seen.has(key)) throw new Error(`twice: ${key}`);
      seen.add(key);
      return [{ name, labels: labelsOf(inner), value: Number(value!.replace('Inf', 'Infinity')) }];
    });
}

function labelsOf(inner: string): Record<string, string> {
  const labels: Record<string, string> = {};
  let at = 0;
  while (at < inner.length) {
    LABEL.lastIndex = at;
    const [whole, name, text] = LABEL.exec(inner) ?? [];
    if (!whole) throw new Error(`labels: ${inner}`);
    labels[name!] = text!.replace(/\\([\\"n])/g, (_, each: string) => (each === 'n' ? '\n' : each));
    at += whole.length;
  }
  return labels;
}
