import type { NamedTensor, OpGraph, OpName, OpNodeOf } from '../../ops/types.ts';
import { convolutionEmitters } from './convolutions.ts';
import { elementwiseEmitters } from './elementwise.ts';
import { movementEmitters } from './movement.ts';
import { poolEmitters } from './pools.ts';
import { reductionEmitters } from './reductions.ts';
import { randomEmitters } from './random.ts';
import { scanEmitters } from './scan.ts';
import { scatterAddEmitters } from './scatter-add.ts';
import type { GraphProto } from './onnx_pb.ts';
import type { OnnxWriter } from './writer.ts';

/** Writes one op's nodes and returns the names of its results. */
export type Emitter<K extends OpName = never> = (
  writer: OnnxWriter,
  inputs: readonly string[],
  node: OpNodeOf<K>,
  emitGraph: EmitGraph,
) => string | readonly string[];

/** Writes a graph inside another one: the body of a loop. */
export type EmitGraph = (
  writer: OnnxWriter,
  graph: OpGraph,
  name: string,
  inputs?: readonly NamedTensor[],
) => GraphProto;

/** How ONNX says each op. */
export const emitters: Readonly<Record<OpName, Emitter>> = {
  input: ((_, __, node) => node.attributes.name) as Emitter<'input'>,
  constant: ((writer, _, { attributes, outputs: [result] }) =>
    writer.constant(
      result!.dtype,
      result!.shape as readonly number[],
      attributes.data,
    )) as Emitter<'constant'>,
  ...elementwiseEmitters,
  ...reductionEmitters,
  ...movementEmitters,
  ...scatterAddEmitters,
  ...convolutionEmitters,
  ...poolEmitters,
  ...randomEmitters,
  ...scanEmitters,
};
