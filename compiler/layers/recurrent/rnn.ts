import { boolean, requiredArgument } from '../../declarations/declare.ts';
import type { LayerValue } from '../../declarations/values.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem, type LayerShapeCall, type ShapeProblem } from '../../declarations/define-layer.ts';
import { multiplySizes } from '../../shapes/size.ts';
import { mayBeEqual } from '../../shapes/may-be-equal.ts';
import type { TensorType } from '../../shapes/types.ts';
import { asFloat } from '../shared/apply-component.ts';
import { stepMask } from '../shared/masks.ts';
import { floats, known } from '../shared/results.ts';
import { cellIn, type Cell } from './base-cell.ts';
import { returnArguments, unrollArgument } from './base-recurrent.ts';
import { stackedCell } from './cells.ts';
import { numberedNames } from './numbered-names.ts';
import { runTimeLoop, statesBetweenBatches } from './recurrence.ts';

const cellType = { kind: 'layer', cell: true } as const;

interface NamedCell {
  readonly cell: Cell;
  /** In front of the names of its weights. */
  readonly name: string;
}

/** The cell that is run; a list is stacked, as Keras does. */
function cellFor(value: LayerValue | readonly LayerValue[]): NamedCell {
  if (Array.isArray(value))
    return { cell: stackedCell(value as readonly LayerValue[]), name: 'stacked_rnn_cells' };
  const layer = value as LayerValue;
  return { cell: cellIn(layer), name: numberedNames([layer.class])[0]! };
}

export const rnn = defineLayer({
  name: 'RNN',
  family: 'recurrent',
  summary: 'Runs a cell, or several, over the steps of a sequence.',
  example: 'x -> RNN(LSTMCell(8))',
  arguments: {
    cell: requiredArgument<LayerValue | readonly LayerValue[]>(
      { kind: 'anyOf', of: [cellType, { kind: 'list', of: cellType, minimumLength: 1 }] },
      'The cell; a list of them is stacked.',
    ),
    ...returnArguments,
    unroll: unrollArgument,
    zero_output_for_mask: boolean(false, 'Give zeros at masked steps instead of the output before them.'),
  },
  tensorArguments: {
    initial_state: {
      doc: 'The states before the first step, one tensor for each, cell by cell.',
      list: true,
      dtype: 'float32',
    },
    mask: stepMask('bool [batch, time]: steps that are false keep the states and repeat the output.'),
  },
  input: {
    rank: 2,
    dtype: 'float',
    knownAxes: [-1],
    description: 'a sequence, float32[batch, time, features]',
  },
  output: (call) => {
    const { args, inputs } = call;
    const { cell } = cellFor(args.cell);
    const problem = cell.problem ?? initialProblem(cell, call);
    if (problem) return problem;
    const states = cell.stateSizes.map((size) => floats([size]));
    const last = states[cell.output]!;
    const output = args.return_sequences ? floats([inputs[0]!.shape[0]!, ...last.shape]) : last;
    return args.return_state ? [output, ...states] : output;
  },
  weights: ({ args, inputs }) => {
    const { cell, name } = cellFor(args.cell);
    return cell
      .weights(known(inputs[0]!, -1))
      .map((weight) => ({ ...weight, name: `${name}/${weight.name}` }));
  },
  lower: (context, { args, inputs, inputTypes, masks, tensorArguments }) => {
    const { ops, batch } = context;
    const { cell, name } = cellFor(args.cell);
    const step = cell.start(context.scope(name), known(inputTypes[0]!, -1));
    const stateShapes = cell.stateSizes.map((size) => [batch, size]);
    const loop = {
      ...statesBetweenBatches(context, args, stateShapes, tensorArguments.initial_state),
      stateShapes,
      output: cell.output,
      steps: ops.transpose(asFloat(ops, inputs[0]!), [1, 0, 2]),
      mask: tensorArguments.mask?.[0] ?? masks[0],
      step,
    };
    return runTimeLoop(ops, args, loop, { zeroMasked: args.zero_output_for_mask });
  },
  multiplyAdds: ({ args, inputs }) =>
    multiplySizes(inputs[0]!.shape[0]!, cellFor(args.cell).cell.multiplyAdds(known(inputs[0]!, -1))),
});

function initialProblem(
  { stateSizes }: Cell,
  { tensorArguments, requireEqual }: Pick<LayerShapeCall<unknown>, 'tensorArguments' | 'requireEqual'>,
): ShapeProblem | undefined {
  const initial = tensorArguments.initial_state;
  if (!initial) return undefined;
  const fits = ({ shape }: TensorType, index: number): boolean =>
    shape.length === 1 && mayBeEqual(shape[0]!, stateSizes[index]!);
  if (initial.length !== stateSizes.length || !initial.every(fits)) {
    const wanted = stateSizes.map((size) => `float32[batch, ${size}]`).join(', ');
    return shapeProblem('KM3002', `\`initial_state\` of {layer} takes ${wanted}.`, {
      argument: 'initial_state',
    });
  }
  initial.forEach(({ shape }, index) => requireEqual(shape[0]!, stateSizes[index]!));
  return undefined;
}
