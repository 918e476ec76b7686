import { boolean, requiredArgument } from '../../declarations/declare.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import type { LayerValue } from '../../declarations/values.ts';
import { sigmoid, tanh } from '../../components/activations/smooth.ts';
import { activation } from '../shared/component-arguments.ts';
import { cellIn, defineCell, gatedCell, type Cell } from './base-cell.ts';
import {
  recurrentDropouts,
  cellPenalties,
  recurrentSeed,
  recurrentWeights,
  unitsArgument,
} from './base-recurrent.ts';
import { gruStep, gruWeights } from './gru.ts';
import { lstmStep, lstmWeights } from './lstm.ts';
import { numberedNames } from './numbered-names.ts';
import { simpleRNNStep, simpleRNNWeights } from './simple-rnn.ts';

export const simpleRNNCell = defineCell({
  name: 'SimpleRNNCell',
  summary: 'One step of a SimpleRNN, for RNN.',
  example: 'x -> RNN(SimpleRNNCell(8))',
  arguments: {
    units: unitsArgument,
    activation: activation(withDefaults(tanh)),
    use_bias: boolean(true, 'Add a bias.'),
    ...recurrentWeights,
    ...cellPenalties,
    ...recurrentDropouts,
    seed: recurrentSeed,
  },
  cell: (args) => gatedCell({ step: simpleRNNStep, weights: simpleRNNWeights }, args),
});

export const lstmCell = defineCell({
  name: 'LSTMCell',
  summary: 'One step of an LSTM, for RNN.',
  example: 'x -> RNN(LSTMCell(8))',
  arguments: {
    units: unitsArgument,
    activation: activation(withDefaults(tanh)),
    recurrent_activation: activation(withDefaults(sigmoid)),
    use_bias: boolean(true, 'Add a bias to every gate.'),
    ...recurrentWeights,
    unit_forget_bias: boolean(true, 'Start the forget gate’s bias at one.'),
    ...cellPenalties,
    ...recurrentDropouts,
    seed: recurrentSeed,
  },
  cell: (args) => gatedCell({ step: lstmStep, weights: lstmWeights }, args),
});

export const gruCell = defineCell({
  name: 'GRUCell',
  summary: 'One step of a GRU, for RNN.',
  example: 'x -> RNN(GRUCell(8))',
  arguments: {
    units: unitsArgument,
    activation: activation(withDefaults(tanh)),
    recurrent_activation: activation(withDefaults(sigmoid)),
    use_bias: boolean(true, 'Add a bias to every gate.'),
    ...recurrentWeights,
    ...cellPenalties,
    ...recurrentDropouts,
    reset_after: boolean(true, 'Let the reset gate act after the product of state and recurrent kernel.'),
    seed: recurrentSeed,
  },
  cell: (args) => gatedCell({ step: gruStep, weights: gruWeights }, args),
});

/** Several cells as one: each takes the output of the one before. */
export function stackedCell(layers: readonly LayerValue[]): Cell {
  const cells = layers.map(cellIn);
  const names = numberedNames(layers.map((layer) => layer.class));
  const firsts = cells.map((_, index) =>
    cells.slice(0, index).reduce((sum, { stateSizes }) => sum + stateSizes.length, 0),
  );
  const outputSize = ({ stateSizes, output }: Cell): number => stateSizes[output]!;
  const featuresOf = (index: number, features: number): number =>
    index === 0 ? features : outputSize(cells[index - 1]!);
  return {
    stateSizes: cells.flatMap(({ stateSizes }) => stateSizes),
    output: firsts.at(-1)! + cells.at(-1)!.output,
    weights: (features) =>
      cells.flatMap((cell, index) =>
        cell
          .weights(featuresOf(index, features))
          .map((weight) => ({ ...weight, name: `${names[index]!}/${weight.name}` })),
      ),
    start: (context, features) => {
      const steps = cells.map((cell, index) =>
        cell.start(context.scope(names[index]!), featuresOf(index, features)),
      );
      return (ops, x, states) => {
        let flow = x;
        return cells.flatMap((cell, index) => {
          const own = states.slice(firsts[index], firsts[index]! + cell.stateSizes.length);
          const next = steps[index]!(ops, flow, own);
          flow = next[cell.output]!;
          return next;
        });
      };
    },
    multiplyAdds: (features) =>
      cells.reduce((sum, cell, index) => sum + cell.multiplyAdds(featuresOf(index, features)), 0),
    problem: cells.find((cell) => cell.problem)?.problem,
  };
}

export const stackedRNNCells = defineCell({
  name: 'StackedRNNCells',
  summary: 'Several recurrent cells as one, for RNN: each step goes through all of them.',
  example: 'x -> RNN(StackedRNNCells([LSTMCell(8), GRUCell(4)]))',
  arguments: {
    cells: requiredArgument<readonly LayerValue[]>(
      { kind: 'list', of: { kind: 'layer', cell: true }, minimumLength: 1 },
      'The cells, in the order in which a step goes through them.',
    ),
  },
  cell: ({ cells }) => stackedCell(cells),
});
