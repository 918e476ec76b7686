import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import type { Size } from '../../shapes/size.ts';
import type { LayerLowerCall, LoweringContext } from '../../declarations/define-layer.ts';
import { dropEntries } from '../regularization/base-dropout.ts';
import { asFloat } from '../shared/apply-component.ts';
import type { RecurrentArguments, RecurrentCell, RecurrentRun } from './base-recurrent.ts';

/** What a loop over time runs, and what it gives. */
export interface TimeLoop {
  /** What the states before the first step are, where they are given. */
  readonly given: readonly Tensor[] | undefined;
  /** The shape of each state, with the batch axis. */
  readonly stateShapes: readonly (readonly Size[])[];
  /** Which state is the output; the first where it is left out. */
  readonly output?: number;
  /** What each step gets, time in front: [time, batch, …]. */
  readonly steps: Tensor;
  /** bool [batch, time]: steps that are false keep the states. */
  readonly mask: Tensor | undefined;
  /** Gets the states after the last step. */
  readonly keep?: ((states: readonly Tensor[]) => void) | undefined;
  /** The states after a step. */
  readonly step: (ops: Ops, slice: Tensor, states: readonly Tensor[]) => readonly Tensor[];
}

export type LoopArguments = Pick<RecurrentArguments, 'return_sequences' | 'return_state' | 'go_backwards'>;

/**
 * A recurrent layer as one scan. The inputs of all steps are projected by one product before it, so that a step
 * holds only what depends on the state.
 * @returns the output, then the states where the layer gives them
 */
export function runRecurrence<A extends RecurrentArguments>(
  context: LoweringContext,
  call: LayerLowerCall<A>,
  cell: RecurrentCell<A>,
  run: RecurrentRun,
): readonly Tensor[] {
  const { args } = call;
  const step = cell.step(context, args);
  const recurrent = recurrentProduct(context, args);
  const stateShapes = Array.from({ length: cell.states }, () => [context.batch, args.units]);
  const loop: TimeLoop = {
    ...statesBetweenBatches(context, args, stateShapes, call.tensorArguments.initial_state),
    stateShapes,
    steps: project(context, call, cell),
    mask: call.tensorArguments.mask?.[0] ?? call.masks[0],
    step: (inner, slice, states) => step(inner, slice, states, (state) => recurrent(inner, state)),
  };
  return runTimeLoop(context.ops, args, loop, run);
}

/**
 * Where a loop gets its first states, and what becomes of the last ones: with `stateful` they go from batch to batch,
 * unless the call gives others.
 */
export function statesBetweenBatches(
  context: LoweringContext,
  { stateful }: Pick<RecurrentArguments, 'stateful'>,
  shapes: readonly (readonly Size[])[],
  given: readonly Tensor[] | undefined,
): Pick<TimeLoop, 'given' | 'keep'> {
  if (!stateful) return { given };
  const name = (index: number): string => `state${index}`;
  const kept = shapes.map((shape, index) => context.carried(name(index), shape));
  return {
    given: given ?? kept,
    keep: (states) => states.forEach((state, index) => context.carry(name(index), state)),
  };
}

/** Runs a loop over time. Masked steps keep the states and repeat the output, zero before the first other one. */
export function runTimeLoop(
  ops: Ops,
  args: LoopArguments,
  time: TimeLoop,
  run: RecurrentRun,
): readonly Tensor[] {
  const { mask, stateShapes, output: shownState = 0 } = time;
  const given = time.given?.map((state, index) => ops.reshape(state, stateShapes[index]!));
  const zeros = (shape: readonly Size[]) => ops.fill(0, shape);
  const initial = given ?? stateShapes.map(zeros);
  // With a mask the repeated output differs from the kept state only before the first unmasked step.
  const carriesOutput = mask !== undefined && given !== undefined;
  const keep = mask && alignedMask(ops, mask, stateShapes[0]!.length);
  const loop = ops.scan({
    states: carriesOutput ? [...initial, zeros(stateShapes[shownState]!)] : initial,
    scanned: keep ? [time.steps, keep] : [time.steps],
    reverse: args.go_backwards,
    body: (inner, all, [slice, counts]) => {
      const states = all.slice(0, stateShapes.length);
      let next = time.step(inner, slice!, states);
      if (!counts) return { states: next, stacked: args.return_sequences ? [next[shownState]!] : [] };
      const fresh = next[shownState]!;
      next = next.map((value, index) => inner.select(counts, value, states[index]!));
      const output = carriesOutput ? inner.select(counts, fresh, all.at(-1)!) : next[shownState]!;
      const shown = run.zeroMasked ? inner.multiply(fresh, inner.cast(counts, 'float32')) : output;
      return {
        states: carriesOutput ? [...next, output] : next,
        stacked: args.return_sequences ? [shown] : [],
      };
    },
  });

  const states = loop.states.slice(0, stateShapes.length);
  time.keep?.(states);
  const last = carriesOutput ? loop.states.at(-1)! : states[shownState]!;
  const output = args.return_sequences ? batchMajor(ops, loop.stacked[0]!, args, run) : last;
  return args.return_state ? [output, ...states] : [output];
}

/** A mask [batch, time] as [time, batch, 1, …], which broadcasts to states. */
function alignedMask(ops: Ops, mask: Tensor, rank: number): Tensor {
  const [batch, time] = mask.shape as readonly [Size, Size];
  return ops.reshape(ops.transpose(mask, [1, 0]), [time, batch, ...Array<number>(rank - 1).fill(1)]);
}

/** Outputs as [batch, time, …], in the order of processing unless a wrapper wants that of time. */
function batchMajor(ops: Ops, stacked: Tensor, args: LoopArguments, run: RecurrentRun): Tensor {
  const flipped = args.go_backwards && !run.inTimeOrder;
  const rest = stacked.shape.map((_, axis) => axis).slice(2);
  return ops.transpose(flipped ? ops.reverse(stacked, 0) : stacked, [1, 0, ...rest]);
}

/** x · kernel + bias for every step, [time, batch, gates · units]; the smaller side is transposed. */
function project<A extends RecurrentArguments>(
  context: LoweringContext,
  { args, inputs }: LayerLowerCall<A>,
  cell: RecurrentCell<A>,
): Tensor {
  const { ops, batch } = context;
  const x = asFloat(ops, inputs[0]!);
  const features = x.shape[2] as number;
  const dropped = dropEntries(context, x, args.dropout, args.seed, [batch, 1, features]);
  const narrow = features <= cell.gates * args.units;
  const source = narrow ? ops.transpose(dropped, [1, 0, 2]) : dropped;
  const product = ops.matmul(source, context.weight('kernel'));
  const bias = cell.inputBias(context, args);
  const sum = bias ? ops.add(product, bias) : product;
  return narrow ? sum : ops.transpose(sum, [1, 0, 2]);
}

/** What a state goes through before it meets the recurrent kernel: dropout, the same at every step. */
function recurrentProduct(context: LoweringContext, args: RecurrentArguments) {
  const { ops, batch } = context;
  if (!context.training || args.recurrent_dropout === 0) return (_: Ops, state: Tensor) => state;
  const ones = ops.fill(1, [batch, args.units]);
  const factors = dropEntries(context, ones, args.recurrent_dropout, args.seed);
  return (inner: Ops, state: Tensor) => inner.multiply(state, factors);
}
