import { requiredComponent } from '../../declarations/declare.ts';
import { defineInitializer } from '../../declarations/define.ts';

/**
 * The bias of an LSTM with `unit_forget_bias`: ones for the forget gate, the second of four, and the layer's
 * own initializer for the others.
 */
export const forgetGateOnes = defineInitializer({
  name: 'ForgetGateOnes',
  internal: true,
  summary: 'Ones for the forget gate of an LSTM, another initializer for its other gates.',
  arguments: { others: requiredComponent('initializer', 'The initializer of the other gates.') },
  sample: ([length], args, random) => {
    const units = length! / 4;
    const { others } = args;
    const draw = (count: number) => others.declaration.sample([count], others.args, random);
    const values = new Float32Array(length!).fill(1);
    values.set(draw(units), 0);
    values.set(draw(2 * units), 2 * units);
    return values;
  },
});
