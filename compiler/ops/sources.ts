import { OpError, type OpDefinition } from './definition.ts';

/**
 * Ops without operands. `input` and `constant` have their types from their maker, so the builder makes their
 * results itself.
 */
export const sources = {
  input: {
    infer: () => {
      throw new OpError('The builder types inputs.');
    },
  } satisfies OpDefinition<'input'>,
  constant: {
    infer: () => {
      throw new OpError('The builder types constants.');
    },
  } satisfies OpDefinition<'constant'>,
  iota: { infer: (_, { shape }) => [{ dtype: 'int32', shape }] } satisfies OpDefinition<'iota'>,
  size: { infer: () => [{ dtype: 'int32', shape: [] }] } satisfies OpDefinition<'size'>,
  randomUniform: {
    infer: (_, { shape }) => [{ dtype: 'float32', shape }],
  } satisfies OpDefinition<'randomUniform'>,
};
