import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import type { LayerLowerCall, LoweringContext } from '../../declarations/define-layer.ts';
import { dropEntries } from '../regularization/base-dropout.ts';
import { asFloat } from '../shared/apply-component.ts';
import type { RecurrentArguments, RecurrentCell, RecurrentRun } from './base-recurrent.ts';

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
  const { ops, batch } = context;
  const { args } = call;
  const given = call.tensorArguments.initial_state;
  const zeros = () => ops.fill(0, [batch, args.units]);
  const initial = given ?? Array.from({ length: cell.states }, zeros);
  const mask = call.tensorArguments.mask?.[0] ?? call.masks[0];
  const step = cell.step(context, args);
  const recurrent = recurrentProduct(context, args);
  const projected = project(context, call, cell);

  // With a mask the repeated output differs from the kept state only before the first unmasked step.
  const carriesOutput = mask !== undefined && given !== undefined;
  const keep = mask && ops.expandDims(ops.transpose(mask, [1, 0]), 2);
  const loop = ops.scan({
    states: carriesOutput ? [...initial, zeros()] : initial,
    scanned: keep ? [projected, keep] : [projected],
    reverse: args.go_backwards,
    body: (inner, all, [slice, counts]) => {
      const states = all.slice(0, cell.states);
      let next = step(inner, slice!, states, (state) => recurrent(inner, state));
      if (!counts) return { states: next, stacked: args.return_sequences ? [next[0]!] : [] };
      const fresh = next[0]!;
      next = next.map((value, index) => inner.select(counts, value, states[index]!));
      const output = carriesOutput ? inner.select(counts, fresh, all.at(-1)!) : next[0]!;
      const shown = run.zeroMasked ? inner.multiply(fresh, inner.cast(counts, 'float32')) : output;
      return {
        states: carriesOutput ? [...next, output] : next,
        stacked: args.return_sequences ? [shown] : [],
      };
    },
  });

  const states = loop.states.slice(0, cell.states);
  const last = carriesOutput ? loop.states.at(-1)! : states[0]!;
  const output = args.return_sequences ? batchMajor(ops, loop.stacked[0]!, args, run) : last;
  return args.return_state ? [output, ...states] : [output];
}

/** Outputs as [batch, time, units], in the order of processing unless a wrapper wants that of time. */
function batchMajor(ops: Ops, stacked: Tensor, args: RecurrentArguments, run: RecurrentRun): Tensor {
  const flipped = args.go_backwards && !run.inTimeOrder;
  return ops.transpose(flipped ? ops.reverse(stacked, 0) : stacked, [1, 0, 2]);
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
