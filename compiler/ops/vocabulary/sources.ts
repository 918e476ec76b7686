import type { Ops } from '../ops.ts';
import { normalizeAxis } from '../shape-rules.ts';
import type { VocabularyContext } from './context.ts';

type Words = 'constant' | 'scalar' | 'fill' | 'iota' | 'size';

/** Sources: values from nowhere, and sizes. */
export function sourcesVocabulary({ scope, emit, ops }: VocabularyContext): Pick<Ops, Words> {
  return {
    constant: (data, shape, dtype = 'float32') => scope.constant(data, shape, dtype),
    scalar: (value, dtype = 'float32') => scope.constant([value], [], dtype),
    fill: (value, shape, dtype = 'float32') => ops.expand(ops.scalar(value, dtype), shape),
    iota: (shape, axis) => emit('iota', [], { shape, axis: normalizeAxis(axis, shape.length) }),
    size: (size, dtype = 'float32') =>
      typeof size === 'number' ? ops.scalar(size, dtype) : ops.cast(emit('size', [], { size }), dtype),
  };
}
