import { isStateful } from '../../../graph/stateful.ts';
import { withDefaults } from '../../../declarations/default-value.ts';
import type { ArgumentValue } from '../../../declarations/values.ts';
import { findComponent } from '../../../components/registry.ts';
import { kernelDefault } from './core.ts';
import type { Counterpart, Counterparts, CounterpartSite } from './counterpart.ts';

const hardSigmoid = withDefaults(findComponent('activation', 'hard_sigmoid')!);

/** tfjs hands a mask on to later layers that should see none, so those come with the generated code. */
function strayMask({ masked, modelHasMasks }: CounterpartSite): string | undefined {
  return modelHasMasks && !masked ? "tfjs would give it another layer's mask" : undefined;
}

function recurrentMisfit(site: CounterpartSite): string | undefined {
  return isStateful(site.args) ? 'tfjs keeps states for batches of one size alone' : strayMask(site);
}

function recurrent(factory: string, details: Partial<Counterpart> = {}): Counterpart {
  return {
    factory,
    defaults: kernelDefault,
    ignored: ['seed', 'unroll'],
    misfit: recurrentMisfit,
    ...details,
  };
}

/** Recurrent layers and normalizations. */
export const statefulCounterparts: Counterparts = {
  SimpleRNN: recurrent('simpleRNN'),
  LSTM: recurrent('lstm', {
    defaults: { ...kernelDefault, recurrent_activation: hardSigmoid, unit_forget_bias: undefined },
  }),
  GRU: recurrent('gru', {
    defaults: { ...kernelDefault, recurrent_activation: hardSigmoid },
    fixed: { reset_after: false },
  }),
  BatchNormalization: {
    factory: 'batchNormalization',
    misfit: ({ args, masked }) =>
      args.renorm === true
        ? 'tfjs has no renormalization'
        : masked
          ? 'tfjs counts masked steps in its statistics'
          : undefined,
    trainsDifferently: ({ args, trainable }) =>
      !trainable
        ? 'tfjs normalizes by the statistics of the batch even where the layer is frozen'
        : args.center === false || args.scale === false
          ? 'tfjs trains it only with both `center` and `scale`'
          : undefined,
  },
  LayerNormalization: {
    factory: 'layerNormalization',
    fixed: { gamma_constraint: null, beta_constraint: null },
    // Keras sorts the axes as they are written, and lays out the weights by them; tfjs does not sort.
    adapt: ({ args }) =>
      isNumbers(args.axis) ? { ...args, axis: [...args.axis].sort((a, b) => a - b) } : args,
  },
};

function isNumbers(value: ArgumentValue | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'number');
}
