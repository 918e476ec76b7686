import { isComponent, type Arguments, type ComponentValue } from '../declarations/values.ts';
import type { OptimizedVariable, OptimizerSlot } from '../declarations/define-component.ts';
import { eachOptimizer, optimizerOf, type Optimizers } from '../graph/optimizers.ts';
import type { WeightSpecification } from '../declarations/define-layer.ts';
import type { ScopedOps } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import { clipGradients } from './clip-gradients.ts';
import type { StateVariable } from './step-graph.ts';

export interface TrainedVariable {
  /** Full weight name, `LAYER/kernel`. */
  readonly name: string;
  readonly value: Tensor;
  readonly gradient: Tensor;
  readonly weight: WeightSpecification;
}

export interface OptimizerStep {
  /** New values of the variables by name. */
  readonly variables: ReadonlyMap<string, Tensor>;
}

/** How a step reads and writes what outlives it. */
export interface StateAccess {
  /** The value before the step. */
  readonly read: (state: StateVariable) => Tensor;
  readonly write: (state: StateVariable, value: Tensor) => void;
}

// Names with a colon: inputs and heads, which are words, cannot have them.
export const iterationState: StateVariable = {
  name: 'optimizer:iteration',
  kind: 'iteration',
  dtype: 'int32',
  shape: [],
  initial: 0,
};

export const learningRateName = 'optimizer:learning_rate';

/** The learning rate where it is a number: callbacks may change it between steps. */
export function learningRateState(rate: number): StateVariable {
  return { name: learningRateName, kind: 'learningRate', dtype: 'float32', shape: [], initial: rate };
}

/** A weight, and the name of its layer. */
export interface PlacedVariable extends TrainedVariable {
  readonly layer: string;
}

/** The step of every optimizer for the weights that are its own, each with state of its own. */
export function applyOptimizers(
  ops: ScopedOps,
  optimizers: Optimizers,
  trained: readonly PlacedVariable[],
  state: StateAccess,
): OptimizerStep {
  const variables = new Map<string, Tensor>();
  for (const { optimizer, part } of eachOptimizer(optimizers)) {
    const own = trained.filter(({ layer }) => optimizerOf(optimizers, layer).part === part);
    const step = applyOptimizer(ops, optimizer, own, stateOfPart(state, part));
    for (const [name, value] of step.variables) variables.set(name, value);
  }
  return { variables };
}

function stateOfPart(state: StateAccess, part: string | undefined): StateAccess {
  if (part === undefined) return state;
  const own = (variable: StateVariable): StateVariable => ({
    ...variable,
    name: ownStateName(part, variable.name),
  });
  return {
    read: (variable) => state.read(own(variable)),
    write: (variable, value) => state.write(own(variable), value),
  };
}

/** The name of an optimizer's state, `optimizer:iteration`, where a step or a part of the model has its own. */
export function ownStateName(owner: string, state: string): string {
  return state.replace(/^optimizer:/, `optimizer:${owner}:`);
}

/**
 * The optimizer's part of a training step: accumulation, clipping, weight decay, the update itself,
 * moving averages of the weights, constraints; in Keras's order.
 */
export function applyOptimizer(
  ops: ScopedOps,
  optimizer: ComponentValue<'optimizer'>,
  trained: readonly TrainedVariable[],
  state: StateAccess,
): OptimizerStep {
  const { declaration, args } = optimizer;
  const iterations = state.read(iterationState);
  state.write(iterationState, ops.add(iterations, 1));
  const iteration = ops.cast(iterations, 'float32');
  const learningRate = currentLearningRate(ops, args, iteration, state);
  const accumulation = accumulate(ops, args, trained, iterations, state);
  const { updates } = accumulation;
  const updateNumber = ops.cast(updates, 'float32');
  const gradients = clipGradients(ops, accumulation.gradients, args);

  const globals = declaration.globals?.(args) ?? [];
  const globalValues = globals.map((slot) => state.read(slotState('', slot, [])));
  const variables = new Map<string, Tensor>();
  trained.forEach(({ name, value, weight }, index) => {
    const of = { name, shape: weight.shape };
    const slots = slotsOf(optimizer, of).map((slot) => slotState(name, slot, weight.shape));
    const slotValues = slots.map((slot) => state.read(slot));
    const result = declaration.update(ops, {
      variable: decayed(ops, value, learningRate, optimizer, of),
      undecayed: value,
      of,
      gradient: gradients[index]!,
      slots: slotValues,
      globals: globalValues,
      learningRate,
      iteration: updateNumber,
      args,
    });
    slots.forEach((slot, place) =>
      state.write(slot, accumulation.keep(result.slots[place]!, slotValues[place]!)),
    );
    const updated = accumulation.keep(result.variable, value);
    const averages = averaged(ops, args, { name, weight, updated, updates }, state);
    variables.set(name, constrained(ops, weight, averages));
  });
  const newGlobals =
    declaration.updateGlobals?.(ops, {
      globals: globalValues,
      learningRate,
      iteration,
      args,
    }) ?? [];
  globals.forEach((slot, index) =>
    state.write(slotState('', slot, []), accumulation.keep(newGlobals[index]!, globalValues[index]!)),
  );
  return { variables };
}

function currentLearningRate(ops: ScopedOps, args: Arguments, iteration: Tensor, state: StateAccess): Tensor {
  const rate = args.learning_rate;
  if (isComponent(rate, 'schedule')) return rate.declaration.lower(ops, iteration, rate.args);
  const variable = learningRateState(rate as number);
  const value = state.read(variable);
  state.write(variable, value);
  return value;
}

