import type { Expression } from '../../grammar/ast.ts';
import type { Arguments, ArgumentValue } from '../declarations/values.ts';
import type { TensorFunction } from '../functions/define-function.ts';
import { unknownFlow, type Flow, type FlowTensor } from './flow.ts';
import { applyDeclaration } from './layer-call.ts';
import { labelOf, placeAt, type Site } from './site.ts';

/** A function of tensors as the node that it stands for. Numbers in place of tensors become its arguments. */
export function applyFunction(
  site: Site,
  expression: Expression,
  { name, operands, layer }: TensorFunction,
  given: readonly (FlowTensor | number)[],
  constants: Arguments,
): Flow {
  const place = placeAt(site, expression.span);
  const tensors = given.filter((operand): operand is FlowTensor => typeof operand !== 'number');
  if (tensors.length === 0) {
    const found = 'there are only numbers';
    site.context.report('KM2003', 'value', { wanted: `\`${name}\` takes a tensor: a tensor`, found }, place);
    return unknownFlow;
  }
  const args: Record<string, ArgumentValue> = { ...constants };
  Object.keys(operands).forEach((operand, index) => {
    if (operands[operand] !== 'number') return;
    const value = given[index];
    args[operand] = typeof value === 'number' ? value : null;
  });
  const call = {
    kind: 'layer',
    declaration: layer,
    args,
    name: undefined,
    trainable: true,
    tensors: [],
  } as const;
  return applyDeclaration(site, call, tensors, {}, place, labelOf(site, expression.span));
}
