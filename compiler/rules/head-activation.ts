import type { ComponentValue } from '../declarations/values.ts';
import type { BuiltCall } from '../expand/graph-builder.ts';
import type { Frame } from '../expand/site.ts';
import type { CheckedHead } from '../expand/training.ts';

/** Families whose layers leave every value as it is, at most in another place. */
const passing: ReadonlySet<string> = new Set(['reshaping', 'regularization']);

/** The last call that changes values on the way to a head. */
export function lastComputing(frame: Frame, head: CheckedHead): BuiltCall | undefined {
  let call = frame.builder.tensors[head.tensor?.index ?? -1]?.producer;
  while (call && passing.has(call.layer.declaration.family) && call.inputs.length === 1) {
    call = frame.builder.tensors[call.inputs[0]!.index]?.producer;
  }
  return call;
}

/** The activation that a layer ends with; undefined for layers that have none to speak of. */
export function activationOf({ layer }: BuiltCall): string | undefined {
  const { declaration, args } = layer;
  if (declaration.arguments['activation']) {
    const activation = args?.['activation'] as ComponentValue | null;
    return activation?.name ?? 'linear';
  }
  return declaration.family === 'activation' ? declaration.name.toLowerCase() : undefined;
}
