import { fromBinary } from '@bufbuild/protobuf';
import { dependencyOrder } from '../../../names/order.ts';
import type { ElementType } from '../../../shapes/types.ts';
import { unknownSize, variable, type Size } from '../../../shapes/size.ts';
import { ReadProblem, type SourceHead, type SourceInput, type SourceModel } from '../../read/source.ts';
import { identifier } from '../../read/names.ts';
import {
  ModelProtoSchema,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type ValueInfoProto,
} from '../onnx_pb.ts';
import { ModelBuilder } from './builder.ts';
import type { ReadWeight } from './values.ts';
import { constantOf, type Constant, type ReadExternal } from './constants.ts';
import { NodeContext } from './context.ts';
import { folded } from './fold.ts';
import { fusedNodes, namesIn } from './fuse.ts';
import { hasBody, unrolled } from './loops.ts';
import { nodeReaders, type FileFacts } from './nodes.ts';
import { plainForm, type Held, type Value } from './values.ts';

/** A model of ONNX, and its weights by the names of their layers and places: `conv2d/0`. */
export interface ReadOnnx {
  readonly model: SourceModel;
  readonly weights: readonly (ReadWeight & { readonly name: string })[];
}

/** More nodes than any model has: what has more was made to exhaust its reader. */
const mostNodes = 100_000;

/**
 * Reads a graph of ONNX: nodes that have a counterpart as layers, others as functions of tensors.
 * @param external reads files beside the model
 * @param fileName names a model whose own name says nothing
 * @throws ReadProblem that names the node and its operator, for what kmodel cannot say
 */
export function readOnnx(model: ModelProto, external: ReadExternal, fileName: string): ReadOnnx {
  const { graph } = model;
  if (!graph || graph.output.length === 0) throw new ReadProblem('It holds no graph of ONNX.');
  if (graph.node.length > mostNodes)
    throw new ReadProblem(`It has ${graph.node.length} nodes, more than ${mostNodes}.`);
  return new Reader(model, graph, external).read(fileName);
}

/** @throws ReadProblem where the bytes are no file of ONNX */
export function decodeOnnx(bytes: Uint8Array): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch {
    throw new ReadProblem('It is no whole file of ONNX.');
  }
}

/** Element types of inputs, by ONNX's numbers. */
const inputTypes: Readonly<Record<number, ElementType>> = {
  1: 'float32',
  2: 'uint8',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
};

/** Of a node that is named already: the one inside of a loop says more than the loop. */
class NodeProblem extends ReadProblem {}

class Reader {
  private readonly graph: GraphProto;
  private readonly external: ReadExternal;
  private readonly build = new ModelBuilder();
  private readonly values = new Map<string, Value>();
  private readonly constantNames = new Map<Value, string>();
  private readonly uses = new Map<string, number>();
  private readonly takers = new Map<string, NodeProto[]>();
  private nodes: readonly NodeProto[] = [];
  private readonly opset: number;
  /** Of the graphs inside of nodes, round by round. */
  private nodesRead = 0;
  /** How many numbers may still be worked out beforehand. */
  private numbersLeft = 2 ** 26;

  constructor(model: ModelProto, graph: GraphProto, external: ReadExternal) {
    this.graph = graph;
    this.external = external;
    this.opset = Number(
      model.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 20n,
    );
  }

  read(fileName: string): ReadOnnx {
    const { graph, build } = this;
    this.nodes = fusedNodes(graph, this.external);
    this.countUses();
    for (const tensor of graph.initializer) {
      const constant = constantOf(tensor, this.external);
      this.values.set(tensor.name, constant);
      this.constantNames.set(constant, tensor.name);
      this.numbersLeft += 4 * constant.data.length;
    }
    const given = graph.input.filter(({ name }) => !this.values.has(name));
    const inputs = given.map((info) => this.input(info));
    const facts = { batch: fileBatch(given) };
    for (const node of ordered(this.nodes)) this.node(node, facts);
    const heads = graph.output.map((info) => this.head(info));
    const { layers, calls, weights } = build.finished();
    const model: SourceModel = {
      name: identifier(/^(torch.?jit.*|main.?graph|graph|)$/i.test(graph.name) ? fileName : graph.name),
      inputs,
      layers,
      calls,
      heads,
      training: undefined,
    };
    return { model, weights };
  }

