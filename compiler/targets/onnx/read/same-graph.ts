import { toBinary } from '@bufbuild/protobuf';
import {
  AttributeProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  type TensorProto,
} from '../onnx_pb.ts';

/** Where a name of a graph comes from. */
type Origin =
  | { readonly kind: 'input'; readonly index: number }
  | { readonly kind: 'constant'; readonly tensor: TensorProto }
  | { readonly kind: 'node'; readonly node: NodeProto; readonly result: number };

/** A graph with who makes what in it, and the graph around it. */
interface Scope {
  readonly origins: ReadonlyMap<string, Origin>;
  readonly outer: Scope | undefined;
}

/** A value of the one graph, and what must be the same of the other. */
interface Pair {
  readonly a: { readonly name: string; readonly scope: Scope };
  readonly b: { readonly name: string; readonly scope: Scope };
}

/**
 * True where two graphs compute the same in the same way: the same inputs and outputs by name, and behind each output
 * the same nodes with the same attributes and numbers. Names of values and the order of nodes say nothing.
 */
export function isSameGraph(a: GraphProto, b: GraphProto): boolean {
  return declared(a) === declared(b) && new Comparison().ofGraphs(a, undefined, b, undefined);
}

/** Inputs and outputs with their types. */
function declared({ input, output }: GraphProto): string {
  return [...input, ...output].map((info) => toBinary(ValueInfoProtoSchema, info).join()).join(';');
}

class Comparison {
  private readonly pairs: Pair[] = [];
  /** The same of nodes, so that graphs inside of them are looked at once. */
  private readonly nodes = new Map<NodeProto, NodeProto>();
  /** What each value of the first graph has been held against. */
  private readonly seen = new Map<Scope, Map<string, { readonly name: string; readonly scope: Scope }>>();

  ofGraphs(a: GraphProto, outerA: Scope | undefined, b: GraphProto, outerB: Scope | undefined): boolean {
    if (!this.addGraphs(a, outerA, b, outerB)) return false;
    for (let pair = this.pairs.pop(); pair; pair = this.pairs.pop()) if (!this.isSame(pair)) return false;
    return true;
  }

  private addGraphs(
    a: GraphProto,
    outerA: Scope | undefined,
    b: GraphProto,
    outerB: Scope | undefined,
  ): boolean {
    if (a.input.length !== b.input.length || a.output.length !== b.output.length) return false;
    const [scopeA, scopeB] = [scopeOf(a, outerA), scopeOf(b, outerB)];
    a.output.forEach(({ name }, index) =>
      this.pairs.push({ a: { name, scope: scopeA }, b: { name: b.output[index]!.name, scope: scopeB } }),
    );
    return true;
  }

  private isSame({ a, b }: Pair): boolean {
    if (a.name === '' || b.name === '') return a.name === b.name;
    const [hereA, hereB] = [placeOf(a.name, a.scope), placeOf(b.name, b.scope)];
    if (!hereA || !hereB) return false;
    const known = this.seen.get(hereA.scope) ?? new Map<string, Pair['b']>();
    this.seen.set(hereA.scope, known);
    const before = known.get(a.name);
    if (before) return before.name === b.name && before.scope === hereB.scope;
    known.set(a.name, { name: b.name, scope: hereB.scope });
    const [from, to] = [hereA.origin, hereB.origin];
    if (from.kind === 'input') return to.kind === 'input' && from.index === to.index;
    if (from.kind === 'constant') return to.kind === 'constant' && isSameTensor(from.tensor, to.tensor);
    if (to.kind !== 'node' || from.result !== to.result) return false;
    return this.isSameNode(from.node, hereA.scope, to.node, hereB.scope);
  }

  private isSameNode(a: NodeProto, scopeA: Scope, b: NodeProto, scopeB: Scope): boolean {
    const before = this.nodes.get(a);
    if (before) return before === b;
    this.nodes.set(a, b);
    if (a.opType !== b.opType || a.domain !== b.domain || a.input.length !== b.input.length) return false;
    a.input.forEach((name, index) =>
      this.pairs.push({ a: { name, scope: scopeA }, b: { name: b.input[index]!, scope: scopeB } }),
    );
    const [own, others] = [sorted(a.attribute), sorted(b.attribute)];
    return (
      own.length === others.length &&
      own.every((attribute, index) => {
        const other = others[index]!;
        if (!attribute.g || !other.g) return bytesOf(attribute) === bytesOf(other);
        return attribute.name === other.name && this.addGraphs(attribute.g, scopeA, other.g, scopeB);
      })
    );
  }
}

function scopeOf(graph: GraphProto, outer: Scope | undefined): Scope {
  const origins = new Map<string, Origin>();
  graph.input.forEach(({ name }, index) => origins.set(name, { kind: 'input', index }));
  for (const tensor of graph.initializer) origins.set(tensor.name, { kind: 'constant', tensor });
  for (const node of graph.node)
    node.output.forEach((name, result) => origins.set(name, { kind: 'node', node, result }));
  return { origins, outer };
}

/** The nearest graph that has a name. */
function placeOf(name: string, scope: Scope): { readonly origin: Origin; readonly scope: Scope } | undefined {
  for (let here: Scope | undefined = scope; here; here = here.outer) {
    const origin = here.origins.get(name);
    if (origin) return { origin, scope: here };
  }
  return undefined;
}

function isSameTensor(a: TensorProto, b: TensorProto): boolean {
  return (
    a.dataType === b.dataType &&
    a.dims.join() === b.dims.join() &&
    a.dataLocation === b.dataLocation &&
    a.rawData.length === b.rawData.length &&
    a.rawData.every((byte, index) => byte === b.rawData[index])
  );
}

function sorted(attributes: readonly AttributeProto[]): readonly AttributeProto[] {
  return [...attributes].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function bytesOf(attribute: AttributeProto): string {
  return toBinary(AttributeProtoSchema, attribute).join();
}
