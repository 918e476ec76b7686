import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import type { TensorFunction } from '../../functions/define-function.ts';
import { constantTensor } from '../../functions/creation.ts';
import { getItem } from '../../functions/subscripts.ts';
import { allFunctions } from '../../functions/registry.ts';

const byLayer: ReadonlyMap<LayerDeclaration, TensorFunction> = new Map(
  [...allFunctions(), getItem, constantTensor].flatMap((each) => [
    [each.layer, each],
    [each.objective, each],
  ]),
);

/** The function of tensors that a node of a graph is a call of; undefined for a layer. */
export function functionOfLayer(declaration: LayerDeclaration): TensorFunction | undefined {
  return byLayer.get(declaration);
}