  private countUses(): void {
    const count = (name: string, times = 1): void => {
      if (name !== '') this.uses.set(name, (this.uses.get(name) ?? 0) + times);
    };
    const visit = (nodes: readonly NodeProto[], times: number): void => {
      for (const node of nodes) {
        for (const name of node.input) count(name, times);
        for (const name of new Set(node.input)) {
          const known = this.takers.get(name);
          if (known) known.push(node);
          else this.takers.set(name, [node]);
        }
        // What a loop takes from around it, it takes in every round.
        for (const { g } of node.attribute) if (g) visitBody(g);
      }
    };
    const visitBody = (body: GraphProto): void => {
      visit(body.node, 2);
      for (const { name } of body.output) count(name, 2);
    };
    visit(this.nodes, 1);
    for (const { name } of this.graph.output) count(name);
  }

  private input({ name, type }: ValueInfoProto): SourceInput {
    const tensorType = type?.value.case === 'tensorType' ? type.value.value : undefined;
    const dtype = tensorType ? inputTypes[tensorType.elemType] : undefined;
    if (!tensorType || !dtype)
      throw new ReadProblem(`The input \`${name}\` holds something that kmodel does not take.`);
    const dims = tensorType.shape?.dim ?? [];
    if (dims.length === 0) throw new ReadProblem(`The input \`${name}\` has no axis for the batch.`);
    const shape = dims.slice(1).map(({ value }): number | string | null => {
      if (value.case === 'dimValue') return Number(value.value);
      return value.case === 'dimParam' && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(value.value) ? value.value : null;
    });
    const tensor = this.build.tensor();
    const sizes = shape.map((size, axis): Size =>
      typeof size === 'number' ? size : size === null ? unknownSize(`onnx ${name} ${axis}`) : variable(size),
    );
    this.values.set(name, {
      kind: 'tensor',
      tensor,
      type: { dtype, shape: sizes },
      form: plainForm(dims.length),
      sole: false,
      nonNegative: dtype === 'uint8',
    });
    return { name: identifier(name), dtype, shape, tensor };
  }

  private node(node: NodeProto, facts: FileFacts): void {
    const context = new NodeContext(
      node,
      this.build,
      this.values,
      this.constantNames,
      this.opset,
      this.uses,
      this.takers,
    );
    try {
      const isStandard = node.domain === '' || node.domain === 'ai.onnx';
      if (isStandard && hasBody(node)) {
        this.keep(
          node,
          unrolled(context, (body, inputs) => this.body(body, inputs, facts)),
        );
        return;
      }
      const constant = isStandard ? folded(context, this.external) : undefined;
      if (constant?.kind === 'constant') this.spend(node, constant);
      const reader =
        isStandard && Object.hasOwn(nodeReaders, node.opType) ? nodeReaders[node.opType] : undefined;
      if (constant === undefined && !reader)
        throw new ReadProblem('kmodel has no layer and no function for it');
      const results = constant ?? reader!(context, facts);
      this.keep(
        node,
        Array.isArray(results) ? (results as readonly (Value | undefined)[]) : [results as Value],
      );
    } catch (error) {
      if (!(error instanceof ReadProblem) || error instanceof NodeProblem) throw error;
      const reason = error.message.replace(/\.$/, '').replace(/^It /, 'it ');
      throw new NodeProblem(
        `The node \`${nameOf(node)}\` is \`${node.opType}\`, which kmodel cannot say here: ${reason}.`,
      );
    }
  }

