/**
 * The program of a peer (see peer.ts): zero-shot classification of a JPEG with `@huggingface/transformers` on the same
 * graphs, which encodes the prompts again for every picture, as its own pipeline does.
 *
 * Arguments: folder of the model, `fp32` or `q8`, path of the picture, prompts.
 * `npm install --no-save @huggingface/transformers` brings it.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

interface Encoded {
  [name: string]: unknown;
}
interface Vectors {
  normalize(): Vectors;
  tolist(): number[][];
}
type Loader<T> = { from_pretrained(name: string, options?: object): Promise<T> };
interface Transformers {
  env: { localModelPath: string; allowRemoteModels: boolean };
  AutoTokenizer: Loader<(texts: string[], options: object) => Encoded>;
  AutoProcessor: Loader<(image: unknown) => Promise<Encoded>>;
  CLIPTextModelWithProjection: Loader<(inputs: Encoded) => Promise<{ text_embeds: Vectors }>>;
  CLIPVisionModelWithProjection: Loader<(inputs: Encoded) => Promise<{ image_embeds: Vectors }>>;
  RawImage: { fromBlob(blob: Blob): Promise<unknown> };
  softmax(values: number[]): number[];
}

async function main([folder, dtype, picture, ...prompts]: string[]): Promise<void> {
  const js = createRequire(join(process.cwd(), 'package.json'))('@huggingface/transformers') as Transformers;
  js.env.localModelPath = dirname(folder!);
  js.env.allowRemoteModels = false;
  const name = basename(folder!);
  const tokenizer = await js.AutoTokenizer.from_pretrained(name);
  const processor = await js.AutoProcessor.from_pretrained(name);
  const texts = await js.CLIPTextModelWithProjection.from_pretrained(name, { dtype });
  const pictures = await js.CLIPVisionModelWithProjection.from_pretrained(name, { dtype });
  const jpeg = readFileSync(picture!);

  const classify = async () => {
    const { text_embeds } = await texts(tokenizer(prompts, { padding: true, truncation: true }));
    const image = await js.RawImage.fromBlob(new Blob([jpeg]));
    const { image_embeds } = await pictures(await processor(image));
    const [own] = image_embeds.normalize().tolist();
    const logits = text_embeds
      .normalize()
      .tolist()
      .map((text) => 100 * text.reduce((sum, value, index) => sum + value * own![index]!, 0));
    return js.softmax(logits);
  };

  console.log('ready');
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  while (!(await lines.next()).done) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const start = performance.now();
    await classify();
    const ms = performance.now() - start;
    await new Promise((resolve) => setTimeout(resolve, 5));
    delay.disable();
    console.log(JSON.stringify({ ms, loopDelayMs: delay.max / 1e6 }));
  }
}

void main(process.argv.slice(2));
