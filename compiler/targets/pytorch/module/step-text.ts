import type { OpGraph } from '../../../ops/types.ts';
import { expandComposites } from '../../../ops/expand-composites.ts';
import { stringText, type PythonExpression } from '../../python/expressions.ts';
import { layout } from '../../python/layout.ts';
import { PythonScope } from '../../python/names.ts';
import { nameCode } from '../../python/ops/code.ts';
import { printGraph } from '../../python/ops/print-graph.ts';
import { linesOf } from '../../python/statements.ts';
import { asTensor } from '../ops/code.ts';
import { torchSpelling } from '../ops/spelling.ts';
import type { FileContext } from './layer-class.ts';

/** One input of a step: the expression that reads it, and what its variable is called. */
export interface StepRead {
  /** Undefined for what is a variable already. */
  readonly text?: string;
  readonly variable: string;
}

/** The lines of a function around an op graph, up to its last one, and an expression for each output by its name. */
export function stepLines(
  graph: OpGraph,
  read: (name: string) => StepRead,
  parameters: readonly string[],
  file: FileContext,
): { readonly lines: readonly string[]; readonly outputs: ReadonlyMap<string, PythonExpression> } {
  const expanded = expandComposites(graph);
  const scope = new PythonScope(file.visible, parameters);
  const names = new Map<string, string>();
  const sizes = new Map<string, string>();
  const lines: string[] = [];
  for (const { name, tensor } of expanded.inputs) {
    const { text, variable } = read(name);
    const own = text === undefined ? variable : scope.claim(variable);
    names.set(name, own);
    if (text !== undefined) lines.push(...layout(`${own} = `, text, '', '    '));
    tensor.shape.forEach((size, axis) => {
      if (typeof size !== 'number' && !sizes.has(size.key)) sizes.set(size.key, `${own}.shape[${axis}]`);
    });
  }
  const first = names.values().next().value ?? '';
  const device = (): string => (first === '' ? '"cpu"' : `${first}.device`);
  const { statements, outputs } = printGraph(expanded, {
    input: (name) => nameCode(names.get(name)!),
    spelling: torchSpelling({
      sizeName: (name) => sizes.get(name) ?? `values[${stringText(`size ${name}`)}]`,
      device,
      helper: file.helper,
      functional: file.functional,
    }),
    claim: (wanted) => scope.claim(wanted),
    indent: '    ',
  });
  const texts = expanded.outputs.map(({ name, tensor }, index): [string, PythonExpression] => [
    name,
    asTensor(outputs[index]!, tensor.dtype, device).expression,
  ]);
  return { lines: [...lines, ...linesOf(statements)], outputs: new Map(texts) };
}
