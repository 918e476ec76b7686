import type { LayerCall, LayerInstance } from '../../graph/model-graph.ts';
import { unknownSize } from '../../shapes/size.ts';
import type { TensorType } from '../../shapes/types.ts';

/**
 * What a layer gives, in the sizes of the code around.
 * @param inputs the types of what flows in, in these sizes
 * @param ofModel the types in the sizes of the model, for what cannot be told from the inputs
 */
export function outputTypesOf(
  { declaration, args }: LayerInstance,
  { tensorArguments }: LayerCall,
  inputs: readonly TensorType[],
  ofModel: readonly TensorType[],
): readonly TensorType[] {
  if (Object.keys(tensorArguments).length > 0) return ofModel;
  const types = declaration.output({
    args,
    inputs,
    tensorArguments: {},
    requireEqual: () => undefined,
    requireDivisible: () => undefined,
    freshSize: () => unknownSize('fresh'),
  });
  if ('problem' in types) return ofModel;
  return 'shape' in types ? [types] : types;
}
