import type { ResolvedLayerCall } from '../bind/call.ts';
import type { Place } from '../diagnostics/place.ts';
import type { FlowTensor } from './flow.ts';
import type { Site } from './site.ts';

/**
 * Checks masks that come with the inputs of a layer that takes them only in the input's own shape, as Keras's Softmax;
 * false after a report. A mask of steps has an axis less than an input of several axes. One that the text gives
 * stands in its place.
 */
export function comingMasksFit(
  site: Site,
  { declaration }: ResolvedLayerCall,
  inputs: readonly FlowTensor[],
  tensorArguments: Readonly<Record<string, readonly FlowTensor[]>>,
  place: Place,
): boolean {
  if (!declaration.needsWholeMask || tensorArguments['mask']) return true;
  const wrong = inputs.find(({ type, masked }) => masked && type!.shape.length > 1);
  if (!wrong) return true;
  const { name } = declaration;
  const message = `${name} takes a mask of all entries, but the mask that comes with \`${wrong.label}\` is one of steps.`;
  site.context.report('KM3002', 'given', { message }, place, {
    related: [{ place: wrong.place, message: `\`${wrong.label}\` brings the mask.` }],
    help: '`Activation(softmax)` takes no mask: it treats every step alone.',
  });
  return false;
}
