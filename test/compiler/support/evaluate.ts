import type * as Ort from 'onnxruntime-common';
import { emitOnnx } from '../../../compiler/targets/onnx/emit.ts';
import { bindSizes } from '../../../compiler/ops/bind-sizes.ts';
import { createOps, type ScopedOps } from '../../../compiler/ops/builder.ts';
import type { OpGraph, Tensor } from '../../../compiler/ops/types.ts';
import type { DType } from '../../../compiler/shapes/types.ts';
import { openSizes } from '../../../compiler/shapes/open-sizes.ts';
import { blockSize } from '../../../runtime/engines/onnx/block-size.ts';
import { loadOnnxruntime } from '../../../runtime/engines/onnx/onnxruntime.ts';
import type { Values } from './arrays.ts';

const ort = await loadOnnxruntime();

export interface Input extends Values {
  readonly dtype: DType;
}

export type Inputs = Readonly<Record<string, Input>>;

export type Outputs = Readonly<Record<string, Values>>;

/** Runs an op graph; every input and output of it has a name. */
export type Evaluator = (graph: OpGraph, inputs: Inputs) => Promise<Outputs>;

/**
 * Builds a graph and runs it.
 * @param build makes its inputs by `ops.scope.input` under the names of `inputs`
 */
export async function evaluateGraph(
  build: (ops: ScopedOps) => Readonly<Record<string, Tensor>>,
  inputs: Inputs,
  evaluator: Evaluator = standard,
): Promise<Outputs> {
  const ops = createOps();
  const outputs = build(ops);
  const named = Object.entries(outputs).map(([name, tensor]) => ({ name, tensor }));
  return evaluator(ops.scope.build(named), inputs);
}

/** What `evaluateGraph` runs graphs on where a test does not say. */
let standard: Evaluator = (graph, inputs) => runOnnx(graph, inputs);

/** Runs what follows on another engine: a test file that imports others repeats them there. */
export function setEvaluator(evaluator: Evaluator): void {
  standard = evaluator;
}

/** Through ONNX and one of onnxruntime's packages, in float32, its sizes open. */
export function evaluatorOn(ort: typeof Ort): Evaluator {
  return (graph, inputs) => runModel(ort, emitOnnx(graph, 'test'), graph, inputs);
}

/** Through ONNX and onnxruntime, in float32, as the graph is: its sizes open, its layout the graph's own. */
export const runOnnx: Evaluator = evaluatorOn(ort);

/** Channels of a block of onnxruntime's convolutions here, if it has any. */
export const blockHere = await blockSize(ort);

/** The engine's way: bound to the sizes of the inputs, with images in blocks of channels. */
export const runBlocked: Evaluator = (graph, inputs) =>
  runModel(ort, emitBlockedModel(graph, inputs), graph, inputs);

/** Runs a model that a graph was emitted as, however that was done. */
export const runEmitted = (model: Uint8Array, graph: OpGraph, inputs: Inputs): Promise<Outputs> =>
  runModel(ort, model, graph, inputs);

/** What `runBlocked` runs. */
export function emitBlockedModel(graph: OpGraph, inputs: Inputs): Uint8Array {
  return emitOnnx(bindSizes(graph, sizesOf(graph, inputs)), 'test', { block: blockHere });
}

/** The open sizes of a graph, as its inputs have them. */
export function sizesOf(graph: OpGraph, inputs: Inputs): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { name, tensor } of graph.inputs) {
    tensor.shape.forEach((size, axis) => {
      const [open] = openSizes(size);
      if (open !== undefined) sizes.set(open, inputs[name]!.shape[axis]!);
    });
  }
  return sizes;
}

async function runModel(
  ort: typeof Ort,
  model: Uint8Array,
  graph: OpGraph,
  inputs: Inputs,
): Promise<Outputs> {
  const session = await ort.InferenceSession.create(model, { logSeverityLevel: 3, intraOpNumThreads: 1 });
  const feeds = Object.fromEntries(graph.inputs.map(({ name }) => [name, toOrt(ort, inputs[name]!)]));
  const results = await session.run(feeds);
  const outputs = Object.entries(results).map(([name, tensor]) => {
    const data = Array.from(tensor.data as Iterable<number | bigint>, Number);
    return [name, { shape: tensor.dims, data }] as const;
  });
  await session.release();
  return Object.fromEntries(outputs);
}

function toOrt(ort: typeof Ort, { dtype, shape, data }: Input): Ort.Tensor {
  switch (dtype) {
    case 'int32':
      return new ort.Tensor('int32', Int32Array.from(data), shape);
    case 'bool':
      return new ort.Tensor('bool', Uint8Array.from(data), shape);
    default:
      return new ort.Tensor('float32', Float32Array.from(data), shape);
  }
}
