import type { LayerCall, TensorIndex } from '../../../graph/model-graph.ts';
import { createOps } from '../../../ops/builder.ts';
import { expandComposites } from '../../../ops/expand-composites.ts';
import type { NamedTensor, OpGraph } from '../../../ops/types.ts';
import type { LoweredModel } from '../../../steps/lower-model.ts';
import { beforeActivation, type LoweredCall } from '../../op-code/lower-call.ts';
import { flat, layout, type PythonExpression } from '../../python/layout.ts';
import { commonTurn, isWhollyElementwise, turnOf } from './channel-turns.ts';
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
  text: string,
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
  let inner = text;
  if (activation && (uses > 1 || before)) {
    const name =
      before?.id === x.id
        ? site.names.variable(`l${output}`, place)
        : site.names.variable(`t${output}`, place);
    const turned = turnOf(text, shape.length - 2);
    for (const line of layout(`${name} = `, turned ? text.slice(0, -turned.length) : text, '', '        '))
      lines.push(line);
    inner = turned ? `${name}${turned}` : name;
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
  value: (key: string) => string,
  place: Place,
): readonly string[] {
  const { given } = lowered;
  const isElementwise = isWhollyElementwise(graph);
  const turned = isElementwise ? commonTurn(lowered, graph, value) : undefined;
  const bare = (key: string): string => (turned ? value(key).slice(0, -turned.length) : value(key));
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
  const { statements, outputs, expressions } = printCall(
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
  const lines: string[] = [...statements];
  const results: [target: string, text: PythonExpression][] = [];
  given.forEach((key, index) => {
    const output = graph.outputs[index]!.tensor;
    if (place.codes.has(key)) return;
    const text = outputs[index]!;
    const rank = output.shape.length - 2;
    const end = turned ?? turnOf(text, rank);
    const own = end !== undefined && turned === undefined ? text.slice(0, -end.length) : text;
    const target = preferred.get(output.id) ?? site.names.variable(key, place);
    if (own !== target) results.push([target, own === text ? expressions[index]! : own]);
    place.codes.set(key, end === undefined ? target : `${target}${end}`);
  });
  if (results.length > 0)
    lines.push(
      ...layout(
        `${results.map(([target]) => target).join(', ')} = `,
        results.length === 1 ? results[0]![1] : results.map(([, text]) => flat(text)).join(', '),
        '',
        '        ',
      ),
    );
  return lines;
}
