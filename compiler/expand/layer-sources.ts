import type { CallExpression, Identifier } from '../../grammar/ast.ts';
import type { TensorType } from '../shapes/types.ts';
import { tensorFlow, unknownFlow, type Flow, type FlowTensor } from './flow.ts';
import { labelOf, placeAt, type Site } from './site.ts';

/** `training` in a layer: true while a step of training runs. */
export function trainingFlag(site: Site, name: Identifier): FlowTensor {
  const { builder, sources } = site.frame;
  sources!.training ??= builder.tensors.push({ type: truthType, masked: false, producer: undefined }) - 1;
  const place = placeAt(site, name.span);
  return { index: sources!.training, type: truthType, label: name.text, place, masked: false };
}

const truthType: TensorType = { dtype: 'bool', shape: [], whole: true };

/** `mask(x)` in a layer: which entries of an input count, all of them where it has no mask. */
export function expandMask(site: Site, call: CallExpression): Flow {
  const { builder, definition, sources, tensors } = site.frame;
  const [only, ...others] = call.arguments;
  const name = only?.value.kind === 'Identifier' ? only.value.key : undefined;
  const input = definition.inputs.findIndex(({ member }) => member.name.key === name);
  if (input < 0 || others.length > 0 || !sources) {
    const message = '`mask` takes one input of the layer: `mask(x)`.';
    site.context.report('KM3009', 'given', { message }, placeAt(site, call.span));
    return unknownFlow;
  }
  const of = tensors.get(definition.inputs[input]!.member.name.key)?.type;
  if (!of) return unknownFlow;
  // One value for each vector of the last axis, as Keras's layers make them.
  const shape = of.shape.length > 1 ? of.shape.slice(0, -1) : of.shape;
  const type: TensorType = { dtype: 'bool', shape, whole: true };
  const known = sources.masks.get(input);
  const index = known ?? builder.tensors.push({ type, masked: false, producer: undefined }) - 1;
  sources.masks.set(input, index);
  const place = placeAt(site, call.span);
  return tensorFlow({ index, type, label: labelOf(site, call.span), place, masked: false });
}
