import { requiredComponent } from '../../declarations/declare.ts';
import { defineInitializer } from '../../declarations/define.ts';

/** The first standard deviations of a renormalization: the roots of what another initializer gives as variances. */
export const squareRoot = defineInitializer({
  name: 'SquareRoot',
  internal: true,
  summary: 'The square roots of what another initializer gives.',
  arguments: { of: requiredComponent('initializer', 'The initializer of the squares.') },
  sample: (shape, { of }, random) => of.declaration.sample(shape, of.args, random).map(Math.sqrt),
});
