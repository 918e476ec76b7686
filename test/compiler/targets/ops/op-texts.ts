import { createOps, type Ops } from '../../../../compiler/ops/builder.ts';
import type { OpGraph, Tensor } from '../../../../compiler/ops/types.ts';
import { variable } from '../../../../compiler/shapes/size.ts';
import { batchSize } from '../../../../compiler/shapes/types.ts';
import { kerasSpelling } from '../../../../compiler/targets/keras/ops/spelling.ts';
import { call, flat } from '../../../../compiler/targets/python/expressions.ts';
import { linesOf } from '../../../../compiler/targets/python/statements.ts';
import { nameCode } from '../../../../compiler/targets/python/ops/code.ts';
import type { ExpressionOp, OpSpelling } from '../../../../compiler/targets/python/ops/code.ts';
import { printGraph } from '../../../../compiler/targets/python/ops/print-graph.ts';
import { torchSpelling } from '../../../../compiler/targets/pytorch/ops/spelling.ts';
import { printProgram } from '../../../../compiler/targets/typescript/ops/op-program.ts';
import { UnwritableOp } from '../../../../compiler/targets/typescript/ops/unwritable-op.ts';

export const T = variable('T');

/** What ops are tried on: floats `x` and `y`, whole numbers `i`, truth values `c` and `d`, an image and a kernel. */
export interface Subjects {
  readonly ops: Ops;
  readonly x: Tensor;
  readonly y: Tensor;
  readonly i: Tensor;
  readonly c: Tensor;
  readonly d: Tensor;
  readonly key: Tensor;
  readonly image: Tensor;
  readonly kernel: Tensor;
}

/** One op, and its text in each world; undefined where that has no functions for it. */
export interface OpText {
  readonly graph: (subjects: Subjects) => Tensor;
  readonly keras: string | undefined;
  readonly torch: string;
  readonly tfjs: string | undefined;
}

export type OpTexts = { readonly [K in ExpressionOp]?: OpText };

export function graphWith(make: OpText['graph']): OpGraph {
  const ops = createOps();
  const { scope } = ops;
  const floats = (name: string) => scope.input(name, 'float32', [batchSize, T, 4]);
  const truths = (name: string) => scope.input(name, 'bool', [batchSize, T, 4]);
  const tensor = make({
    ops,
    x: floats('x'),
    y: floats('y'),
    i: scope.input('i', 'int32', [T]),
    c: truths('c'),
    d: truths('d'),
    key: scope.input('key', 'int32', []),
    image: scope.input('image', 'float32', [batchSize, 8, 8, 3]),
    kernel: scope.input('kernel', 'float32', [3, 3, 3, 3]),
  });
  return scope.build([{ name: 'result', tensor }]);
}

const sizeName = (name: string): string => (name === 'batch size' ? 'batch' : name.toLowerCase());

function pythonText(graph: OpGraph, spelling: OpSpelling): string {
  const { statements, outputs } = printGraph(graph, {
    input: nameCode,
    spelling,
    claim: (name) => name,
    indent: '',
  });
  return [...linesOf(statements), ...outputs.map(({ expression }) => flat(expression))].join('\n');
}

export function torchText(graph: OpGraph): string {
  const spelling = torchSpelling({
    sizeName,
    device: () => 'x.device',
    helper: (name) => `_${name}`,
    functional: (name) => `F.${name}`,
  });
  return pythonText(graph, spelling);
}

/** @throws Error for what Keras has layers for and no functions */
export function kerasText(graph: OpGraph): string {
  return pythonText(
    graph,
    kerasSpelling({
      sizeName,
      random: (shape) => call('draw', [shape]),
      ops: (name) => `ops.${name}`,
    }),
  );
}

/** Undefined for what tfjs has no functions for. */
export function tfjsText(graph: OpGraph): string | undefined {
  try {
    const { statements, outputs } = printProgram(graph, {
      input: (name) => name,
      sizeName,
      use: (helper) => helper,
      taken: [],
    });
    return [...statements, ...outputs].join('\n');
  } catch (error) {
    if (error instanceof UnwritableOp) return undefined;
    throw error;
  }
}
