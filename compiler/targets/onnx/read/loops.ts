import { ReadProblem } from '../../read/source.ts';
import type { GraphProto, NodeProto } from '../onnx_pb.ts';
import type { NodeContext } from './context.ts';
import { sizesOf } from './fold-sizes.ts';
import { numberOf } from './number-of.ts';
import { entryOf } from './nodes-movement.ts';
import { fileShape, type Held, type Value } from './values.ts';

/** Reads the graph inside of a node: what its inputs are bound to, and what its outputs come to. */
export type ReadBody = (body: GraphProto, inputs: readonly Value[]) => readonly Value[];

/** Operators whose work is a graph of their own. */
export function hasBody({ opType }: NodeProto): boolean {
  return opType === 'Loop' || opType === 'Scan' || opType === 'If';
}

/**
 * A loop is read round by round, and of a condition what it comes to: the text says how often, so both must be known
 * from the file.
 * @throws ReadProblem where they follow from what the model is given
 */
export function unrolled(context: NodeContext, read: ReadBody): readonly (Value | undefined)[] {
  switch (context.node.opType) {
    case 'If':
      return chosen(context, read);
    case 'Loop':
      return loop(context, read);
    default:
      return scan(context, read);
  }
}

function bodyOf({ node }: NodeContext, name: string): GraphProto {
  const graph = node.attribute.find((each) => each.name === name)?.g;
  if (!graph) throw new ReadProblem('it holds no graph');
  return graph;
}

function chosen(context: NodeContext, read: ReadBody): readonly Value[] {
  const condition = numberOf(context.value(0));
  if (condition === undefined) throw context.refuse('its condition is known only at run time');
  return read(bodyOf(context, condition === 0 ? 'else_branch' : 'then_branch'), []);
}

function loop(context: NodeContext, read: ReadBody): readonly (Value | undefined)[] {
  const body = bodyOf(context, 'body');
  const [given, first] = [context.optional(0), context.optional(1)];
  const rounds = given && sizesOf(given)?.[0];
  if (typeof rounds !== 'number')
    throw context.refuse(
      given === undefined
        ? 'it goes on until a condition ends it'
        : 'how often it goes round is known only at run time; export the model with sequences of a fixed length',
    );
  if (first !== undefined && numberOf(first) === 0)
    return context.node.input.slice(2).map((_, at) => context.value(at + 2));
  let carried = context.node.input.slice(2).map((_, at) => context.value(at + 2));
  const states = carried.length;
  const collected: Value[][] = body.output.slice(1 + states).map(() => []);
  for (let round = 0; round < rounds; round++) {
    const [goesOn, ...results] = read(body, [scalar('integer', round), scalar('bool', 1), ...carried]);
    const isLast = round === rounds - 1;
    if (!isLast && (goesOn === undefined || numberOf(goesOn) !== 1))
      throw context.refuse('it goes on until a condition ends it');
    carried = results.slice(0, states);
    collected.forEach((values, at) => values.push(results[states + at]!));
  }
  return [...carried, ...collected.map((values) => gathered(context, values))];
}

function scan(context: NodeContext, read: ReadBody): readonly (Value | undefined)[] {
  const { attributes, node } = context;
  const body = bodyOf(context, 'body');
  const sequences = attributes.integer('num_scan_inputs', 1);
  const states = node.input.length - sequences;
  const results = body.output.length - states;
  const axes = attributes.integers('scan_input_axes') ?? Array<number>(sequences).fill(0);
  const outputAxes = attributes.integers('scan_output_axes') ?? Array<number>(results).fill(0);
  const turned = attributes.integers('scan_input_directions') ?? Array<number>(sequences).fill(0);
  const turnedBack = attributes.integers('scan_output_directions') ?? Array<number>(results).fill(0);
  if (context.opset < 9) throw context.refuse('it is of an operator set before 9');
  if (outputAxes.some((axis) => axis !== 0))
    throw context.refuse('it joins its steps along an axis of theirs');
  const given = axes.map((axis, at) => {
    const held = context.held(states + at);
    return { held, index: states + at, axis: context.axis(axis, held.form.length) };
  });
  const [steps] = given.map(({ held, axis }) => fileShape(held)[axis]!);
  if (typeof steps !== 'number')
    throw context.refuse(
      'how many steps it reads is known only at run time; export the model with sequences of a fixed length',
    );
  let carried = node.input.slice(0, states).map((_, at) => context.value(at));
  const collected: Value[][] = Array.from({ length: results }, () => []);
  for (let step = 0; step < steps; step++) {
    const entries = given.map(({ index, axis }, at) =>
      entryOf(context, turned[at] === 1 ? steps - 1 - step : step, axis, index),
    );
    const made = read(body, [...carried, ...entries]);
    carried = made.slice(0, states);
    collected.forEach((values, at) => values.push(made[states + at]!));
  }
  const ordered = collected.map((values, at) => (turnedBack[at] === 1 ? values.toReversed() : values));
  return [...carried, ...ordered.map((values) => gathered(context, values))];
}

/** What every round gave, along a new first axis. */
function gathered(context: NodeContext, values: readonly Value[]): Value {
  const parts = values.map((value): Held => {
    if (value.kind !== 'tensor') throw context.refuse('it collects what follows from no input');
    return value;
  });
  if (parts.length === 0) throw context.refuse('it goes round not even once');
  return { kind: 'stacked', parts };
}

function scalar(type: 'integer' | 'bool', value: number): Value {
  return { kind: 'constant', type, shape: [], data: Float64Array.of(value) };
}
