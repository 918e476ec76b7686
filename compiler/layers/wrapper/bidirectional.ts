import { noneByDefault, option, orNone, requiredLayer } from '../../declarations/declare.ts';
import { addPenalties } from '../../declarations/activity-penalty.ts';
import type { LayerValue } from '../../declarations/values.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { addSizes, sizesEqual } from '../../shapes/size.ts';
import type { TensorType } from '../../shapes/types.ts';
import { defineLayer } from '../../declarations/define.ts';
import {
  isShapeProblem,
  shapeProblem,
  type LayerShapeCall,
  type ShapeProblem,
} from '../../declarations/define-layer.ts';
import { recurrenceOf, type RecurrentArguments } from '../recurrent/base-recurrent.ts';
import { innerLayer, innerOutput, innerWeights, type InnerLayer } from './inner-layer.ts';
import { stepMask } from '../shared/masks.ts';

type MergeMode = 'concat' | 'sum' | 'mul' | 'ave' | null;

interface BidirectionalArguments {
  readonly layer: LayerValue;
  readonly merge_mode: MergeMode;
  readonly backward_layer: LayerValue | null;
}

/**
 * The wrapped layer once in the order of time and once backwards, each with its own weights. Outputs of the
 * backward run are put in the order of the forward one; masked steps give zero.
 */
export const bidirectional = defineLayer({
  name: 'Bidirectional',
  family: 'wrapper',
  summary: 'Reads a sequence forwards and backwards, and joins the results.',
  example: 'x -> Bidirectional(LSTM(32))',
  arguments: {
    layer: requiredLayer('The recurrent layer.', true),
    merge_mode: orNone(
      option(['concat', 'sum', 'mul', 'ave'], 'concat', 'How the two outputs are joined; none gives both.'),
    ),
    backward_layer: noneByDefault(
      requiredLayer('Another layer for the way back; none turns the first one around.', true),
    ),
  },
  tensorArguments: {
    initial_state: {
      doc: 'The states before the first step: those of the forward run, then the backward ones.',
      list: true,
      dtype: 'float32',
    },
    mask: stepMask('bool [batch, time]: steps that are false are left out.'),
  },
  input: {
    rank: 2,
    dtype: 'float',
    knownAxes: [-1],
    description: 'a sequence, float32[batch, time, features]',
  },
  output: ({ args, ...call }) => bidirectionalOutput(args, both(args), call),
  weights: ({ args, ...call }) =>
    both(args).flatMap((inner) => innerWeights(inner, { ...call, tensorArguments: {} })),
  lower: (context, call) => {
    const { ops } = context;
    const initial = call.tensorArguments.initial_state;
    const runs = both(call.args).map((inner, index) => {
      const recurrence = recurrenceOf(inner.layer.declaration)!;
      const args = inner.layer.args as unknown as RecurrentArguments;
      const states = initial?.slice(index * recurrence.states, (index + 1) * recurrence.states);
      const outputs = recurrence.run(
        context.scope(inner.prefix),
        {
          ...call,
          args,
          trainable: call.trainable && inner.layer.trainable,
          tensorArguments: { ...call.tensorArguments, ...(states ? { initial_state: states } : {}) },
        },
        { inTimeOrder: index === 1, zeroMasked: true },
      );
      addPenalties(context, outputs, inner.layer.args);
      const turned = index === 1 && args.return_sequences && !args.go_backwards;
      return turned ? [ops.reverse(outputs[0]!, 1), ...outputs.slice(1)] : outputs;
    });
    const [forward, backward] = runs as [readonly Tensor[], readonly Tensor[]];
    const joined = join(ops, forward[0]!, backward[0]!, call.args.merge_mode);
    return [...joined, ...forward.slice(1), ...backward.slice(1)];
  },
  multiplyAdds: ({ args, ...call }, outputs) =>
    addSizes(
      ...both(args).map(
        ({ layer }) => layer.declaration.multiplyAdds?.({ ...call, args: layer.args }, outputs) ?? 0,
      ),
    ),
});

/** The wrapped layer in each direction. */
const both = (args: BidirectionalArguments): readonly [InnerLayer, InnerLayer] => [
  innerLayer(args.layer, 'forward_'),
  args.backward_layer
    ? innerLayer(args.backward_layer, 'backward_', 'backward_layer')
    : innerLayer(turnedAround(args.layer), 'backward_'),
];

/** The same layer on the way back, as Keras makes it: of one that goes backwards itself, no other one. */
function turnedAround(layer: LayerValue): LayerValue {
  return { ...layer, args: { ...layer.args, go_backwards: true } };
}

function bidirectionalOutput(
  args: BidirectionalArguments,
  [forward, backward]: readonly [InnerLayer, InnerLayer],
  call: Omit<LayerShapeCall<unknown>, 'args'>,
): TensorType | readonly TensorType[] | ShapeProblem {
  const problem = directionProblem(forward, backward);
  if (problem) return problem;
  const initial = call.tensorArguments.initial_state;
  const states = recurrenceOf(forward.layer.declaration)!.states;
  const parts = initial ? [initial.slice(0, states), initial.slice(states)] : [];
  const [there, back] = [forward, backward].map((inner, index) =>
    innerOutput(inner, { ...call, tensorArguments: parts[index] ? { initial_state: parts[index] } : {} }),
  );
  if (isShapeProblem(there)) return there;
  if (isShapeProblem(back)) return back;
  const [first, second] = [there![0]!, back![0]!];
  const [a, b] = [first.shape.at(-1)!, second.shape.at(-1)!];
  if (args.merge_mode !== 'concat' && args.merge_mode !== null && !sizesEqual(a, b)) {
    return shapeProblem(
      'KM2004',
      `\`merge_mode: ${args.merge_mode}\` needs layers of equal units, but they have ${a as number} and ${b as number}.`,
      {
        argument: 'merge_mode',
      },
    );
  }
  const joined =
    args.merge_mode === 'concat' ? { ...first, shape: first.shape.with(-1, addSizes(a, b)) } : first;
  const outputs = args.merge_mode === null ? [first, second] : [joined];
  const all = [...outputs, ...there!.slice(1), ...back!.slice(1)];
  return all.length === 1 ? all[0]! : all;
}

function directionProblem(forward: InnerLayer, backward: InnerLayer): ShapeProblem | undefined {
  const [there, back] = [forward.layer.args, backward.layer.args];
  if (there.go_backwards === back.go_backwards && backward.argument === 'layer')
    return shapeProblem(
      'KM2004',
      '`layer` goes backwards itself, and so does the one that {layer} makes of it for the way back.',
      { argument: 'layer', help: '{layer} runs it both ways without `go_backwards`.' },
    );
  if (there.go_backwards === back.go_backwards) {
    return shapeProblem(
      'KM2004',
      '`backward_layer` must go the other way than `layer`: `go_backwards: true`.',
      {
        argument: 'backward_layer',
      },
    );
  }
  for (const name of ['return_sequences', 'return_state']) {
    if (there[name] === back[name]) continue;
    return shapeProblem('KM2004', `\`backward_layer\` must have the same \`${name}\` as \`layer\`.`, {
      argument: 'backward_layer',
    });
  }
  return undefined;
}

function join(ops: Ops, forward: Tensor, backward: Tensor, mode: MergeMode): readonly Tensor[] {
  switch (mode) {
    case 'concat':
      return [ops.concat([forward, backward], -1)];
    case 'sum':
      return [ops.add(forward, backward)];
    case 'mul':
      return [ops.multiply(forward, backward)];
    case 'ave':
      return [ops.multiply(ops.add(forward, backward), 0.5)];
    case null:
      return [forward, backward];
  }
}
