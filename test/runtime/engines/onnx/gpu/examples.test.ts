import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createOnnxEngine } from '../../../../../runtime/engines/onnx/engine.ts';
import { provideGpu } from '../../../../support/gpu.ts';
import { expectSameNumbers, trainedExamples, trainThreeSteps } from '../../../../support/three-steps.ts';

const hasGpu = provideGpu();
const folder = mkdtempSync(join(tmpdir(), 'kmodel-gpu-'));
afterAll(() => rmSync(folder, { recursive: true }));

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
  it.each(trainedExamples)(
    '%s trains to the losses of the processor, with no node for a GPU on the processor',
    async (name) => {
      const gpu = await createOnnxEngine({ device: 'gpu', profile: join(folder, name) });
      expectSameNumbers(
        await trainThreeSteps(name, gpu),
        await trainThreeSteps(name, await createOnnxEngine()),
      );

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
