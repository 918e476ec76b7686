import type { LayerInstance } from '../../../graph/model-graph.ts';
import type { Counterpart } from './counterparts.ts';
import type { Statement } from '../../python/statements.ts';
import { initializerStatements } from './initializers.ts';
import { madeStatement, type Place } from './place.ts';

/** Where one weight of a model is in the state of its module. */
export interface PlacedWeight {
  /** `digit_dense/kernel` */
  readonly name: string;
  /** `digit_dense.weight` */
  readonly parameter: string;
  /** Axes of the weight in the order that the parameter has them; undefined where it is the same. */
  readonly permutation?: readonly number[];
  readonly shape: readonly number[];
}

/** Where a module has what a layer keeps from batch to batch. */
export interface PlacedState {
  /** `seen_lstm/state0` */
  readonly name: string;
  /** `seen_lstm.state0` */
  readonly attribute: string;
}

/** State that is zero and stays so, beside the weights. */
export interface PlacedZeros {
  readonly parameter: string;
  readonly shape: readonly number[];
}

/** The statements of a constructor that make the module of a layer, whose weights find their places. */
export function counterpartMade(
  layer: LayerInstance,
  counterpart: Counterpart,
  own: string,
  place: Place,
  into: { readonly weights: PlacedWeight[]; readonly zeros: PlacedZeros[] },
): readonly Statement[] {
  const { made, parameters, zeros = [] } = counterpart;
  const statements = [madeStatement(own, made)];
  for (const { weight, parameter, permutation } of parameters) {
    const specification = layer.weights.find(({ name }) => name === weight)!;
    const path = `${place.path}${own}.${parameter}`;
    into.weights.push({
      name: `${layer.name}/${weight}`,
      parameter: path,
      shape: specification.shape,
      ...(permutation ? { permutation } : {}),
    });
    const isPlain = specification.shape.length > 1;
    const isGiven = counterpart.helper !== undefined || layer.declaration.name === 'LayerNormalization';
    const { name } = specification.initializer;
    // Normalizations begin with ones and zeros by themselves.
    if (isGiven && name === (/gamma|variance/.test(weight) ? 'Ones' : 'Zeros')) continue;
    statements.push(...initializerStatements(specification, `self.${own}.${parameter}`, isPlain));
  }
  for (const { parameter, shape } of zeros) {
    into.zeros.push({ parameter: `${place.path}${own}.${parameter}`, shape });
    statements.push(
      madeStatement(undefined, `nn.init.zeros_(self.${own}.${parameter}).requires_grad_(False)`),
    );
  }
  if (!layer.trainable && parameters.length > 0)
    statements.push(madeStatement(undefined, `self.${own}.requires_grad_(False)`));
  return statements;
}
