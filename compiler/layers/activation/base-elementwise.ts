import type { ArgumentDeclarations, ValuesOf } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineLayer } from '../../declarations/define.ts';
import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats } from '../shared/results.ts';

interface Elementwise<D extends ArgumentDeclarations> {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  readonly arguments: D;
  readonly apply: (ops: Ops, x: Tensor, args: ValuesOf<D>) => Tensor;
}

/** A layer without weights that changes every entry by itself, and nothing of the shape. */
export function defineElementwise<const D extends ArgumentDeclarations>(
  layer: Elementwise<D>,
): LayerDeclaration<D> {
  const { apply, ...texts } = layer;
  return defineLayer<D>({
    ...texts,
    family: 'activation',
    input: { dtype: 'float' },
    output: ({ inputs }) => floats(inputs[0]!.shape),
    lower: ({ ops }, { args, inputs }) => apply(ops, asFloat(ops, inputs[0]!), args),
    mask: 'pass',
  });
}
