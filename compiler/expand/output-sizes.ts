import type { Place } from '../diagnostics/place.ts';
import { largestSize, sizeText, type Size } from '../shapes/size.ts';
import { tensorTypeText, type TensorType } from '../shapes/types.ts';
import { requireAtLeastOne } from './conditions.ts';
import type { FlowTensor } from './flow.ts';
import type { BuiltLayer } from './graph-builder.ts';
import type { Site } from './site.ts';

/** Every size of a result is 1 or more, or is kept as a condition on the data; false after a report. */
export function checkSizes(
  site: Site,
  layer: BuiltLayer,
  inputs: readonly FlowTensor[],
  outputs: readonly TensorType[],
  place: Place,
): boolean {
  for (const output of outputs) {
    for (const size of output.shape) {
      if (typeof size === 'number' && size >= 1) {
        if (size <= largestSize) continue;
        const message = `${layer.declaration.name} makes a size of ${size}: a size is at most ${largestSize}.`;
        site.context.report('KM2004', 'given', { message }, place);
        return false;
      }
      if (requireAtLeastOne(site, layer, size, place)) continue;
      reportVanished(site, layer, size, inputs, output, place);
      return false;
    }
  }
  return true;
}

function reportVanished(
  site: Site,
  layer: BuiltLayer,
  size: Size,
  inputs: readonly FlowTensor[],
  output: TensorType,
  place: Place,
): void {
  const [input] = inputs;
  if (!input) {
    const message = `${layer.declaration.name} makes ${tensorTypeText(output)}: a size falls to ${sizeText(size)}.`;
    site.context.report('KM3004', 'given', { message }, place);
    return;
  }
  const values = {
    layer: layer.declaration.name,
    result: tensorTypeText(output),
    input: `\`${input.label}\``,
    found: tensorTypeText(input.type!),
    size: sizeText(size),
  };
  site.context.report('KM3004', 'default', values, place, {
    related: [{ place: input.place, message: `\`${input.label}\` gets its shape here.` }],
  });
}
