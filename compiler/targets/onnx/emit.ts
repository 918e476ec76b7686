import type { Precision } from '../../shapes/precision.ts';
import { unknownSize } from '../../shapes/size.ts';
import { create, toBinary } from '@bufbuild/protobuf';
import type { NamedTensor, OpGraph, OpNode } from '../../ops/types.ts';
import { gainsFromBlocks } from './blocked/choose.ts';
import { inChangedRows, type ChangedRows } from './changed-rows.ts';
import { emitBlocked } from './blocked/emit-blocked.ts';
import { emitNode } from './emit-node.ts';
import type { EmitGraph } from './emitters.ts';
import { findFused, fusedBy, nothingFused, type FusedNodes } from './fused-nodes.ts';
import { ModelProtoSchema, type GraphProto } from './onnx_pb.ts';
import { writtenInPlace, type InPlace } from './in-place.ts';
import { hideShapes } from './hide-shapes.ts';
import { keepOrder, memoryNodes } from './keep-order.ts';
import { opsetVersion } from './opset.ts';
import { runPasses } from './passes.ts';
import { writePortions, type Portions } from './portions.ts';
import { valueInfo } from './proto.ts';
import { findStandard } from './standard/find-standard.ts';
import { joinTransposes } from './standard/join-transposes.ts';
import { countDispatches } from './webgpu/dispatches.ts';
import { hostValues, isOnHost } from './webgpu/host-values.ts';
import { OnnxWriter } from './writer.ts';

/** The numbers of a tensor that a graph has inside. */
export interface KnownValue {
  readonly data: ArrayLike<number>;
  /** What they are called in the file, where somebody is to find them there. */
  readonly name?: string;
}

/** What is known of the place where a model will run. Without, it runs everywhere. */
export interface EmitOptions {
  /** Values of inputs, by name, that become constants: they are not fed. */
  readonly known?: ReadonlyMap<string, KnownValue>;
  /** Channels of a block of onnxruntime's own convolutions, where it has them; for graphs whose sizes are all known. */
  readonly block?: number | undefined;
  /** True where onnxruntime's WebGPU provider runs it. */
  readonly gpu?: boolean;
  /** True where the device has float16. */
  readonly half?: boolean;
  /** The floats of products whose layers say nothing; float32 where it is left out. */
  readonly precision?: Precision | undefined;
  /** Texts that the file keeps for its readers, by name. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Names of inputs that bring data, where memory is to be given back as soon as it can be; for bound graphs. */
  readonly data?: ReadonlySet<string> | undefined;
  /**
   * Inputs by the outputs that take their place, for those who can write into an input's memory: they learn where
   * that may be done, and where a few rows change, these are the outputs instead.
   */
  readonly replaced?: ReadonlyMap<string, string> | undefined;
  /** A loop around the graph; for graphs whose sizes are all known, with rows of samples in front of every output. */
  readonly portions?: Portions | undefined;
  /**
   * True for a file that other programs read: what ONNX has an operator for is that operator, and channels stay where
   * ONNX has them from one to the next. Of a graph that trains, or that onnxruntime is to run in other forms, neither.
   */
  readonly standard?: boolean;
}

/** A model, and what its place is to know of it. */
export interface EmittedOnnx {
  readonly model: Uint8Array;
  /** Names of nodes that are to run on the processor, where a GPU runs the others. */
  readonly hostNodes: readonly string[];
  /** Nodes that the GPU runs then; without one, 0. */
  readonly dispatches: number;
  /** Names of outputs that are made on the processor then. */
  readonly hostOutputs: ReadonlySet<string>;
  /** Outputs that are written as the rows that change. */
  readonly changedRows: readonly ChangedRows[];
  /** Outputs that may be written into the memory of the input whose place they take. */
  readonly inPlace: readonly InPlace[];
}

/** A graph as an ONNX model in its binary format, of standard operators unless the options say of others. */
export function emitOnnx(graph: OpGraph, name: string, options: EmitOptions = {}): Uint8Array {
  return emitOnnxFor(graph, name, options).model;
}

