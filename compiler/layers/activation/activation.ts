import { requiredComponent } from '../../declarations/declare.ts';
import { defineLayer } from '../../declarations/define.ts';
import { applyActivation, asFloat } from '../shared/apply-component.ts';
import { activated } from '../shared/results.ts';

export const activationLayer = defineLayer({
  name: 'Activation',
  family: 'activation',
  summary: 'Applies an activation function.',
  example: 'x -> Activation(relu)',
  arguments: { activation: requiredComponent('activation', 'The function.') },
  input: { dtype: 'float' },
  output: ({ args, inputs }) => activated(inputs[0]!.shape, args.activation),
  lower: ({ ops }, { args, inputs }) => applyActivation(ops, asFloat(ops, inputs[0]!), args.activation),
  mask: 'pass',
});
