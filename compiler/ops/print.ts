import { isSymbolicSize, shapeText, sizeText } from '../shapes/size.ts';
import type { OpGraph, OpNode, Tensor } from './types.ts';

/**
 * A graph as text, one op a line: `%7 float32[batch, 10] = matmul(%5, %6) transposeB: true`.
 * @param remark what to say of a node besides
 */
export function printOpGraph(
  graph: OpGraph,
  indent = '',
  remark: (node: OpNode) => string | undefined = () => undefined,
): string {
  const lines = graph.nodes.map((node) => {
    const said = remark(node);
    return printNode(node, indent, said === undefined ? '' : `  // ${said}`);
  });
  const outputs = graph.outputs.map(({ name, tensor }) => `${indent}return ${name} = %${tensor.id}`);
  return [...lines, ...outputs].join('\n');
}

/** @param said goes behind the first line, in front of the body of a loop */
function printNode(node: OpNode, indent: string, said: string): string {
  const results = node.outputs.map(typed).join(', ');
  const operands = node.inputs.map((input) => `%${input.id}`).join(', ');
  const floats = node.precision ? ` in ${node.precision}` : '';
  const head = `${indent}${results} = ${node.op}(${operands})${floats}`;
  if (node.op !== 'scan') return [head, ...attributes(node.attributes)].join(' ') + said;
  const { body, ...rest } = node.attributes;
  const inputs = body.inputs.map(({ tensor }) => typed(tensor)).join(', ');
  return [
    [head, ...attributes(rest)].join(' ') + said,
    `${indent}  each ${inputs}`,
    printOpGraph(body, `${indent}  `),
  ].join('\n');
}

function typed(tensor: Tensor): string {
  return `%${tensor.id} ${tensor.dtype}${shapeText(tensor.shape)}`;
}

function attributes(values: object): string[] {
  return Object.entries(values).map(([name, value]) => `${name}: ${text(value)}`);
}

function text(value: unknown): string {
  if (Array.isArray(value)) {
    const shown = value.slice(0, 8).map(text).join(', ');
    return `[${shown}${value.length > 8 ? `, … ${value.length} in all` : ''}]`;
  }
  return isSymbolicSize(value) ? sizeText(value) : JSON.stringify(value);
}
