import { noneByDefault, requiredInteger } from '../../declarations/declare.ts';

/** The `seed` of random initializers: the runtime derives the numbers of `random` from it where it is given. */
export const seed = noneByDefault(
  requiredInteger('Makes the numbers the same in every model; none derives them from the training seed.', {
    minimum: 0,
  }),
);