/** A graph as an ONNX model, with what is to run where. */
export function emitOnnxFor(
  graph: OpGraph,
  name: string,
  {
    known,
    block,
    gpu = false,
    half = false,
    precision,
    metadata = {},
    data,
    replaced,
    portions,
    standard = false,
  }: EmitOptions = {},
): EmittedOnnx {
  const isBlocked = block !== undefined && gainsFromBlocks(graph, block);
  const written = runPasses(graph, { block: isBlocked ? block : undefined, gpu, half, precision });
  const writer = new OnnxWriter();
  const host = gpu ? hostValues(written) : new Set<number>();
  const { fused, changed } = inChangedRows(
    written,
    findFused(written, gpu, standard ? findStandard(written) : undefined),
    replaced ?? new Map<string, string>(),
    known ?? new Map<string, KnownValue>(),
  );
  const fed = written.inputs.filter((input) => {
    const value = known?.get(input.name);
    if (!value) return true;
    const { dtype, shape } = input.tensor;
    writer.setName(input.tensor, writer.constant(dtype, shape as readonly number[], value.data, value.name));
    return false;
  });
  const inOrder = data ? memoryNodes(written) : undefined;
  const writeBody = (
    into: OnnxWriter,
    inputs: readonly NamedTensor[],
    outputs: readonly NamedTensor[],
  ): GraphProto => {
    const writeNodes = (): void =>
      isBlocked
        ? emitBlocked(into, written, block, { fused, inOrder, emitGraph })
        : emitNodes(into, written, { host, fused, inOrder, inner: standard ? emitStandardGraph : emitGraph });
    return writeGraph(into, { ...written, outputs }, { name, inputs, changed, writeNodes });
  };
  const { outputs } = written;
  const body = portions
    ? writePortions(writer, portions, { name, inputs: fed, outputs, writeBody })
    : writeBody(writer, fed, outputs);
  if (data) {
    keepOrder(body, writer.inOrder, data);
    hideShapes(body, data);
  }
  if (standard) joinTransposes(body);
  const domains = [{ domain: '', version: BigInt(opsetVersion) }];
  for (const domain of writer.domains) domains.push({ domain, version: 1n });
  const model = create(ModelProtoSchema, {
    irVersion: 9n,
    producerName: 'kmodel',
    opsetImport: domains,
    graph: body,
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
  return {
    model: toBinary(ModelProtoSchema, model),
    hostNodes: writer.hostNodes,
    dispatches: gpu ? countDispatches(body.node, writer.hostNodes) : 0,
    changedRows: [...changed.values()],
    inPlace: replaced ? writtenInPlace(body, replaced, writer.fallible) : [],
    hostOutputs: new Set(written.outputs.flatMap((each) => (host.has(each.tensor.id) ? [each.name] : []))),
  };
}

/** Writes nodes into a writer; `inputs` names the inputs otherwise than the graph does (scan bodies). */
export function emitGraph(
  writer: OnnxWriter,
  graph: OpGraph,
  name: string,
  inputs: readonly NamedTensor[] = graph.inputs,
): GraphProto {
  return writeGraph(writer, graph, {
    name,
    inputs,
    changed: new Map(),
    writeNodes: () => emitNodes(writer, graph),
  });
}

/** The same in operators that other programs know. */
function emitStandardGraph(
  ...[writer, graph, name, inputs = graph.inputs]: Parameters<EmitGraph>
): GraphProto {
  const fused = fusedBy(graph, findStandard(graph));
  const body = writeGraph(writer, graph, {
    name,
    inputs,
    changed: new Map(),
    writeNodes: () => emitNodes(writer, graph, { fused, inner: emitStandardGraph }),
  });
  joinTransposes(body);
  return body;
}

interface NodeOptions {
  /** Tensors that are made on the processor wherever others are. */
  readonly host?: ReadonlySet<number>;
  /** Nodes that are written as one. */
  readonly fused?: FusedNodes;
  /** Nodes that are to run in the order of the graph. */
  readonly inOrder?: ReadonlySet<OpNode> | undefined;
  /** Writes the bodies of loops. */
  readonly inner?: EmitGraph;
}

function emitNodes(
  writer: OnnxWriter,
  { nodes }: OpGraph,
  {
    host = new Set(),
    fused: { byLast, inside } = nothingFused,
    inOrder,
    inner = emitGraph,
  }: NodeOptions = {},
): void {
  for (const node of nodes) {
    if (node.op === 'input' || inside.has(node)) continue;
    const whole = byLast.get(node);
    const emit = (): void => (whole ? whole.write(writer) : emitNode(writer, node, inner));
    if (isOnHost(node, host)) writer.onHost(emit);
    else if (inOrder?.has(node)) writer.keepingOrder(emit);
    else emit();
  }
}

interface GraphParts {
  readonly name: string;
  readonly inputs: readonly NamedTensor[];
  /** Outputs that are written as the rows that change, by their tensors. */
  readonly changed: ReadonlyMap<number, ChangedRows>;
  readonly writeNodes: () => void;
}

function writeGraph(
  writer: OnnxWriter,
  graph: OpGraph,
  { name, inputs, changed, writeNodes }: GraphParts,
): GraphProto {
  const inputInfos = inputs.map((input) => writer.input(input.name, input.tensor));
  writeNodes();
  const taken = new Set(inputs.map((input) => input.name));
  const outputInfos = graph.outputs.flatMap(({ name: output, tensor }) => {
    if (taken.has(output)) throw new Error(`Two values of a graph are called ${output}.`);
    taken.add(output);
    const rows = changed.get(tensor.id);
    if (rows) {
      const count = unknownSize(rows.output);
      return [
        valueInfo(rows.places, 'int64', [count]),
        valueInfo(rows.rows, tensor.dtype, [count, ...tensor.shape.slice(1)]),
      ];
    }
    writer.nameOutput(writer.nameOf(tensor), output);
    return [valueInfo(output, tensor.dtype, tensor.shape)];
  });
  return writer.finish(name, inputInfos, outputInfos);
}
