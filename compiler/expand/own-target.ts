import type { Definition } from '../bind/definitions.ts';
import { readType } from '../bind/sizes.ts';
import type { LossMisfit } from '../declarations/define-component.ts';
import { unknownSize, type Size } from '../shapes/size.ts';
import { isFloat, type TensorType } from '../shapes/types.ts';
import { environmentFor, type ExpansionContext, type Frame } from './site.ts';

/**
 * The targets of an own loss or metric: of the shape of the prediction, unless their type says otherwise. Size
 * variables are those of the prediction's type, else its sizes at the same places.
 */
export function targetTypeOf(
  context: ExpansionContext,
  definition: Definition,
  parameters: Frame['parameters'],
  head: TensorType,
): TensorType | LossMisfit {
  const [target, prediction] = definition.inputs;
  const node = target?.member.type;
  if (!node) return { dtype: isFloat(head.dtype) ? 'float32' : head.dtype, shape: head.shape };
  const sizes = new Map<string, Size>();
  for (const dims of [prediction?.member.type?.dims, node.dims]) {
    const open = dims?.findIndex((dim) => dim.kind === 'AnyAxes') ?? -1;
    for (const [axis, dim] of dims?.entries() ?? []) {
      if (dim.kind !== 'Identifier' || !definition.sizeVariables.has(dim.key) || sizes.has(dim.key)) continue;
      const size = open >= 0 && axis > open ? head.shape.at(axis - dims!.length) : head.shape[axis];
      sizes.set(dim.key, size ?? unknownSize(`target ${dim.key}`));
    }
  }
  const environment = environmentFor(definition, parameters, sizes);
  const declared = readType(context, environment, node, sizes, 'result');
  const misfit = (): LossMisfit => ({
    misfit: true,
    message: `The type of \`${target.member.name.text}\` in \`${definition.name}\` cannot be read for this head.`,
  });
  if (!declared) return misfit();
  const axes = declared.shape.indexOf('axes');
  const more = head.shape.length - (declared.shape.length - 1);
  const shape: Size[] = [];
  for (const [axis, size] of declared.shape.entries()) {
    if (axis === axes) shape.push(...head.shape.slice(axis, axis + Math.max(0, more)));
    else if (size === 'any') shape.push(head.shape[axis] ?? unknownSize(`target ${axis}`));
    else if (typeof size === 'string') return misfit();
    else shape.push(size);
  }
  return { dtype: declared.dtype, shape };
}
