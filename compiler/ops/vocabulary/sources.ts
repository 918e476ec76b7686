import type { Ops } from '../ops.ts';
import type { GraphScope } from '../scope.ts';
import type { Tensor } from '../types.ts';
import { normalizeAxis } from '../shape-rules.ts';
import type { VocabularyContext } from './context.ts';

type Words = 'constant' | 'scalar' | 'fill' | 'iota' | 'size' | 'knownTruth';

/** Sources: values from nowhere, and sizes. */
export function sourcesVocabulary({ scope, emit, ops }: VocabularyContext): Pick<Ops, Words> {
  return {
    constant: (data, shape, dtype = 'float32') => scope.constant(data, shape, dtype),
    scalar: (value, dtype = 'float32') => scope.constant([value], [], dtype),
    fill: (value, shape, dtype = 'float32') => ops.expand(ops.scalar(value, dtype), shape),
    iota: (shape, axis) => emit('iota', [], { shape, axis: normalizeAxis(axis, shape.length) }),
    knownTruth: (x) => knownTruth(scope, x),
    size: (size, dtype = 'float32') =>
      typeof size === 'number' ? ops.scalar(size, dtype) : ops.cast(emit('size', [], { size }), dtype),
  };
}

function knownTruth(scope: GraphScope, x: Tensor): boolean | undefined {
  const node = scope.producer(x);
  const of = (index: number): boolean | undefined => knownTruth(scope, node!.inputs[index]!);
  switch (node?.op) {
    case 'constant':
      return node.attributes.data.length === 1 ? node.attributes.data[0] !== 0 : undefined;
    case 'not': {
      const inner = of(0);
      return inner === undefined ? undefined : !inner;
    }
    case 'and':
      return of(0) === false || of(1) === false ? false : of(0) === true ? of(1) : undefined;
    case 'or':
      return of(0) === true || of(1) === true ? true : of(0) === false ? of(1) : undefined;
    default:
      return undefined;
  }
}
