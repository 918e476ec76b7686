import { expandComposites } from '../../../ops/expand-composites.ts';
import type { OpGraph } from '../../../ops/types.ts';
import { call, flat, type PythonExpression } from '../../python/expressions.ts';
import { PythonScope } from '../../python/names.ts';
import type { Code } from '../../python/ops/code.ts';
import { printGraph, type PrintedGraph } from '../../python/ops/print-graph.ts';
import type { Statement } from '../../python/statements.ts';
import { withoutKey } from '../../op-code/uses.ts';
import { kerasSpelling } from '../ops/spelling.ts';

/** Why something that a text declares cannot be written for Keras: what follows a colon in a sentence. */
export class Unwritable extends Error {}

/** What the body of a method is written with. */
export interface BodyOptions {
  /** The code of each input of the graph, by its name. */
  readonly read: (input: string) => Code;
  /** The function that an input is the result of, for the output of the same name. */
  readonly applied?: (input: string) => string | undefined;
  /** A function of `keras.ops`, which the module then imports. */
  readonly ops: (name: string) => string;
  /** Names that are taken already. */
  readonly taken: readonly string[];
  readonly indent: string;
  /** Sizes that inputs do not tell, and what draws random numbers, for those that may need them. */
  readonly sizeName?: (variable: string) => string | undefined;
  readonly random?: (shape: PythonExpression) => PythonExpression;
}

/** The statements of an op graph, and for each of its outputs its code and the inputs that it reads itself. */
export function bodyOf(
  graph: OpGraph,
  { read, applied, ops, taken, indent, sizeName, random }: BodyOptions,
): {
  readonly statements: readonly Statement[];
  readonly outputs: readonly Code[];
  readonly reads: PrintedGraph['reads'];
} {
  const whole = expandComposites(graph);
  const expanded = { ...whole, nodes: whole.nodes.map(withoutKey) };
  const scope = new PythonScope(undefined, [...moduleNames, ...taken]);
  // What reads a size is written where a size is asked for: a module imports what it reads, and nothing else.
  const sizes = new Map<string, () => string>();
  for (const { name, tensor } of expanded.inputs.filter((input) => applied?.(input.name) === undefined))
    tensor.shape.forEach((size, axis) => {
      if (typeof size !== 'number' && !sizes.has(size.key))
        sizes.set(size.key, () => sizeOf(read(name), axis, ops));
    });
  const spelling = kerasSpelling({
    ops,
    sizeName: (name) => {
      const text = sizeName?.(name) ?? sizes.get(name)?.();
      if (text === undefined) throw new Unwritable(`it needs the size \`${name}\`, which nothing tells it`);
      return text;
    },
    random: (shape) => {
      if (!random) throw new Unwritable('it draws random numbers');
      return random(shape);
    },
  });
  const { statements, outputs, reads } = printGraph(expanded, {
    input: read,
    countsAlike: true,
    ...(applied ? { applied } : {}),
    spelling,
    claim: (wanted) => scope.claim(wanted),
    indent,
  });
  return {
    statements,
    reads,
    outputs: outputs.map((code, index) => spelling.tensor(code, expanded.outputs[index]!.tensor.dtype)),
  };
}

/** What reads a size of a tensor, which may be open until the model runs. */
export function sizeOf(code: Code, axis: number, ops: BodyOptions['ops']): string {
  return `${flat(call(ops('shape'), [code.expression]))}[${axis}]`;
}

const moduleNames = ['keras', 'layers', 'math', 'np', 'ops'];
