import { inputOf } from '../../declarations/data-format.ts';
import type { LayerValue } from '../../declarations/values.ts';
import { snakeCase } from '../../names/snake-case.ts';
import { tensorTypeText, type TensorType } from '../../shapes/types.ts';
import {
  isShapeProblem,
  shapeProblem,
  type LayerShapeCall,
  type ShapeProblem,
  type WeightSpecification,
} from '../../declarations/define-layer.ts';
import { refusalOf } from '../takes.ts';

/** A wrapped layer and its place in the wrapper. */
export interface InnerLayer {
  readonly layer: LayerValue;
  /** The wrapper's argument that holds it: problems inside stand at its value. */
  readonly argument: string;
  /** In front of its weights' names: `forward_lstm`, `dense`. */
  readonly prefix: string;
}

/**
 * @param role put before the class in the names of weights
 * @param argument the wrapper's argument that holds the layer, where it is not `layer`
 */
export function innerLayer(layer: LayerValue, role = '', argument = 'layer'): InnerLayer {
  return { layer, argument, prefix: role + snakeCase(layer.class) };
}

type InnerShapeCall = Omit<LayerShapeCall<unknown>, 'args'>;

/** All results of a wrapped layer, or why it cannot take its inputs. */
export function innerOutput(inner: InnerLayer, call: InnerShapeCall): readonly TensorType[] | ShapeProblem {
  const problem = innerRankProblem(inner, call.inputs[0]!);
  if (problem) return problem;
  const result = inner.layer.declaration.output({ ...call, args: inner.layer.args });
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
  const weights = inner.layer.declaration.weights?.({ ...call, args: inner.layer.args }) ?? [];
  return weights.map((weight) => ({
    ...weight,
    name: `${inner.prefix}/${weight.name}`,
    trainable: weight.trainable && inner.layer.trainable,
  }));
}

/** What the checker tests before it asks a layer for its output, for the input of a wrapped one. */
function innerRankProblem({ layer }: InnerLayer, input: TensorType): ShapeProblem | undefined {
  const { declaration, args } = layer;
  const refusal = refusalOf(declaration, input, args);
  if (!refusal) return undefined;
  const { name } = declaration;
  const { description, dtype } = inputOf(declaration, args);
  const found = `inside {layer}, each step of {input} is ${tensorTypeText(input)}`;
  switch (refusal.kind) {
    case 'rank':
      return shapeProblem(
        'KM3001',
        `${name} takes ${description ?? `${refusal.minimum} axes`}, but ${found}.`,
      );
    case 'dtype':
      return shapeProblem('KM3006', `${name} takes ${description ?? `${dtype} values`}, but ${found}.`);
    case 'size':
      return shapeProblem('KM3005', `${name} needs known sizes for its weights, but ${found}.`);
  }
}
