import { compileModel, createMemoryHost } from '../../../compiler/index.ts';
import { createOps } from '../../../compiler/ops/builder.ts';
import { differentiate } from '../../../compiler/ops/differentiate.ts';
import { lowerModel } from '../../../compiler/steps/lower-model.ts';
import { evaluateGraph, type Evaluator } from '../support/evaluate.ts';
import { interpret } from '../support/interpreter/interpret.ts';

/** What `x` and `z` are in every expression: three samples of [2, 4] and of [4]. */
export const x = [
  0.5, -1.25, 2, 0.75, -0.5, 1.5, -2, 0.25, 1, -1, 0.125, 3, -0.75, 0.5, 1.75, -1.5, 2.5, -0.25, 0.5, 1, -3,
  0.75, 1.25, -0.125,
];
export const z = [1.5, 0.5, -1, 2, 0.25, -0.75, 1, -2, 3, 0.5, -0.5, 1];

const inputs = {
  x: { dtype: 'float32', shape: [3, 2, 4], data: x },
  z: { dtype: 'float32', shape: [3, 4], data: z },
} as const;

function textOf(expression: string, sizes: string): string {
  return `model M {\n  input x: float32[${sizes}]\n  input z: float32[4]\n  head y = ${expression}\n  head zero = [x -> Flatten(), z] -> Concatenate()\n}\n`;
}

function compiled(expression: string, sizes = '2, 4') {
  const host = createMemoryHost({ 'm.kmodel': textOf(expression, sizes) });
  return compileModel('m.kmodel', host);
}

/** The codes and messages of an expression's mistakes. */
export function mistakesIn(expression: string, sizes?: string): readonly string[] {
  return compiled(expression, sizes).diagnostics.map(({ code, message }) => `${code} ${message}`);
}

/** The shape that the checker finds, without the batch axis. */
export function shapeOf(expression: string): readonly unknown[] {
  const { graph, diagnostics } = compiled(expression);
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return graph.tensors[graph.heads[0]!.tensor]!.shape;
}

/** What an expression gives for `x` and `z`: shape with the batch axis, and numbers. */
export async function valueOf(expression: string, evaluator?: Evaluator) {
  const { graph, diagnostics } = compiled(expression);
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const { y } = await evaluateGraph(
    (ops) => {
      const { tensors } = lowerModel(ops, graph, { training: false });
      return { y: tensors[graph.heads[0]!.tensor]! };
    },
    inputs,
    evaluator,
  );
  return { shape: y!.shape, data: [...y!.data].map(Number) };
}

/** The gradient of the sum of an expression with respect to `x`, and the slopes that finite differences give. */
export async function gradientOf(
  expression: string,
): Promise<{ readonly found: readonly number[]; readonly slopes: readonly number[] }> {
  const { graph } = compiled(expression);
  const ops = createOps();
  const { tensors } = lowerModel(ops, graph!, { training: false });
  const total = ops.sum(tensors[graph!.heads[0]!.tensor]!);
  const input = ops.scope.inputs.find(({ name }) => name === 'x')!.tensor;
  const [gradient] = differentiate(ops, total, [input]);
  const whole = ops.scope.build([
    { name: 'total', tensor: total },
    { name: 'gradient', tensor: gradient ?? ops.fill(0, input.shape) },
  ]);
  const run = async (values: readonly number[]) =>
    interpret(whole, { ...inputs, x: { ...inputs.x, data: values } });
  const { gradient: found } = await run(x);
  const step = 1e-5;
  const slopes: number[] = [];
  for (const index of x.keys()) {
    const at = async (by: number) => Number((await run(x.with(index, x[index]! + by))).total!.data[0]);
    slopes.push(((await at(step)) - (await at(-step))) / (2 * step));
  }
  return { found: [...found!.data].map(Number), slopes };
}
