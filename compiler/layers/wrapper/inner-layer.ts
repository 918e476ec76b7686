import type { LayerValue } from '../../arguments/values.ts';
import { snakeCase } from '../../names/snake-case.ts';
import { isSymbolic } from '../../shapes/size.ts';
import { isFloat, isFloatLike, tensorTypeText, type TensorType } from '../../shapes/types.ts';
import {
  isShapeProblem,
  shapeProblem,
  type AnyLayerDeclaration,
  type LayerShapeCall,
  type ShapeProblem,
  type WeightSpecification,
} from '../define-layer.ts';

/** Finds declarations by class. Wrappers get it from the list of families, which holds them too. */
export type LayerFinder = (name: string) => AnyLayerDeclaration | undefined;

/** A wrapped layer with its declaration. */
export interface InnerLayer {
  readonly layer: LayerValue;
  readonly declaration: AnyLayerDeclaration;
  /** The wrapper's argument that holds it: problems inside stand at its value. */
  readonly argument: string;
  /** In front of its weights' names: `forward_lstm`, `dense`. */
  readonly prefix: string;
}

/**
 * @param role put before the class in the names of weights
 * @param argument the wrapper's argument that holds the layer, where it is not `layer`
 */
export function innerLayer(find: LayerFinder, layer: LayerValue, role = '', argument = 'layer'): InnerLayer {
  const declaration = find(layer.class);
  if (!declaration) throw new Error(`no layer ${layer.class} to wrap`);
  return { layer, declaration, argument, prefix: role + snakeCase(layer.class) };
}

type InnerShapeCall = Omit<LayerShapeCall<unknown>, 'args'>;

/** All results of a wrapped layer, or why it cannot take its inputs. */
export function innerOutput(inner: InnerLayer, call: InnerShapeCall): readonly TensorType[] | ShapeProblem {
  const problem = innerRankProblem(inner, call.inputs[0]!);
  if (problem) return problem;
  const result = inner.declaration.output({ ...call, args: inner.layer.args as never });
  if (isShapeProblem(result)) {
    return {
      ...result,
      argument: inner.argument,
      message: result.message.replaceAll('{layer}', inner.layer.class),
    };
  }
  return Array.isArray(result) ? (result as readonly TensorType[]) : [result as TensorType];
}

/** A wrapped layer's weights, frozen where it is. */
export function innerWeights(inner: InnerLayer, call: InnerShapeCall): readonly WeightSpecification[] {
  const weights = inner.declaration.weights?.({ ...call, args: inner.layer.args as never }) ?? [];
  return weights.map((weight) => ({
    ...weight,
    name: `${inner.prefix}/${weight.name}`,
    trainable: weight.trainable && inner.layer.trainable,
  }));
}

/** What the checker tests before it asks a layer for its output, for the input of a wrapped one. */
function innerRankProblem({ declaration }: InnerLayer, input: TensorType): ShapeProblem | undefined {
  const { rank, dtype = 'any', knownAxes = [], description } = declaration.input;
  const { minimum, maximum = Infinity } =
    typeof rank === 'number' ? { minimum: rank, maximum: rank } : (rank ?? { minimum: 0 });
  const found = `inside {layer}, each step of {input} is ${tensorTypeText(input)}`;
  if (input.shape.length < minimum || input.shape.length > maximum) {
    return shapeProblem(
      'KM3001',
      `${declaration.name} takes ${description ?? `${minimum} axes`}, but ${found}.`,
    );
  }
  if ((dtype === 'float' && !isFloatLike(input.dtype)) || (dtype === 'integer' && isFloat(input.dtype))) {
    return shapeProblem(
      'KM3006',
      `${declaration.name} takes ${description ?? `${dtype} values`}, but ${found}.`,
    );
  }
  const unknown = knownAxes.find((axis) => isSymbolic(input.shape.at(axis)!));
  if (unknown === undefined) return undefined;
  return shapeProblem('KM3005', `${declaration.name} needs known sizes for its weights, but ${found}.`);
}
