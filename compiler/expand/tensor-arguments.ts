import type { CallExpression } from '../../grammar/ast.ts';
import { argumentIn } from '../bind/call.ts';
import type { LayerDeclaration, LayerShapeCall, TensorArgument } from '../declarations/define-layer.ts';
import type { Place } from '../diagnostics/place.ts';
import type { Size } from '../shapes/size.ts';
import { mayBeEqual } from '../shapes/may-be-equal.ts';
import { tensorTypeText } from '../shapes/types.ts';
import type { FlowTensor } from './flow.ts';
import { placeAt, type Site } from './site.ts';

/**
 * Checks masks and states against what the layer declares; false after a report. Sizes that may be equal become
 * conditions on the data.
 */
export function tensorArgumentsFit(
  site: Site,
  declaration: LayerDeclaration,
  given: Readonly<Record<string, readonly FlowTensor[]>>,
  shapeCall: Pick<LayerShapeCall<unknown>, 'args' | 'inputs' | 'requireEqual'>,
  call: CallExpression | undefined,
  place: Place,
): boolean {
  return Object.entries(given).every(([name, tensors]) => {
    const argument = declaration.tensorArguments![name]!;
    const span = call && argumentIn(call, declaration, name)?.span;
    const at = span ? placeAt(site, span) : place;
    return tensors.every(
      (tensor, index) =>
        dtypeFits(site, declaration, name, argument, tensor, at) &&
        shapeFits(site, declaration, name, argument, tensor, index, shapeCall, at),
    );
  });
}

function dtypeFits(
  site: Site,
  declaration: LayerDeclaration,
  name: string,
  { dtype }: TensorArgument,
  tensor: FlowTensor,
  place: Place,
): boolean {
  if (tensor.type!.dtype === dtype) return true;
  const values = {
    layer: `\`${name}\` of ${declaration.name}`,
    wanted: dtype,
    input: `\`${tensor.label}\``,
    found: tensorTypeText(tensor.type!),
  };
  site.context.report('KM3006', 'default', values, place, {
    related: [{ place: tensor.place, message: `\`${tensor.label}\` gets its type here.` }],
    help:
      dtype === 'bool' ? 'a mask is declared `bool`: true for what counts, false for the rest.' : undefined,
  });
  return false;
}

function shapeFits(
  site: Site,
  declaration: LayerDeclaration,
  name: string,
  argument: TensorArgument,
  tensor: FlowTensor,
  index: number,
  { args, inputs, requireEqual }: Pick<LayerShapeCall<unknown>, 'args' | 'inputs' | 'requireEqual'>,
  place: Place,
): boolean {
  const shapes = argument.shapes?.({ args, inputs }, index);
  if (!shapes) return true;
  const { shape } = tensor.type!;
  const mayBe = (size: Size, wanted: Size): boolean =>
    mayBeEqual(size, wanted) || (argument.broadcasts === true && size === 1);
  const sameRank = shapes.filter((wanted) => wanted.length === shape.length);
  const fitting = sameRank.find((wanted) => wanted.every((size, axis) => mayBe(shape[axis]!, size)));
  if (fitting) {
    fitting.forEach((size, axis) => {
      if (mayBeEqual(shape[axis]!, size)) requireEqual(shape[axis]!, size);
    });
    return true;
  }
  const wanted = (sameRank.length > 0 ? sameRank : shapes)
    .map((each) => tensorTypeText({ dtype: argument.dtype, shape: each }))
    .join(' or ');
  const found = tensorTypeText(tensor.type!);
  const message = `\`${name}\` of ${declaration.name} is ${wanted} here, but \`${tensor.label}\` is ${found}.`;
  site.context.report(sameRank.length > 0 ? 'KM3002' : 'KM3001', 'given', { message }, place, {
    related: [{ place: tensor.place, message: `\`${tensor.label}\` gets its shape here.` }],
  });
  return false;
}
