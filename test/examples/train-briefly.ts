import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileModel, createMemoryHost } from '../../compiler/index.ts';
import { examples } from '../../examples/data/index.ts';
import { createOnnxEngine } from '../../runtime/engines/onnx/engine.ts';
import type { HostTensor } from '../../runtime/engines/engine.ts';
import type { History } from '../../runtime/history.ts';
import { Model } from '../../runtime/model.ts';
import { createRandom } from '../../runtime/random.ts';

export const exampleFolder = join(import.meta.dirname, '../../examples');
export const exampleFiles: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(exampleFolder)
    .filter((file) => file.endsWith('.kmodel'))
    .map((file) => [file, readFileSync(join(exampleFolder, file), 'utf8')]),
);
export const exampleHost = createMemoryHost(exampleFiles);

/** Steps of so many samples; Xception's images are large. */
const steps: Readonly<Record<string, { readonly samples: number; readonly batchSize: number }>> = {
  posts: { samples: 32, batchSize: 8 },
  inception: { samples: 16, batchSize: 4 },
  'two-cameras': { samples: 2, batchSize: 1 },
};

/** A few steps of an example on made data, at onnxruntime's own number of threads where none is given: what they leave behind. */
export async function trainBriefly(
  name: string,
  epochs: number,
  threads?: number,
): Promise<{ readonly history: History; readonly state: Readonly<Record<string, HostTensor>> }> {
  const example = examples.find((each) => each.name === name)!;
  const { graph } = compileModel(`${name}.kmodel`, exampleHost);
  const { samples, batchSize } = steps[name] ?? { samples: 128, batchSize: 16 };
  const data = example.make(samples, createRandom(3, name));
  const model = new Model(graph!, await createOnnxEngine({ threads }), { seed: 2 });
  const { history } = await model.fit(data, { epochs, batchSize, validationSplit: 0 });
  const state = model.getState();
  await model.dispose();
  return { history, state };
}