/**
 * What a step leaves of a weight with a constraint. It holds after every step, also after one that only adds up
 * gradients, and of an average that took the weight's place; the average itself is kept as it is.
 */
function constrained(ops: ScopedOps, { constraint }: WeightSpecification, value: Tensor): Tensor {
  return constraint ? constraint.declaration.lower(ops, value, constraint.args) : value;
}

function slotState(variable: string, slot: OptimizerSlot, shape: readonly number[]): StateVariable {
  return {
    name: variable === '' ? `optimizer:${slot.name}` : `optimizer:${variable}/${slot.name}`,
    kind: 'optimizer',
    dtype: 'float32',
    shape: optimizerSlotShape(slot, shape),
    initial: slot.initial,
  };
}

/** What an optimizer keeps for one variable. */
export function slotsOf(
  { declaration, args }: ComponentValue<'optimizer'>,
  variable: OptimizedVariable,
): readonly OptimizerSlot[] {
  return declaration.slots(args).filter((slot) => slot.for?.(variable) ?? true);
}

/** The shapes of all that an optimizer keeps between steps for one variable. */
export function optimizerSlotShapes(
  optimizer: ComponentValue<'optimizer'>,
  variable: OptimizedVariable,
): readonly (readonly number[])[] {
  const { args } = optimizer;
  const { shape } = variable;
  const steps = args.gradient_accumulation_steps;
  return [
    ...slotsOf(optimizer, variable).map((slot) => optimizerSlotShape(slot, shape)),
    ...(typeof steps === 'number' && steps >= 2 ? [shape] : []),
    ...(args.use_ema === true ? [shape] : []),
  ];
}

/** The shape of what an optimizer keeps under one name for a variable of a shape. */
export function optimizerSlotShape(
  { shape: own }: OptimizerSlot,
  variable: readonly number[],
): readonly number[] {
  if (own === 'scalar') return [];
  return typeof own === 'function' ? own(variable) : variable;
}

/** w − lr·decay·w: Keras decays before the update, whatever the optimizer. */
function decayed(
  ops: ScopedOps,
  value: Tensor,
  learningRate: Tensor,
  { declaration, args }: ComponentValue<'optimizer'>,
  variable: OptimizedVariable,
): Tensor {
  const decay = declaration.weightDecay ? declaration.weightDecay(args, variable) : args.weight_decay;
  if (typeof decay !== 'number' || decay === 0) return value;
  return ops.subtract(value, ops.multiply(ops.multiply(value, decay), learningRate));
}

interface Accumulation {
  readonly gradients: readonly Tensor[];
  /** int32: how many updates there have been. Schedules count every call, optimizers' own corrections do not. */
  readonly updates: Tensor;
  readonly keep: (updated: Tensor, before: Tensor) => Tensor;
}

/** Gradients over several calls: all but every n-th only add to a sum, and leave everything else as it was. */
function accumulate(
  ops: ScopedOps,
  args: Arguments,
  trained: readonly TrainedVariable[],
  iterations: Tensor,
  state: StateAccess,
): Accumulation {
  const steps = args.gradient_accumulation_steps;
  const plain = trained.map(({ gradient }) => gradient);
  if (typeof steps !== 'number' || steps < 2) {
    return { gradients: plain, updates: iterations, keep: (updated) => updated };
  }
  const due = ops.equal(ops.modulo(ops.add(iterations, 1), steps), 0);
  const gradients = trained.map(({ name, gradient, weight }) => {
    const slot = slotState(name, { name: 'gradient_accumulator', initial: 0 }, weight.shape);
    const sum = ops.add(state.read(slot), gradient);
    state.write(slot, ops.select(due, 0, sum));
    return ops.divide(sum, steps);
  });
  return {
    gradients,
    updates: ops.floorDivide(iterations, steps),
    keep: (updated, before) => ops.select(due, updated, before),
  };
}

interface UpdatedWeight {
  readonly name: string;
  readonly weight: WeightSpecification;
  readonly updated: Tensor;
  /** int32: how many updates there were before. */
  readonly updates: Tensor;
}

/** The average of a weight that Keras's `use_ema` keeps; it begins with the first step. */
export function averageState(weight: string, shape: readonly number[]): StateVariable {
  return slotState(weight, { name: 'average', initial: 0 }, shape);
}

/**
 * The exponential moving average of a weight (Keras's `use_ema`), and its taking the weight's place. Both count
 * updates: while gradients of the first are added up, each step copies.
 */
function averaged(
  ops: ScopedOps,
  args: Arguments,
  { name, weight, updated, updates }: UpdatedWeight,
  state: StateAccess,
): Tensor {
  if (args.use_ema !== true) return updated;
  const slot = averageState(name, weight.shape);
  // The first update copies: its momentum is 0.
  const momentum = ops.select(ops.equal(updates, 0), 0, ops.scalar(args.ema_momentum as number));
  const average = ops.add(
    ops.multiply(momentum, state.read(slot)),
    ops.multiply(ops.subtract(1, momentum), updated),
  );
  state.write(slot, average);
  const frequency = args.ema_overwrite_frequency;
  if (typeof frequency !== 'number') return updated;
  const due = ops.equal(ops.modulo(ops.add(updates, 1), frequency), 0);
  return ops.select(due, average, updated);
}
