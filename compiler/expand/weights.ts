import type { WeightSpecification } from '../declarations/define-layer.ts';
import type { Place } from '../diagnostics/place.ts';
import { shapeText } from '../shapes/size.ts';
import { tensorTypeText } from '../shapes/types.ts';
import type { FlowTensor } from './flow.ts';
import type { BuiltLayer } from './graph-builder.ts';
import type { Site } from './site.ts';

/**
 * Gives a layer its weights at its first use; at later ones they must come out the same (KM3008).
 * @returns false after a report
 */
export function checkWeights(
  site: Site,
  layer: BuiltLayer,
  weights: readonly WeightSpecification[],
  inputs: readonly FlowTensor[],
  place: Place,
): boolean {
  if (!layer.weights) {
    layer.weights = weights;
    layer.firstInputs = inputs;
    return true;
  }
  const different = layer.weights.find((weight, index) => !sameShape(weight.shape, weights[index]?.shape));
  if (!different) return true;
  const now = weights.find((weight) => weight.name === different.name);
  const [input] = inputs;
  const [first] = layer.firstInputs;
  const values = {
    name: layer.own ?? layer.declaration.name,
    weight: different.name,
    first: shapeText(different.shape),
    input: `\`${input!.label}\``,
    found: tensorTypeText(input!.type!),
    second: now ? shapeText(now.shape) : 'absent',
  };
  site.context.report('KM3008', 'default', values, site.sharedUse ?? place, {
    related: [
      {
        place: first!.place,
        message: `\`${first!.label}\` is ${tensorTypeText(first!.type!)}, the first use.`,
      },
      { place: input!.place, message: `\`${input!.label}\` gets its shape here.` },
    ],
    help: 'a second layer has weights of its own: `shared` is for inputs of one shape.',
  });
  return false;
}

function sameShape(a: readonly number[], b: readonly number[] | undefined): boolean {
  return b !== undefined && a.length === b.length && a.every((size, axis) => size === b[axis]);
}
