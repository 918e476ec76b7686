import type { ArgumentDeclarations } from '../../declarations/declare.ts';
import type { LossMisfit, Metric, MetricState } from '../../declarations/define-component.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { sizesEqual, type Size } from '../../shapes/size.ts';
import { numericDType, wholeType, type TensorType } from '../../shapes/types.ts';
import { placesOf } from '../../functions/types.ts';
import type { BuiltCall } from '../graph-builder.ts';
import { componentContext } from '../lower-body.ts';
import { outcomeOf, targetAndPrediction, type OwnComponent } from '../own-component-parts.ts';
import { planMetric, type MetricPlan } from './plan.ts';
import { meanReducer, reducerOf, type Reducer } from './reducers.ts';

type MetricParts = Pick<Metric<ArgumentDeclarations>, 'target' | 'weighted' | 'state' | 'update' | 'result'>;

/** What a metric of the text keeps and does: it is exact over an epoch however that is cut into batches. */
export function accumulatedMetric(own: OwnComponent): MetricParts {
  const planFor = (types: readonly TensorType[], args: object): MetricPlan => {
    const plan = planMetric(own.bodyOf(args, types));
    if ('message' in plan) throw new Error(plan.message);
    return plan;
  };
  const planOf = (head: TensorType, args: object): MetricPlan =>
    planFor([wholeType(own.target(head, args) as TensorType), wholeType(head)], args);
  return {
    weighted: true,
    target: (head, args) => {
      const target = own.target(head, args);
      if ('misfit' in target || own.isBroken()) return target;
      const body = own.bodyOf(args, [wholeType(target), wholeType(head)]);
      const { problem } = outcomeOf(own.definition, body);
      if (problem !== undefined) return misfit(own, problem);
      // What is wrong with the text was told there.
      if (body.result.kind === 'unknown') return target;
      const plan = planMetric(body);
      return 'message' in plan ? misfit(own, plan.message) : target;
    },
    state: (head, args) =>
      stepsOf(planOf(head, args)).flatMap(({ name, reducer, shape }) =>
        reducer.states.map((state): MetricState => ({ ...state, name: `${name}/${state.name}`, shape })),
      ),
    update: (ops, { state, yTrue, yPred, weights, mask, args }) => {
      const [tensors, types] = targetAndPrediction(own, ops, args, yTrue, yPred);
      const plan = planFor(types, args);
      const values = new Map<number, Tensor>();
      plan.body.inputs.forEach(({ index }, place) => values.set(index, tensors[place]!));
      runCalls(ops, plan, plan.each, values, yPred.shape[0]!, mask);
      const updated: Tensor[] = [];
      let place = 0;
      for (const { reducer, operand, axes } of stepsOf(plan)) {
        const states = reducer.states.map(() => state[place++]!);
        const x = asNumbers(ops, values.get(operand)!);
        const joined = axes ?? x.shape.map((_, axis) => axis);
        const next = reducer.update(ops, states, {
          x,
          axes: joined,
          counts: mask && fitted(ops, mask, x),
          weights: weights && fitted(ops, weights, x),
        });
        updated.push(
          ...next.map((value, index) =>
            ops.reshape(ops.expand(value, withOnes(x, joined)), states[index]!.shape),
          ),
        );
      }
      return updated;
    },
    result: (ops, state, args, head) => {
      const plan = planOf(head!, args);
      const values = new Map<number, Tensor>();
      let place = 0;
      let average: Tensor | undefined;
      for (const { reducer, output } of stepsOf(plan)) {
        const value = reducer.result(
          ops,
          reducer.states.map(() => state[place++]!),
        );
        if (output === undefined) average = value;
        else values.set(output, asDeclared(ops, plan, output, value));
      }
      if (average) return average;
      runCalls(ops, plan, plan.end, values, 1, undefined);
      return asNumbers(ops, values.get(plan.result)!);
    },
  };
}

/** One accumulator of a plan; the mean of what is left for each sample has no output of its own. */
interface Step {
  readonly name: string;
  readonly reducer: Reducer;
  readonly operand: number;
  readonly output: number | undefined;
  /** Undefined for all of them. */
  readonly axes: readonly number[] | undefined;
  readonly shape: readonly number[];
}

function stepsOf({ accumulators, averaged, result }: MetricPlan): readonly Step[] {
  if (averaged)
    return [
      { name: 'mean', reducer: meanReducer, operand: result, output: undefined, axes: undefined, shape: [] },
    ];
  return accumulators.map(({ call, reducer, axes, operand, output, shape }, index) => ({
    name: `${call.layer.declaration.name.toLowerCase()}_${index}`,
    reducer,
    operand,
    output,
    axes,
    shape,
  }));
}

