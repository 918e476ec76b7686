import type { ComponentValue } from '../../declarations/values.ts';
import { shapeText } from '../../shapes/size.ts';
import type { TensorType } from '../../shapes/types.ts';
import {
  isShapeProblem,
  shapeProblem,
  type LayerDeclaration,
  type LayerShapeCall,
  type ShapeProblem,
  type WeightSpecification,
} from '../../declarations/define-layer.ts';

/**
 * A layer that also tells where an initializer, regularizer or constraint does not fit the weight, or the result, that
 * it is for.
 */
export function withWeightChecks(declaration: LayerDeclaration): LayerDeclaration {
  const { output, weights } = declaration;
  return {
    ...declaration,
    output: (call) => {
      const result = output(call);
      if (isShapeProblem(result)) return result;
      const [first] = 'shape' in result ? [result] : result;
      return weightProblem(weights?.(call) ?? [], call) ?? (first && activityProblem(first, call)) ?? result;
    },
  };
}

/** Keras gives the regularizer the result with its batch axis. */
function activityProblem(
  { shape }: TensorType,
  { args }: LayerShapeCall<{ readonly activity_regularizer?: ComponentValue<'regularizer'> | null }>,
): ShapeProblem | undefined {
  const regularizer = args.activity_regularizer;
  // Rules look at the number of axes alone, so any sizes serve.
  const reason = regularizer && misfitOf(regularizer, [1, ...shape.map(() => 1)]);
  if (!reason) return undefined;
  const text = `\`${regularizer.name}\` ${reason}, but the result of {layer} has ${shape.length + 1} axes, the batch among them.`;
  return shapeProblem('KM2004', text, { argument: 'activity_regularizer' });
}

function weightProblem(
  specifications: readonly WeightSpecification[],
  call: LayerShapeCall<object>,
): ShapeProblem | undefined {
  for (const { name, shape, initializer, regularizer, constraint } of specifications) {
    for (const component of [initializer, regularizer, constraint]) {
      const reason = component && misfitOf(component, shape);
      if (!reason) continue;
      const text = `\`${component.name}\` ${reason}, but \`${name}\` of {layer} has the shape ${shapeText(shape)}.`;
      return shapeProblem('KM2004', text, { argument: argumentWith(call.args, component) });
    }
  }
  return undefined;
}

function misfitOf(component: ComponentValue, shape: readonly number[]): string | undefined {
  return component.declaration.misfit?.(shape, component.args);
}

/** The argument that holds a component. */
function argumentWith(args: object, component: ComponentValue): string | undefined {
  return Object.entries(args).find(([, value]) => value === component)?.[0];
}
