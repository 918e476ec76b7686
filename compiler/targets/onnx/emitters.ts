import type { NamedTensor, OpGraph, OpName, OpNodeOf, PrimitiveOp } from '../../ops/types.ts';
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
export type Emitter<K extends OpName = OpName> = (
  writer: OnnxWriter,
  inputs: readonly string[],
  node: OpNodeOf<K>,
  emitGraph: EmitGraph,
) => string | readonly string[];

/** Ops that are written as they are; of the others, what they are made of. */
export type EmittedOp = PrimitiveOp | 'reluGradient' | 'gelu' | 'clip' | 'layerNormalization';

/** An emitter for each op. */
export type Emitters = { readonly [K in EmittedOp]: Emitter<K> };

/** Writes a graph inside another one: the body of a loop. */
export type EmitGraph = (
  writer: OnnxWriter,
  graph: OpGraph,
  name: string,
  inputs?: readonly NamedTensor[],
) => GraphProto;

/** How ONNX says each op. */
export const emitters: Emitters = {
  input: (_, __, node) => node.attributes.name,
  constant: (writer, _, { attributes, outputs: [result] }) =>
    writer.constant(result!.dtype, result!.shape as readonly number[], attributes.data),
  ...elementwiseEmitters,
  ...reductionEmitters,
  ...movementEmitters,
  ...scatterAddEmitters,
  ...convolutionEmitters,
  ...poolEmitters,
  ...randomEmitters,
  ...scanEmitters,
};
