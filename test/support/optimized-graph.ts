import { fromBinary } from '@bufbuild/protobuf';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InPlace } from '../../compiler/targets/onnx/in-place.ts';
import { ModelProtoSchema, type GraphProto, type NodeProto } from '../../compiler/targets/onnx/onnx_pb.ts';
import { loadOnnxruntime } from '../../runtime/engines/onnx/onnxruntime.ts';

/** A model as onnxruntime runs it, after all that it changes. */
export async function optimized(model: Uint8Array): Promise<GraphProto> {
  const folder = mkdtempSync(join(tmpdir(), 'kmodel-optimized-'));
  const optimizedModelFilePath = join(folder, 'model.onnx');
  try {
    const ort = await loadOnnxruntime();
    const session = await ort.InferenceSession.create(model, {
      graphOptimizationLevel: 'all',
      optimizedModelFilePath,
      logSeverityLevel: 4,
    });
    await session.release();
    return fromBinary(ModelProtoSchema, readFileSync(optimizedModelFilePath)).graph!;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Operators whose result is their input's memory in another shape. */
const views: ReadonlySet<string> = new Set(['Reshape', 'Identity', 'Squeeze', 'Unsqueeze', 'Flatten']);

/** Operators that go through their inputs and their result at once. */
const entryByEntry: ReadonlySet<string> = new Set(['Add', 'Sub', 'Mul', 'Div']);

/** Nodes that may read an input after it has been overwritten, or while it is, in words. */
export function unsafe({ node: nodes }: GraphProto, inPlace: readonly InPlace[]): readonly string[] {
  const makers = new Map(nodes.flatMap((node) => node.output.map((name) => [name, node] as const)));
  const readersOf = (name: string, last: NodeProto): readonly NodeProto[] =>
    nodes
      .filter((node) => readsOf(node).includes(name))
      .flatMap((node) =>
        node !== last && views.has(node.opType)
          ? [node, ...node.output.flatMap((made) => readersOf(made, last))]
          : [node],
      );
  return inPlace.flatMap(({ output, input }) => {
    const last = makers.get(output)!;
    const needed = neededBy(last, makers);
    return readersOf(input, last)
      .filter((node) => (node === last ? !entryByEntry.has(node.opType) : !needed.has(node)))
      .map((node) => `${input} is read by ${node.opType}`);
  });
}

function readsOf({ input, attribute }: NodeProto): readonly string[] {
  return [...input, ...attribute.flatMap(({ g }) => (g ? g.node.flatMap(readsOf) : []))];
}

/** A node and all that it needs, at whatever distance. */
function neededBy(node: NodeProto, makers: ReadonlyMap<string, NodeProto>): ReadonlySet<NodeProto> {
  const needed = new Set([node]);
  for (const each of needed)
    for (const name of readsOf(each)) {
      const maker = makers.get(name);
      if (maker) needed.add(maker);
    }
  return needed;
}
