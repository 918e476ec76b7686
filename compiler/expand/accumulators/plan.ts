import type { Place } from '../../diagnostics/place.ts';
import { placesOf } from '../../functions/types.ts';
import type { Size } from '../../shapes/size.ts';
import { variablesOf } from '../../shapes/open-sizes.ts';
import type { BuiltCall } from '../graph-builder.ts';
import type { OwnBody } from '../own-body.ts';
import { reducerOf, type Reducer } from './reducers.ts';

/**
 * How the text of a metric runs over an epoch: what is computed of every batch, what is accumulated of that, and what
 * is computed of the accumulated values in the end.
 */
export interface MetricPlan {
  readonly body: OwnBody;
  readonly accumulators: readonly Accumulator[];
  /** What each batch is taken through; reductions within its samples are among them. */
  readonly each: readonly BuiltCall[];
  readonly end: readonly BuiltCall[];
  /** The tensor that is the metric's value. */
  readonly result: number;
  /** True where the value is one of each sample, or entry: the mean over all of them is meant. */
  readonly averaged: boolean;
}

/** A reduction over the batch. */
export interface Accumulator {
  readonly call: BuiltCall;
  readonly reducer: Reducer;
  /** The axes that are joined, the batch among them. */
  readonly axes: readonly number[];
  readonly operand: number;
  readonly output: number;
  readonly shape: readonly number[];
}

export interface PlanProblem {
  readonly message: string;
  readonly help?: string;
  readonly place: Place | undefined;
}

/** What a tensor of the text depends on. */
type Depends = 'nothing' | 'samples' | 'epoch';

/** Takes the text of a metric apart, or says why it cannot be accumulated. */
export function planMetric(body: OwnBody): MetricPlan | PlanProblem {
  const { builder, result } = body;
  if (result.kind !== 'tensor') return { message: 'A metric has one result.', place: undefined };
  const depends = new Map<number, Depends>(body.inputs.map(({ index }) => [index, 'samples']));
  const accumulators: Accumulator[] = [];
  const each: BuiltCall[] = [];
  const end: BuiltCall[] = [];
  for (const call of builder.calls) {
    const of = call.inputs.map(({ index }) => depends.get(index) ?? 'nothing');
    const kind: Depends = of.includes('epoch') ? 'epoch' : of.includes('samples') ? 'samples' : 'nothing';
    if (kind === 'epoch' && of.includes('samples')) return mixed(call, of);
    const accumulator = kind === 'samples' ? accumulatorOf(body, call) : undefined;
    if (accumulator && 'message' in accumulator) return accumulator;
    if (accumulator) accumulators.push(accumulator);
    else if (kind === 'epoch') end.push(call);
    else each.push(call);
    // Numbers of the text are needed on both sides.
    if (kind === 'nothing') end.push(call);
    for (const index of call.outputs) depends.set(index, accumulator ? 'epoch' : kind);
  }
  const { index } = result.tensor;
  const averaged = depends.get(index) === 'samples';
  return { body, accumulators, each, end, result: index, averaged };
}

function mixed(call: BuiltCall, of: readonly Depends[]): PlanProblem {
  const whole = call.inputs[of.indexOf('epoch')]!;
  return {
    message: `\`${whole.label}\` is a value of the whole epoch, which is known only at its end: it cannot be joined with values of samples.`,
    help: 'take the expression apart, for example `mean(square(x)) - square(mean(x))` in place of `mean(square(x - mean(x)))`.',
    place: call.place,
  };
}

/** A call that joins samples; undefined where each stays by itself. */
function accumulatorOf(body: OwnBody, call: BuiltCall): Accumulator | PlanProblem | undefined {
  const { tensors } = body.builder;
  const [output] = call.outputs as readonly [number];
  const type = tensors[output]!.type;
  const counts = type.shape.filter(readsBatch).length;
  const operand = call.inputs.find(({ type: of }) => of!.shape.some(readsBatch));
  if (!operand) return undefined;
  const stays = counts === 1 && readsBatch(type.shape[0]!);
  const reducer = reducerOf(call.layer.declaration.name);
  if (reducer) {
    const { axis } = call.layer.args as { readonly axis: number | readonly number[] | null };
    const axes = placesOf('', axis, operand.type!, 'free') as readonly number[];
    if (!axes.includes(0)) return undefined;
    const shape = type.shape.filter((size): size is number => typeof size === 'number');
    if (shape.length !== type.shape.length)
      return {
        message: `\`${call.inputs[0]!.label}\` is accumulated with a size that is known only at run time.`,
        place: call.place,
      };
    return { call, reducer, axes, operand: operand.index, output, shape };
  }
  if (stays) return undefined;
  return {
    message: `What joins the samples of a batch here is no sum, mean, greatest or least value: it cannot be accumulated.`,
    help: 'reductions such as `mean` and `sum` are exact however an epoch is cut into batches.',
    place: call.place,
  };
}

function readsBatch(size: Size): boolean {
  return variablesOf(size).has('batch size');
}
