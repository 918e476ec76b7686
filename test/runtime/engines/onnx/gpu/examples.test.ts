import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createOnnxEngine, type OnnxEngineOptions } from '../../../../../runtime/engines/onnx/engine.ts';
import { Model } from '../../../../../runtime/model.ts';
import { provideGpu } from '../../../../support/gpu.ts';
import { smallerExampleTexts } from '../../../../support/smaller-examples.ts';
import { dataFor, subjectFrom } from '../../../../support/subjects.ts';

const hasGpu = provideGpu();
const folder = mkdtempSync(join(tmpdir(), 'kmodel-gpu-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Without heads, Xception is no model to train; it is part of `two-cameras`. */
const names = Object.keys(smallerExampleTexts).filter((name) => name !== 'xception.kmodel');

/** Three steps, and a prediction: losses, and the first number of each head. */
async function train(name: string, options: OnnxEngineOptions): Promise<readonly number[]> {
  const { graph } = subjectFrom(smallerExampleTexts, name);
  const data = dataFor(graph, 2);
  const model = new Model(graph, await createOnnxEngine(options), { seed: 1 });
  const numbers: number[] = [];
  for (let step = 0; step < 3; step++)
    numbers.push(...Object.values(await model.trainOnBatch(data)).flatMap((each) => each));
  for (const { data: values } of Object.values(await model.predict(data))) numbers.push(values[0]!);
  await model.dispose();
  return numbers;
}

interface TraceEvent {
  readonly cat: string;
  readonly name: string;
  readonly args?: {
    readonly provider?: string;
    readonly op_name?: string;
    readonly input_type_shape?: readonly Readonly<Record<string, readonly number[]>>[];
  };
}

/** The nodes that ran in a model's steps, of all traces that were written. */
function tracedNodes(prefix: string): readonly TraceEvent[] {
  const files = readdirSync(folder).filter((file) => file.startsWith(prefix));
  return files.flatMap((file) => {
    const events = JSON.parse(readFileSync(join(folder, file), 'utf8')) as readonly TraceEvent[];
    return events.filter(({ cat, args }) => cat === 'Node' && args?.provider !== undefined);
  });
}

/** True where a node has tensors of floats with more than one number: work for a GPU. */
function isHeavy({ args }: TraceEvent): boolean {
  return (args?.input_type_shape ?? []).some((input) => (input.float ?? []).length > 0);
}

/** Random numbers are made of bits on the processor, and end as floats. */
function isRandom({ args }: TraceEvent): boolean {
  return args?.op_name === 'Mul' && args.input_type_shape?.at(-1)?.float?.length === 0;
}

describe.runIf(hasGpu)('examples on the GPU', () => {
  it.each(names)(
    '%s trains to the losses of the processor, with no node for a GPU on the processor',
    async (name) => {
      const expected = await train(name, {});
      const found = await train(name, { device: 'gpu', profile: join(folder, name) });
      expect(found.length).toBe(expected.length);
      found.forEach((value, at) => {
        const tolerance = 2e-4 * Math.max(1, Math.abs(expected[at]!));
        expect(Math.abs(value - expected[at]!), `number ${at}: ${value}, ${expected[at]}`).toBeLessThan(
          tolerance,
        );
      });

      const nodes = tracedNodes(name);
      const onProcessor = nodes.filter(({ args }) => !args!.provider!.startsWith('WebGpu'));
      expect(nodes.length).toBeGreaterThan(onProcessor.length);
      const misplaced = onProcessor.filter((node) => isHeavy(node) && !isRandom(node));
      expect(
        misplaced.map(({ args }) => `${args!.op_name} ${JSON.stringify(args!.input_type_shape)}`),
      ).toEqual([]);
    },
  );
});
