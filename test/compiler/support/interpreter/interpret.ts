import { expandComposites } from '../../../../compiler/ops/expand-composites.ts';
import { halfToNumber, numberToHalf } from '../../../../compiler/ops/half-precision.ts';
import type { OpGraph, OpNodeOf, Tensor } from '../../../../compiler/ops/types.ts';
import { evaluateSize, isSymbolic, type Size } from '../../../../compiler/shapes/size.ts';
import type { Evaluator } from '../evaluate.ts';
import { sizeOf, type NumberArray } from './array.ts';
import { evaluateNode } from './evaluate-node.ts';

/** Op graphs in plain JavaScript and double precision: slow, simple, and independent of every engine. */
export const interpret: Evaluator = (given, inputs) => {
  const graph = expandComposites(given);
  const sizes = new Map<string, number>();
  const fed = graph.inputs.map(({ name, tensor }): NumberArray => {
    const { shape, data } = inputs[name]!;
    bindSizes(tensor.shape, shape, sizes);
    return { shape, data: Float64Array.from(data) };
  });
  const results = run(graph, fed, sizes, new Map());
  const outputs = graph.outputs.map(({ name }, index) => {
    const { shape, data } = results[index]!;
    return [name, { shape, data: Array.from(data) }] as const;
  });
  return Promise.resolve(Object.fromEntries(outputs));
};

/** Size variables that stand alone in an input's shape get their value from the data. */
function bindSizes(declared: readonly Size[], found: readonly number[], into: Map<string, number>): void {
  declared.forEach((size, axis) => {
    if (!isSymbolic(size)) return;
    const atom = size.terms[0]!.factors[0]!;
    if (atom.kind === 'variable' && size.key === atom.key) into.set(atom.name, found[axis]!);
  });
}

function run(
  graph: OpGraph,
  given: readonly NumberArray[],
  sizes: ReadonlyMap<string, number>,
  outside: ReadonlyMap<number, NumberArray>,
): readonly NumberArray[] {
  const values = new Map<number, NumberArray>(outside);
  const sizeValue = (size: Size): number => {
    const value = evaluateSize(size, sizes);
    if (value === undefined) throw new Error(`size ${String(size)} is unknown`);
    return value;
  };
  const around = {
    size: sizeValue,
    scan: (node: OpNodeOf<'scan'>, operands: readonly NumberArray[]) =>
      runScan(node, operands, sizes, sizeValue),
  };
  graph.inputs.forEach(({ tensor }, index) => values.set(tensor.id, given[index]!));
  for (const node of graph.nodes) {
    if (node.op === 'input') continue;
    const operands = node.inputs.map((input) => values.get(input.id)!);
    const results = evaluateNode(node, operands, around);
    node.outputs.forEach((output, index) =>
      values.set(output.id, checked(results[index]!, output, sizeValue)),
    );
  }
  return graph.outputs.map(({ tensor }) => values.get(tensor.id)!);
}

/** A result must have the shape that the op's rule said. Half precision alone is rounded to. */
function checked(value: NumberArray, { dtype, shape }: Tensor, size: (size: Size) => number): NumberArray {
  const wanted = shape.map(size);
  if (wanted.join() === value.shape.join() && value.data.length === sizeOf(wanted))
    return dtype === 'float16' ? { ...value, data: value.data.map(roundToHalf) } : value;
  throw new Error(`an op gave [${value.shape}] where its rule says [${wanted}]`);
}

const roundToHalf = (number: number): number => halfToNumber(numberToHalf(number));

function runScan(
  node: OpNodeOf<'scan'>,
  operands: readonly NumberArray[],
  sizes: ReadonlyMap<string, number>,
  sizeValue: (size: Size) => number,
): readonly NumberArray[] {
  const { body, states: stateCount, scanned: scannedCount, reverse } = node.attributes;
  const length = sizeValue(node.attributes.length);
  let states = operands.slice(0, stateCount);
  const scanned = operands.slice(stateCount, stateCount + scannedCount);
  const captured = operands.slice(stateCount + scannedCount);
  const stacks = body.outputs.slice(stateCount).map((): NumberArray[] => []);
  for (let step = 0; step < length; step++) {
    const at = reverse ? length - 1 - step : step;
    const slices = scanned.map((x): NumberArray => {
      const shape = x.shape.slice(1);
      const width = sizeOf(shape);
      return { shape, data: x.data.slice(at * width, (at + 1) * width) };
    });
    const results = run(body, [...states, ...slices, ...captured], sizes, new Map());
    states = results.slice(0, stateCount);
    results.slice(stateCount).forEach((value, index) => (stacks[index]![at] = value));
  }
  return [...states, ...stacks.map(stack)];
}

function stack(values: readonly NumberArray[]): NumberArray {
  const shape = [values.length, ...values[0]!.shape];
  const data = new Float64Array(sizeOf(shape));
  values.forEach((value, index) => data.set(value.data, index * value.data.length));
  return { shape, data };
}
