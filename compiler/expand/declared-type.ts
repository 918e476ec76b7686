import type { Identifier, TensorTypeNode } from '../../grammar/ast.ts';
import type { Size } from '../shapes/size.ts';
import { mayBeEqual } from '../shapes/may-be-equal.ts';
import { hasUnknown } from '../shapes/open-sizes.ts';
import { replacementFix } from '../diagnostics/suggest.ts';
import { declaredTypeText, tensorTypeText } from '../shapes/types.ts';
import { readType } from '../bind/sizes.ts';
import { requireEqual } from './conditions.ts';
import type { FlowTensor } from './flow.ts';
import { placeAt, type Site } from './site.ts';

/**
 * Proves the type that a branch or head declares (KM3007). Sizes that may be equal are kept as conditions on
 * the data; the result has the better known ones.
 */
export function checkDeclaredType(
  site: Site,
  name: Identifier,
  node: TensorTypeNode | undefined,
  tensor: FlowTensor,
): FlowTensor {
  if (!node) return tensor;
  const declared = readType(site.context, site.environment, node, site.frame.sizes, 'result');
  const { type } = tensor;
  if (!declared || !type) return tensor;
  const fits =
    declared.dtype === type.dtype &&
    declared.shape.length === type.shape.length &&
    declared.shape.every((size, axis) => typeof size === 'string' || mayBeEqual(size, type.shape[axis]!));
  if (!fits) {
    const { text } = site.environment.module.source;
    const written = text
      .slice(node.span.start, node.span.end)
      .replace('[', '[batch, ')
      .replace('[batch, ]', '[batch]');
    const values = { name: name.text, declared: written, found: tensorTypeText(type) };
    site.context.report('KM3007', 'default', values, placeAt(site, node.span), {
      fixes: [replacementFix(placeAt(site, node.span), declaredTypeText(type))],
      related: [{ place: tensor.place, message: `\`${name.text}\` is ${tensorTypeText(type)} here.` }],
    });
    return tensor;
  }
  const layer = site.frame.builder.tensors[tensor.index]?.producer?.layer;
  const shape = type.shape.map((actual, axis): Size => {
    const size = declared.shape[axis]!;
    if (typeof size === 'string') return actual;
    requireEqual(site, layer, size, actual, placeAt(site, node.span));
    return isBetterKnown(size, actual) ? size : actual;
  });
  const refined = { dtype: type.dtype, shape };
  const built = site.frame.builder.tensors[tensor.index];
  if (built) site.frame.builder.tensors[tensor.index] = { ...built, type: refined };
  return { ...tensor, type: refined };
}

/** Numbers are known best, then expressions, then what holds a `?`. */
function isBetterKnown(a: Size, b: Size): boolean {
  const rank = (size: Size) => (typeof size === 'number' ? 0 : hasUnknown(size) ? 2 : 1);
  return rank(a) < rank(b);
}
