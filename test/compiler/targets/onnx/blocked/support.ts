import { createOps, type ScopedOps } from '../../../../../compiler/ops/builder.ts';
import { differentiate } from '../../../../../compiler/ops/differentiate.ts';
import type { OpGraph, Tensor } from '../../../../../compiler/ops/types.ts';
import { difference } from '../../../support/arrays.ts';
import { emitBlockedModel, runBlocked, type Input } from '../../../support/evaluate.ts';
import { interpret } from '../../../support/interpreter/interpret.ts';
import { createTestRandom } from '../../../support/random.ts';

/** A part of a model: inputs by shape, and what is made of them. All inputs get gradients. */
export interface Trial {
  readonly shapes: readonly (readonly number[])[];
  readonly build: (ops: ScopedOps, ...inputs: Tensor[]) => Tensor;
  /** Rounds the inputs, so that maxima are shared by several entries. */
  readonly coarse?: boolean;
  readonly seed?: number;
}

interface Prepared {
  readonly graph: OpGraph;
  readonly inputs: Readonly<Record<string, Input>>;
}

/** Value and gradients, each weighted at random. */
export function prepareTrial({ shapes, build, coarse = false, seed = 1 }: Trial): Prepared {
  const random = createTestRandom(seed);
  const ops = createOps();
  const inputs: Record<string, Input> = {};
  const feed = (name: string, shape: readonly number[], draw: () => number): Tensor => {
    const count = shape.reduce((product, size) => product * size, 1);
    inputs[name] = {
      dtype: 'float32',
      shape,
      data: Array.from({ length: count }, () => Math.fround(draw())),
    };
    return ops.scope.input(name, 'float32', shape);
  };
  const number = coarse ? () => Math.round(2 * random.normal()) : random.normal;
  const tensors = shapes.map((shape, index) => feed(`x${index}`, shape, number));
  const value = build(ops, ...tensors);
  const weights = feed('weights', value.shape as readonly number[], random.normal);
  const gradients = differentiate(ops, ops.sum(ops.multiply(value, weights)), tensors);
  const named = gradients.flatMap((tensor, index) => (tensor ? [{ name: `d${index}`, tensor }] : []));
  return { graph: ops.scope.build([{ name: 'value', tensor: value }, ...named]), inputs };
}

/** What differs between blocks and double precision, in sentences. */
export async function problemsOf(trial: Trial): Promise<readonly string[]> {
  const { graph, inputs } = prepareTrial(trial);
  const [found, wanted] = await Promise.all([runBlocked(graph, inputs), interpret(graph, inputs)]);
  return Object.entries(wanted).flatMap(([name, expected]) => {
    // Sums of many products: their rounding goes with the greatest numbers rather than with each.
    const greatest = expected.data.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
    const problem = difference(found[name]!, expected, { rtol: 1e-4, atol: 2e-6 * (1 + greatest) });
    return problem ? [`${name}: ${problem}`] : [];
  });
}

/** True where something of a trial runs in blocks: the model names the domain of operators over them. */
export function runsInBlocks(trial: Trial): boolean {
  const { graph, inputs } = prepareTrial(trial);
  return Buffer.from(emitBlockedModel(graph, inputs)).includes('com.microsoft.nchwc');
}
