import type { LayerCall, ModelGraph, TensorIndex } from '../../../graph/model-graph.ts';
import { withoutPrefix, type Place } from './place.ts';

/** What the variables of a forward method are called, by the values that they hold. */
export class ValueNames {
  private readonly graph: ModelGraph;
  /** Which calls read each value. */
  private readonly readers: ReadonlyMap<string, readonly LayerCall[]>;
  /** The keys of what heads and losses read. */
  private readonly wanted: ReadonlySet<string>;

  constructor(
    graph: ModelGraph,
    readers: ReadonlyMap<string, readonly LayerCall[]>,
    wanted: ReadonlySet<string>,
  ) {
    this.graph = graph;
    this.readers = readers;
    this.wanted = wanted;
  }

  /** A branch or head by its name in the model itself; in a block, whatever made it. */
  private nameOf(tensor: TensorIndex, own: Place['own']): string {
    const maker = own && [...own].find(({ outputs }) => outputs.includes(tensor));
    if (maker) return this.graph.layers[maker.layer]!.name;
    const branch = [...this.graph.heads, ...this.graph.branches].find((each) => each.tensor === tensor);
    return branch?.name ?? this.graph.tensors[tensor]!.name;
  }

  /** The variable of a value: tensors that only lead to another one share its name. */
  variable(key: string, { scope, prefix, variables, own }: Place): string {
    const tensor = Number(key.slice(1));
    if (key.startsWith('p')) return scope.claim('penalty');
    if (key.startsWith('m')) return scope.claim(`${withoutPrefix(this.nameOf(tensor, own), prefix)}_mask`);
    if (key.startsWith('l')) return scope.claim(`${withoutPrefix(this.nameOf(tensor, own), prefix)}_logits`);
    const final = this.finalOf(tensor, own);
    const known = variables.get(final);
    if (known !== undefined) return known;
    const name = scope.claim(withoutPrefix(this.nameOf(final, own), prefix));
    variables.set(final, name);
    return name;
  }

  /** The tensor that a chain of calls ends in, along which nobody else reads. */
  private finalOf(tensor: TensorIndex, own: Place['own']): TensorIndex {
    let final = tensor;
    for (;;) {
      const key = `t${final}`;
      const isNamed =
        !own && [...this.graph.heads, ...this.graph.branches].some((each) => each.tensor === final);
      const readers = this.readers.get(key) ?? [];
      const [reader] = readers;
      const leads =
        !isNamed &&
        !this.wanted.has(key) &&
        readers.length === 1 &&
        (own?.has(reader!) ?? true) &&
        reader!.inputs[0] === final &&
        reader!.inputs.filter((each) => each === final).length === 1 &&
        reader!.outputs.length === 1;
      if (!leads) return final;
      final = reader!.outputs[0]!;
    }
  }
}
