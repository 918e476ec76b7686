import { allComponents } from '../components/registry.ts';
import type { Activation, Predictions } from '../declarations/define-component.ts';
import type { ComponentValue } from '../declarations/values.ts';
import type { BuiltCall } from '../expand/graph-builder.ts';
import type { Frame } from '../expand/site.ts';
import type { CheckedHead } from '../expand/checked-terms.ts';

/** Families whose layers leave every value as it is, at most in another place. */
const passing: ReadonlySet<string> = new Set(['reshaping', 'regularization']);

/** The last call that changes values on the way to a head. */
export function lastComputing(frame: Frame, head: CheckedHead): BuiltCall | undefined {
  return computingBefore(frame, head.tensor?.index ?? -1);
}

function computingBefore(frame: Frame, tensor: number): BuiltCall | undefined {
  let call = frame.builder.tensors[tensor]?.producer;
  while (call && passing.has(call.layer.declaration.family) && call.inputs.length === 1) {
    call = frame.builder.tensors[call.inputs[0]!.index]?.producer;
  }
  return call;
}

/** The activation that a layer ends with; undefined for layers that have none to speak of. */
export function activationOf(call: BuiltCall): string | undefined {
  return endOf(call)?.name;
}

/** What the numbers that a call gives can be taken for; undefined where nothing is certain. */
export function givenBy(call: BuiltCall): Predictions | undefined {
  return endOf(call)?.gives;
}

/** What the numbers of a tensor can be taken for. */
export function predictionsOf(frame: Frame, tensor: number): Predictions | undefined {
  const call = computingBefore(frame, tensor);
  return call && givenBy(call);
}

function endOf({ layer }: BuiltCall): Pick<Activation, 'name' | 'gives'> | undefined {
  const { declaration, args } = layer;
  if (declaration.arguments['activation']) {
    const activation = args?.['activation'] as ComponentValue<'activation'> | null;
    return activation?.declaration ?? { name: 'linear', gives: 'scores' };
  }
  if (declaration.family !== 'activation') return undefined;
  const name = declaration.name.toLowerCase();
  return byPlainName().get(name) ?? { name };
}

let plainNames: ReadonlyMap<string, Activation> | undefined;

/** Activations by their names as the classes of their layers write them: `leakyrelu`. */
function byPlainName(): ReadonlyMap<string, Activation> {
  return (plainNames ??= new Map(
    allComponents('activation').map((activation) => [activation.name.replaceAll('_', ''), activation]),
  ));
}
