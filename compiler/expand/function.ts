import type { Expression } from '../../grammar/ast.ts';
import type { LayerDeclaration } from '../declarations/define-layer.ts';
import type { Arguments, ArgumentValue } from '../declarations/values.ts';
import { constantTensor, sizeTensor } from '../functions/creation.ts';
import type { TensorFunction } from '../functions/define-function.ts';
import type { Size } from '../shapes/size.ts';
import { lostTensor, type Flow, type FlowTensor } from './flow.ts';
import { applyDeclaration } from './layer-call.ts';
import { calculusOf, labelOf, placeAt, type Site } from './site.ts';

/** A function of tensors as the node that it stands for. Numbers in place of tensors become its arguments. */
export function applyFunction(
  site: Site,
  expression: Expression,
  known: TensorFunction,
  given: readonly (FlowTensor | number)[],
  constants: Arguments,
): Flow {
  const { operands } = known;
  const [first, ...rest] = given;
  // Of numbers alone, the first stands as a tensor.
  if (typeof first === 'number' && rest.every((operand) => typeof operand === 'number'))
    return applyFunction(
      site,
      expression,
      known,
      [numbersAsTensor(site, expression, [first], []), ...rest],
      constants,
    );
  const place = placeAt(site, expression.span);
  const tensors = given.filter((operand): operand is FlowTensor => typeof operand !== 'number');
  const args: Record<string, ArgumentValue> = { ...constants };
  Object.keys(operands).forEach((operand, index) => {
    if (operands[operand] !== 'number') return;
    const value = given[index];
    args[operand] = typeof value === 'number' ? value : null;
  });
  const call = {
    kind: 'layer',
    declaration: declarationIn(site, known),
    args,
    name: undefined,
    trainable: true,
    tensors: [],
  } as const;
  return applyDeclaration(site, call, tensors, {}, place, labelOf(site, expression.span));
}

/** The node that a function is where a text stands. */
function declarationIn(site: Site, { layer, whole, objective }: TensorFunction): LayerDeclaration {
  const calculus = calculusOf(site);
  if (calculus === 'samples') return layer;
  return site.frame.calculus === 'samples' ? objective : whole[calculus];
}

/** Numbers of the text as a tensor. */
export function numbersAsTensor(
  site: Site,
  expression: Expression,
  value: readonly number[],
  shape: readonly number[],
): FlowTensor {
  return onlyTensor(site, expression, applyFunction(site, expression, constantTensor, [], { value, shape }));
}

/** A size that is known only at run time, as a whole number. */
export function sizeAsTensor(site: Site, expression: Expression, size: Size): FlowTensor {
  return onlyTensor(site, expression, applyFunction(site, expression, sizeTensor, [], { size }));
}

function onlyTensor(site: Site, expression: Expression, flow: Flow): FlowTensor {
  if (flow.kind === 'tensor') return flow.tensor;
  return lostTensor(labelOf(site, expression.span), placeAt(site, expression.span));
}