  /** The graph inside of a node, once: its names stand for what it comes to this time. */
  private body(body: GraphProto, inputs: readonly Value[], facts: FileFacts): readonly Value[] {
    for (const tensor of body.initializer) {
      const constant = constantOf(tensor, this.external);
      this.values.set(tensor.name, constant);
      this.constantNames.set(constant, tensor.name);
    }
    body.input.forEach(({ name }, index) => {
      const value = inputs[index];
      if (value === undefined)
        throw new ReadProblem(`its graph has an input \`${name}\` that nothing is given to`);
      this.values.set(name, value.kind === 'tensor' ? { ...value, sole: false } : value);
    });
    // A graph without nodes counts, too: no file goes round it for ever.
    this.nodesRead += body.node.length + 1;
    if (this.nodesRead > mostNodes) throw new ReadProblem(`it comes to more than ${mostNodes} nodes`);
    for (const node of ordered(body.node)) this.node(node, facts);
    return body.output.map(({ name }) => {
      const value = this.values.get(name);
      if (value === undefined) throw new ReadProblem(`its graph does not make \`${name}\``);
      return value;
    });
  }

  /** Counts the numbers that were worked out, beside those that are in the file anyway. */
  private spend({ input }: NodeProto, { data }: Constant): void {
    const isKept = input.some((name) => {
      const given = this.values.get(name);
      return given?.kind === 'constant' && given.data === data;
    });
    if (!isKept) this.numbersLeft -= data.length;
    if (this.numbersLeft < 0) throw new ReadProblem('it works out many more numbers than the file holds');
  }

  /** What a node made, by the names that the file has for it. */
  private keep(node: NodeProto, all: readonly (Value | undefined)[]): void {
    node.output.forEach((name, index) => {
      const value = all[index];
      if (name === '' || value === undefined) {
        if (name !== '' && this.uses.has(name))
          throw new ReadProblem(`its result ${index} is one that kmodel does not give`);
        return;
      }
      const isOnce = this.uses.get(name) === 1;
      const input = node.input[0];
      const before = input === undefined ? undefined : this.values.get(input);
      // What only moves a tensor about is the only taker only where the tensor had no other.
      const isAlias = value.kind === 'tensor' && before?.kind === 'tensor' && before.tensor === value.tensor;
      this.values.set(
        name,
        value.kind === 'tensor' ? { ...value, sole: isOnce && (!isAlias || before.sole) } : value,
      );
    });
  }

  private head({ name }: ValueInfoProto): SourceHead {
    const value = this.values.get(name);
    if (value?.kind !== 'tensor')
      throw new ReadProblem(`The output \`${name}\` does not follow from the inputs.`);
    const held: Held = this.build.plain(value);
    // torch numbers what nobody has named.
    return {
      name: /^\d+$/.test(name) ? 'y' : identifier(name),
      tensor: held.tensor,
      loss: undefined,
      weight: 1,
      metrics: [],
      weightedMetrics: [],
    };
  }
}

/** Every node after what it takes. */
function ordered(nodes: readonly NodeProto[]): readonly NodeProto[] {
  const makers = new Map(nodes.flatMap((node) => node.output.map((name) => [name, node] as const)));
  const { order, circles } = dependencyOrder(nodes, (node) => {
    const inside = node.attribute.flatMap(({ g }) => (g ? namesIn(g) : []));
    return [
      ...node.input.flatMap((name) => makers.get(name) ?? []),
      // What graphs inside of it take from around them.
      ...inside.flatMap((name) => makers.get(name) ?? []).filter((maker) => maker !== node),
    ];
  });
  const [circle] = circles;
  if (circle) throw new ReadProblem(`The node \`${nameOf(circle[0]!)}\` is made from its own result.`);
  return order;
}

function nameOf({ name, output }: NodeProto): string {
  return name || output[0] || 'without a name';
}

/** The number of samples that all inputs state. */
function fileBatch(inputs: readonly ValueInfoProto[]): number | undefined {
  const batches = inputs.map(({ type }) => {
    const dim = type?.value.case === 'tensorType' ? type.value.value.shape?.dim[0] : undefined;
    return dim?.value.case === 'dimValue' ? Number(dim.value.value) : undefined;
  });
  return new Set(batches).size === 1 ? batches[0] : undefined;
}
