import type { Dice } from './dice';
import { judge, type FuzzedGateway } from './gateway';
import { mutate } from './mutate';
import { pictureSeeds } from './pictures';
import type { Target } from './target';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const KEYS = 'image picture data base64 path file width height channels depth type id seq serial lot line station product inspector capturedAt source __proto__ constructor prototype toString'.split(' '); // prettier-ignore

const deep = (levels: number) => `${'[{"image":'.repeat(levels)}1${'}]'.repeat(levels)}`;

/** Texts that have hurt programs before. */
const TEXTS = [
  '', ' ', '-', '=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '"', "'", '","', '../../etc/passwd', '..\\..\\boot.ini',
  '/dev/zero', '/dev/stdin', '/proc/self/environ', '/etc/passwd', 'C:\\Windows', '\\\\host\\share\\a.png', 'file:///etc/passwd',
  'file://host/share/a.png', 'file:%00', 'http://127.0.0.1/', 'data:', 'data:image/png;base64,', 'data:image/svg+xml;base64,PHN2Zz4=',
  '\0', 'a\0b', '\u202egnp.exe', '\ud800', '\u{1f600}'.repeat(200), 'CON', 'nul.txt', '.', '..', '<img src=x onerror=alert(1)>',
  '{{7*7}}', '${7*7}', '%s%n', 'A'.repeat(70_000), '가'.repeat(5_000), 'NaN', 'Infinity', '1e999', '__proto__', '\r\n\r\n', '{"image":{}}',
]; // prettier-ignore

const NUMBERS = [0, -0, -1, 1, 0.5, 2 ** 31, 2 ** 32, 2 ** 53, 1e308, -1e308, 1e-308, 255, 256, 65_535, 16_384];

const leaf = (dice: Dice): Json => {
  const kinds: (() => Json)[] = [
    () => dice.pick(TEXTS),
    () => dice.pick(NUMBERS),
    () => dice.pick([null, true, false]),
    () =>
      dice.pick<Json>([
        [],
        {},
        [[]],
        [1, 2, 3],
        [256],
        { type: 'Buffer', data: [1, 2] },
        { type: 'Buffer', data: 'x' },
      ]),
  ];
  return dice.pick(kinds)();
};

/** A value with one of its parts replaced, renamed, added or taken away. */
function changed(value: Json, dice: Dice): Json {
  if (value === null || typeof value !== 'object' || dice.chance(0.15)) return leaf(dice);
  if (Array.isArray(value)) return [...value.slice(0, dice.below(value.length + 1)), leaf(dice)];
  const entries = Object.entries(value);
  const at = dice.below(entries.length);
  const [key, inner] = entries[at] ?? ['image', null];
  const next = dice.pick<() => [string, Json][]>([
    () => [[key, changed(inner, dice)]],
    () => [[dice.pick(KEYS), inner]],
    () => [[key, inner], [dice.pick(KEYS), leaf(dice)]],
    () => [],
    () => [[key, { [dice.pick(KEYS)]: inner }]],
  ])(); // prettier-ignore
  return Object.fromEntries([...entries.slice(0, at), ...next, ...entries.slice(at + 1)]);
}

/** Mutated envelopes: JSON as text or as an object, and MQTT 5 user properties beside a picture. */
export async function envelopes(gateway: FuzzedGateway): Promise<Target> {
  const [{ bytes: jpeg }, , , , , { bytes: png }] = (await pictureSeeds()) as [
    { bytes: Buffer }, unknown, unknown, unknown, unknown, { bytes: Buffer },
  ]; // prettier-ignore
  const part = { line: 'A', station: '용접', lot: 'LOT-7', serial: 'S1', product: '브래킷', inspector: '홍길동' };
  const seeds: Json[] = [
    { image: jpeg.toString('base64'), id: 'frame-1', seq: 7, capturedAt: '2026-11-26T00:00:00Z', ...part },
    { payload: { picture: `data:image/png;base64,${png.toString('base64')}` }, ...part },
    { data: png.toJSON() as unknown as Json, source: 'camera', ...part },
    { data: Array.from({ length: 48 }, (_, index) => index * 5), width: 4, height: 4, channels: 3, depth: 8, ...part },
    { path: '/nowhere/a.png', serial: 'S2' },
  ];

  return {
    make: async (dice) => {
      const steps = 1 + dice.below(3);
      let value = dice.pick(seeds);
      for (let step = 0; step < steps; step++) value = changed(value, dice);
      const text = dice.chance(0.02) ? deep(dice.pick([4, 100, 5_000, 200_000])) : JSON.stringify(value);
      const broken = dice.chance(0.2) ? mutate(Buffer.from(text), dice) : { bytes: Buffer.from(text), how: [] };
      const as = dice.pick(['text', 'object', 'user']);
      const query = `as=${as}&picture=${encodeURIComponent(png.toString('base64'))}`;
      return {
        tell: `${as}: ${steps} changes ${broken.how.join(', ')}`,
        bytes: broken.bytes,
        run: async () => judge(await gateway.post(`/envelope?${query}`, broken.bytes, 'text/plain')),
      };
    },
  };
}
