import type { Span } from '../../../grammar/source.ts';
import type { LayerCall, LayerInstance, ModelGraph, TensorIndex } from '../../graph/model-graph.ts';
import type { CallTypes, TensorKind } from './program.ts';

/** The layers of a graph by the piece of text that makes them. */
export class Instances {
  private readonly byPlace = new Map<string, number[]>();
  private readonly callsByPlace = new Map<string, LayerCall[]>();
  readonly graph: ModelGraph;

  constructor(graph: ModelGraph) {
    this.graph = graph;
    graph.layers.forEach((layer, index) =>
      push(this.byPlace, keyOf(layer.place.file, layer.place.span), index),
    );
    for (const call of graph.calls) push(this.callsByPlace, keyOf(call.place.file, call.place.span), call);
  }

  /** Indices of the layers that a call or operator makes, over all uses of the block around it. */
  at(file: string, span: Span): readonly number[] {
    return this.byPlace.get(keyOf(file, span)) ?? [];
  }

  callsAt(file: string, span: Span): readonly LayerCall[] {
    return this.callsByPlace.get(keyOf(file, span)) ?? [];
  }

  /** True where a use of a block or model left a layer under a name that it gives. */
  usedAt(of: string, name: string): boolean {
    return this.graph.layers.some(({ path }) =>
      path.some((group) => group.of === of && nameFits(group.name, name)),
    );
  }

  layer(index: number): LayerInstance {
    return this.graph.layers[index]!;
  }
}

/** `features_residual_1` is numbered `residual` inside `features`. */
function nameFits(group: string, name: string): boolean {
  const plain = group.replace(/_\d+$/, '');
  return [group, plain].some((each) => each === name || each.endsWith(`_${name}`));
}

function keyOf(file: string, span: Span): string {
  return `${span.start} ${span.end} ${file}`;
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

/** What flows into and out of calls; undefined where there is none, or where they are not of one kind. */
export function callTypes(graph: ModelGraph, calls: readonly LayerCall[]): CallTypes | undefined {
  const [first, ...others] = calls.map(({ inputs, outputs }) => ({
    inputs: inputs.map((tensor) => kindOf(graph, tensor)),
    outputs: outputs.map((tensor) => kindOf(graph, tensor)),
  }));
  if (!first) return undefined;
  const isSame = others.every(
    (each) => sameKinds(each.inputs, first.inputs) && sameKinds(each.outputs, first.outputs),
  );
  return isSame ? first : undefined;
}

function kindOf(graph: ModelGraph, tensor: TensorIndex): TensorKind {
  const { dtype, whole } = graph.tensors[tensor]!;
  return whole ? { dtype, whole } : { dtype };
}

function sameKinds(a: readonly TensorKind[], b: readonly TensorKind[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ dtype, whole }, at) => dtype === b[at]!.dtype && whole === b[at]!.whole)
  );
}
