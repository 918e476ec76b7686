import type { Ops } from '../ops.ts';
import { normalizeAxis } from '../shape-rules.ts';
import type { VocabularyContext } from './context.ts';

type Words = 'gather' | 'scatterAdd' | 'oneHot';

/** Entries by their index. */
export function indexingVocabulary({ emit, ops }: VocabularyContext): Pick<Ops, Words> {
  return {
    gather: (data, indices, axis = 0) =>
      emit('gather', [data, indices], { axis: normalizeAxis(axis, data.shape.length) }),
    scatterAdd: (indices, updates, size) => emit('scatterAdd', [indices, updates], { size }),
    oneHot: (indices, depth) => {
      const classes = ops.iota([depth], 0);
      return ops.cast(
        ops.equal(ops.expandDims(ops.cast(indices, 'int32'), indices.shape.length), classes),
        'float32',
      );
    },
  };
}
