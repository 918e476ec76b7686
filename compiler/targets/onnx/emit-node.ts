import { rebuild } from '../../ops/rebuild.ts';
import type { OpGraph, OpNode, OpNodeOf } from '../../ops/types.ts';
import { emitters, type EmitGraph, type EmittedOp } from './emitters.ts';
import { mayFail } from './in-place.ts';
import type { OnnxWriter } from './writer.ts';

type EmittedNode = { [K in EmittedOp]: OpNodeOf<K> }[EmittedOp];

/** A graph in ops that have emitters: the others are replaced by what they are made of. */
export function inEmittedOps(graph: OpGraph): OpGraph {
  return rebuild(graph, { expands: (node) => !isEmitted(node) });
}

/** Writes one op's nodes, in the layout that the op has. */
export function emitNode(writer: OnnxWriter, node: OpNode, emitGraph: EmitGraph): void {
  if (!isEmitted(node)) throw new Error(`${node.op} should have been expanded.`);
  if (mayFail(node)) writer.failing(() => emit(writer, node, emitGraph));
  else emit(writer, node, emitGraph);
}

function emit<K extends EmittedOp>(writer: OnnxWriter, node: OpNodeOf<K>, emitGraph: EmitGraph): void {
  const inputs = node.inputs.map((input) => writer.nameOf(input));
  const results = emitters[node.op](writer, inputs, node, emitGraph);
  const names = typeof results === 'string' ? [results] : results;
  node.outputs.forEach((output, index) => writer.setName(output, names[index]!));
}

function isEmitted(node: OpNode): node is EmittedNode {
  return Object.hasOwn(emitters, node.op);
}
