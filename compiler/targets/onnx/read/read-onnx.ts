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
import { ModelBuilder, type ReadWeight } from './builder.ts';
import { constantOf, type ReadExternal } from './constants.ts';
import { NodeContext } from './context.ts';
import { folded } from './fold.ts';
import { fusedNodes } from './fuse.ts';
import { nodeReaders } from './nodes.ts';
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

class Reader {
  private readonly graph: GraphProto;
  private readonly external: ReadExternal;
  private readonly build = new ModelBuilder();
  private readonly values = new Map<string, Value>();
  private readonly constantNames = new Map<Value, string>();
  private readonly uses = new Map<string, number>();
  private nodes: readonly NodeProto[] = [];
  private readonly opset: number;

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
    }
    const given = graph.input.filter(({ name }) => !this.values.has(name));
    const inputs = given.map((info) => this.input(info));
    const facts = { batch: fileBatch(given) };
    for (const node of this.ordered()) this.node(node, facts);
    const heads = graph.output.map((info) => this.head(info));
    const model: SourceModel = {
      name: identifier(/^(torch.?jit.*|main.?graph|graph|)$/i.test(graph.name) ? fileName : graph.name),
      inputs,
      layers: build.layers,
      calls: build.calls,
      heads,
      training: undefined,
    };
    return { model, weights: build.weights };
  }

  private countUses(): void {
    const names = [...this.nodes.flatMap(({ input }) => input), ...this.graph.output.map(({ name }) => name)];
    for (const name of names) if (name !== '') this.uses.set(name, (this.uses.get(name) ?? 0) + 1);
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

  /** Every node after what it takes. */
  private ordered(): readonly NodeProto[] {
    const { nodes } = this;
    const makers = new Map(nodes.flatMap((node) => node.output.map((name) => [name, node] as const)));
    const { order, circles } = dependencyOrder(nodes, ({ input }) =>
      input.flatMap((name) => makers.get(name) ?? []),
    );
    const [circle] = circles;
    if (circle) throw new ReadProblem(`The node \`${nameOf(circle[0]!)}\` is made from its own result.`);
    return order;
  }

  private node(node: NodeProto, facts: { readonly batch: number | undefined }): void {
    const context = new NodeContext(node, this.build, this.values, this.constantNames, this.opset, this.uses);
    try {
      const isStandard = node.domain === '' || node.domain === 'ai.onnx';
      const constant = isStandard ? folded(context, this.external) : undefined;
      const reader =
        isStandard && Object.hasOwn(nodeReaders, node.opType) ? nodeReaders[node.opType] : undefined;
      if (constant === undefined && !reader)
        throw new ReadProblem('kmodel has no layer and no function for it');
      const results = constant ?? reader!(context, facts);
      const all = Array.isArray(results) ? (results as readonly (Value | undefined)[]) : [results as Value];
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
        const isAlias =
          value.kind === 'tensor' && before?.kind === 'tensor' && before.tensor === value.tensor;
        this.values.set(
          name,
          value.kind === 'tensor' ? { ...value, sole: isOnce && (!isAlias || before.sole) } : value,
        );
      });
    } catch (error) {
      if (!(error instanceof ReadProblem)) throw error;
      const reason = error.message.replace(/\.$/, '').replace(/^It /, 'it ');
      throw new ReadProblem(
        `The node \`${nameOf(node)}\` is \`${node.opType}\`, which kmodel cannot say here: ${reason}.`,
      );
    }
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