/** Runs calls over values; masked entries leave reductions within samples. */
function runCalls(
  ops: Ops,
  { body }: MetricPlan,
  calls: readonly BuiltCall[],
  values: Map<number, Tensor>,
  batch: Size,
  mask: Tensor | undefined,
): void {
  const context = componentContext(ops, batch);
  const { tensors } = body.builder;
  for (const call of calls) {
    const { declaration, args } = call.layer;
    const inputs = call.inputs.map(({ index }) => values.get(index)!);
    const outputTypes = call.outputs.map((index) => tensors[index]!.type);
    const masked = mask && maskedReduction(ops, call, inputs[0], mask, outputTypes[0]!);
    const result =
      masked ??
      declaration.lower(context, {
        args: args!,
        inputs,
        inputTypes: call.inputs.map(({ index }) => tensors[index]!.type),
        outputTypes,
        tensorArguments: {},
        masks: [],
        trainable: true,
      });
    const outputs = Array.isArray(result) ? (result as readonly Tensor[]) : [result as Tensor];
    call.outputs.forEach((index, place) => values.set(index, outputs[place]!));
  }
}

/** A reduction over masked axes of samples, as one whose state begins anew; undefined where no mask reaches it. */
function maskedReduction(
  ops: Ops,
  call: BuiltCall,
  x: Tensor | undefined,
  mask: Tensor,
  type: TensorType,
): Tensor | undefined {
  const reducer = reducerOf(call.layer.declaration.name);
  if (!reducer || !x) return undefined;
  const { axis } = call.layer.args as { readonly axis: number | readonly number[] | null };
  const axes = placesOf(
    '',
    axis,
    { dtype: x.dtype, shape: x.shape, whole: true },
    'free',
  ) as readonly number[];
  const isMasked = hasMaskAxes(x, mask) && axes.some((each) => each > 0 && each < mask.shape.length);
  if (!isMasked) return undefined;
  const values = asNumbers(ops, x);
  const counts = fitted(ops, mask, values);
  const shape = withOnes(values, axes);
  const start = reducer.states.map(({ initial }) => ops.fill(initial, shape));
  const weights = ops.cast(counts, 'float32');
  const state = reducer.update(ops, start, { x: values, axes, counts, weights });
  const reduced = ops.reshape(ops.expand(reducer.result(ops, state), shape), type.shape);
  return type.dtype === 'bool' ? ops.greater(reduced, 0.5) : ops.cast(reduced, numericDType(type.dtype));
}

function hasMaskAxes(x: Tensor, mask: Tensor): boolean {
  return (
    x.shape.length >= mask.shape.length && mask.shape.every((size, axis) => sizesEqual(size, x.shape[axis]!))
  );
}

/** A mask or weights with the axes of values: those of fewer axes count for all that follow, others for the sample. */
function fitted(ops: Ops, given: Tensor, x: Tensor): Tensor {
  const ones = (count: number): readonly Size[] => Array<Size>(count).fill(1);
  if (hasMaskAxes(x, given))
    return ops.reshape(given, [...given.shape, ...ones(x.shape.length - given.shape.length)]);
  // One entry that counts lets its sample count.
  const later = given.shape.slice(1).map((_, axis) => axis + 1);
  const numbers = given.dtype === 'bool' ? ops.cast(given, 'float32') : given;
  const sample = later.length > 0 ? ops.reduceMax(numbers, later) : numbers;
  const shaped = ops.reshape(sample, [given.shape[0]!, ...ones(Math.max(0, x.shape.length - 1))]);
  return given.dtype === 'bool' ? ops.greater(shaped, 0.5) : shaped;
}

function withOnes(x: Tensor, axes: readonly number[]): readonly Size[] {
  return x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

function asNumbers(ops: Ops, x: Tensor): Tensor {
  return x.dtype === 'float32' ? x : ops.cast(x, 'float32');
}

/** Accumulated values are floats; further on they have the dtype of the text. */
function asDeclared(ops: Ops, { body }: MetricPlan, output: number, value: Tensor): Tensor {
  const { dtype, shape } = body.builder.tensors[output]!.type;
  const shaped = ops.reshape(value, shape);
  if (dtype === 'float32') return shaped;
  return dtype === 'bool' ? ops.greater(shaped, 0.5) : ops.cast(shaped, numericDType(dtype));
}

function misfit({ definition }: OwnComponent, problem: string): LossMisfit {
  return { misfit: true, message: `\`${definition.name}\` does not fit this head: ${problem}` };
}
