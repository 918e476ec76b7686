import { create, toBinary } from '@bufbuild/protobuf';
import type { OpGraph, OpNode, Tensor } from '../../ops/types.ts';
import { unknownSize, type Size } from '../../shapes/size.ts';
import type { FusedNode, FusedNodes } from './fused-nodes.ts';
import { ModelProtoSchema } from './onnx_pb.ts';
import { opsetVersion } from './opset.ts';
import { valueInfo } from './proto.ts';
import { column, type PlacedRows } from './scatter-add.ts';
import { OnnxWriter } from './writer.ts';

/** An output that is an input with some rows changed, written as these rows: where they go, and what stands there. */
export interface ChangedRows extends PlacedRows {
  readonly output: string;
  readonly input: string;
}

/**
 * Decides which outputs are written as the rows that change, for those who keep the whole in memory of their own: a
 * table of which a batch changes a few rows is then neither copied nor held twice.
 * @param pairs inputs by the outputs that take their place
 * @param known inputs that are inside as constants
 * @returns the fused nodes, which name those rows in `changed` as they are written, by the tensors of the outputs
 */
export function inChangedRows(
  graph: OpGraph,
  fused: FusedNodes,
  pairs: ReadonlyMap<string, string>,
  known: { has(name: string): boolean },
): { readonly fused: FusedNodes; readonly changed: ReadonlyMap<number, ChangedRows> } {
  const changed = new Map<number, ChangedRows>();
  const byLast = new Map(fused.byLast);
  const inputs = new Map(graph.inputs.map(({ tensor, name }) => [tensor.id, name]));
  for (const { name: output, tensor } of graph.outputs) {
    const [node, whole] = makerOf(tensor, fused) ?? [];
    const input = whole?.change && inputs.get(whole.change.of.id);
    if (!node || input === undefined || input !== pairs.get(output) || known.has(input)) continue;
    if (isReadElsewhere(graph, tensor)) continue;
    const { change } = whole!;
    const names = { output, input, places: `${output}:places`, rows: `${output}:rows` };
    byLast.set(node, {
      ...whole!,
      write: (writer) => {
        const { places, rows } = change!.write(writer);
        writer.nameOutput(places, names.places);
        writer.nameOutput(rows, names.rows);
      },
    });
    changed.set(tensor.id, names);
  }
  return { fused: { ...fused, byLast }, changed };
}

function makerOf({ id }: Tensor, { byLast }: FusedNodes): readonly [OpNode, FusedNode] | undefined {
  return [...byLast].find(([{ outputs }]) => outputs.some((output) => output.id === id));
}

/** True where a node reads a tensor, or it is several outputs. */
function isReadElsewhere({ nodes, outputs }: OpGraph, { id }: Tensor): boolean {
  const isOutputOnce = outputs.filter(({ tensor }) => tensor.id === id).length === 1;
  return !isOutputOnce || nodes.some(({ inputs }) => inputs.some((input) => input.id === id));
}

/** The names of what `emitRowWriter` reads and gives for each table, by its place. */
export const rowWriterNames = {
  table: (at: number) => `table:${at}`,
  places: (at: number) => `places:${at}`,
  rows: (at: number) => `rows:${at}`,
  written: (at: number) => `written:${at}`,
} as const;

/**
 * A model that writes rows into tables. Where it is given the memory of a table for the result as well, nothing else
 * of it is touched.
 * @param tables their shapes
 */
export function emitRowWriter(tables: readonly (readonly Size[])[]): Uint8Array {
  const writer = new OnnxWriter();
  // How many rows change is known by then alone.
  const inputs = tables.flatMap((shape, at) => [
    valueInfo(rowWriterNames.table(at), 'float32', shape),
    valueInfo(rowWriterNames.places(at), 'int64', [unknownSize('changed')]),
    valueInfo(rowWriterNames.rows(at), 'float32', [unknownSize('changed'), ...shape.slice(1)]),
  ]);
  const outputs = tables.map((shape, at) => {
    const { table, places, rows, written } = rowWriterNames;
    const scattered = writer.node('ScatterND', [table(at), column(writer, places(at)), rows(at)]);
    writer.nameOutput(scattered, written(at));
    return valueInfo(written(at), 'float32', shape);
  });
  const graph = writer.finish('rows', inputs, outputs);
  const opsetImport = [{ domain: '', version: BigInt(opsetVersion) }];
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 9n, graph, opsetImport }));
}
