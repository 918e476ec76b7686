import type { LayerCall, TensorIndex } from '../../../graph/model-graph.ts';
import { createOps } from '../../../ops/builder.ts';
import { expandComposites } from '../../../ops/expand-composites.ts';
import type { NamedTensor, OpGraph } from '../../../ops/types.ts';
import type { LoweredModel } from '../../../steps/lower-model.ts';
import { beforeActivation, type LoweredCall } from '../../op-code/lower-call.ts';
import { flat, sequence, type PythonExpression } from '../../python/expressions.ts';
import { layout } from '../../python/layout.ts';
import { nameCode, type Code } from '../../python/ops/code.ts';
import { linesOf } from '../../python/statements.ts';
import { channelsLast } from '../ops/channels.ts';
import { areTurned, isWhollyElementwise } from './channel-turns.ts';
import type { Counterpart } from './counterparts.ts';
import { printCall, type FileContext } from './layer-class.ts';
import type { Place } from './place.ts';
import type { ValueNames } from './value-names.ts';

/** What lines of forward methods are written with. */
export interface LinesSite {
  readonly lowered: LoweredModel;
  readonly predict: ReadonlyMap<LayerCall, LoweredCall>;
  readonly names: ValueNames;
  readonly file: FileContext;
}

/** The text of a module's result, and its activation behind it. */
export function activatedLines(
  site: LinesSite,
  call: LayerCall,
  output: TensorIndex,
  code: Code,
  { activation }: Counterpart,
  place: Place,
): readonly string[] {
  const ops = createOps();
  const { shape } = site.lowered.tensors[output]!;
  const x = ops.scope.input('x', 'float32', shape);
  const result = activation ? activation.declaration.lower(ops, x, activation.args) : x;
  const isScored = site.predict.get(call)!.given.includes(`l${output}`);
  const before = isScored ? beforeActivation(ops, result) : undefined;
  const outputs: NamedTensor[] = [
    { name: `t${output}`, tensor: result },
    ...(before ? [{ name: `l${output}`, tensor: before }] : []),
  ];
  const graph = expandComposites(ops.scope.build(outputs));
  const uses = graph.nodes.filter(({ inputs }) => inputs.some(({ id }) => id === x.id)).length;
  const lines: string[] = [];
  let inner = code;
  if (activation && (uses > 1 || before)) {
    const name =
      before?.id === x.id
        ? site.names.variable(`l${output}`, place)
        : site.names.variable(`t${output}`, place);
    const first = code.channelsFirst;
    lines.push(...layout(`${name} = `, (first ?? code).expression, '', '        '));
    inner = first ? channelsLast(nameCode(name), shape.length - 2) : nameCode(name);
    if (before?.id === x.id) place.codes.set(`l${output}`, inner);
  }
  const lowered = { ...site.predict.get(call)!, graph, taken: [], given: outputs.map(({ name }) => name) };
  return [...lines, ...graphLines(site, lowered, graph, () => inner, place)];
}

/** The statements of an op graph, whose results become variables. */
export function graphLines(
  site: LinesSite,
  lowered: LoweredCall,
  graph: OpGraph,
  value: (key: string) => Code,
  place: Place,
): readonly string[] {
  const { given } = lowered;
  const isTurned = isWhollyElementwise(graph) && areTurned(graph, value);
  const bare = (key: string): Code => (isTurned ? value(key).channelsFirst! : value(key));
  const preferred = new Map<number, string>();
  graph.outputs.forEach(({ name, tensor }) => {
    if (
      name.startsWith('t') ||
      place.codes.has(name) ||
      graph.inputs.some((input) => input.tensor.id === tensor.id)
    )
      return;
    preferred.set(tensor.id, site.names.variable(name, place));
  });
  const { statements, outputs } = printCall(
    lowered,
    graph,
    {
      scope: place.scope,
      value: bare,
      weight: () => '',
      outerSize: place.outerSize,
      preferred,
    },
    site.file,
    '        ',
  );
  const lines: string[] = [...linesOf(statements)];
  const results: [target: string, value: PythonExpression][] = [];
  given.forEach((key, index) => {
    const output = graph.outputs[index]!.tensor;
    if (place.codes.has(key)) return;
    const code = outputs[index]!;
    const own = code.channelsFirst ?? code;
    const target = preferred.get(output.id) ?? site.names.variable(key, place);
    if (flat(own.expression) !== target) results.push([target, own.expression]);
    const variable = nameCode(target);
    const isLast = isTurned || code.channelsFirst !== undefined;
    place.codes.set(key, isLast ? channelsLast(variable, output.shape.length - 2) : variable);
  });
  if (results.length > 0)
    lines.push(
      ...layout(
        `${results.map(([target]) => target).join(', ')} = `,
        sequence(results.map(([, value]) => value)),
        '',
        '        ',
      ),
    );
  return lines;
}
