import { argumentsWithDefaults } from '../declarations/default-value.ts';
import type { LayerDeclaration } from '../declarations/define-layer.ts';
import type { BinaryExpression } from '../../grammar/ast.ts';
import { findLayer } from '../layers/registry.ts';
import type { Arguments } from '../declarations/values.ts';
import { unknownFlow, type Flow, type FlowTensor } from './flow.ts';
import { applyDeclaration } from './layer-call.ts';
import { labelOf, placeAt, type Site } from './site.ts';

/** What an operator between tensors has: what its layer has where nothing is given. One object, as shapes are known by it. */
const defaultsOf = new Map<LayerDeclaration, Arguments>();

function defaultArguments(declaration: LayerDeclaration): Arguments {
  const known = defaultsOf.get(declaration) ?? argumentsWithDefaults(declaration);
  defaultsOf.set(declaration, known);
  return known;
}

type Operator = '+' | '-' | '*' | '/';

const betweenTensors: Readonly<Record<Operator, string>> = {
  '+': 'Add',
  '-': 'Subtract',
  '*': 'Multiply',
  '/': 'Divide',
};

const withNumber: Readonly<Record<Operator, string>> = {
  '+': 'AddNumber',
  '-': 'SubtractNumber',
  '*': 'MultiplyNumber',
  '/': 'TrueDivideNumber',
};

/** An operator with a tensor on at least one side, as the layer that it stands for. */
export function applyOperatorLayer(
  site: Site,
  expression: BinaryExpression,
  operator: Operator,
  left: FlowTensor | number,
  right: FlowTensor | number,
): Flow {
  const place = placeAt(site, expression.span);
  if (operator === '/' && right === 0) {
    const numerator = `\`${labelOf(site, expression.left.span)}\``;
    site.context.report('KM2004', 'division', { value: numerator }, place);
    return unknownFlow;
  }
  const settings = { name: undefined, trainable: true, tensors: [] };
  const call = { kind: 'layer', ...settings } as const;
  const label = labelOf(site, expression.span);
  if (typeof left !== 'number' && typeof right !== 'number') {
    const declaration = findLayer(betweenTensors[operator])!;
    return applyDeclaration(
      site,
      { ...call, declaration, args: defaultArguments(declaration) },
      [left, right],
      {},
      place,
      label,
    );
  }
  const number = typeof left === 'number' ? left : (right as number);
  const args: Arguments = {
    number,
    ...(isOrdered(operator) ? { number_first: typeof left === 'number' } : {}),
  };
  const tensor = typeof left === 'number' ? (right as FlowTensor) : left;
  const declaration = findLayer(withNumber[operator])!;
  return applyDeclaration(site, { ...call, declaration, args }, [tensor], {}, place, label);
}

/** Where it matters on which side the number stands. */
function isOrdered(operator: Operator): boolean {
  return operator === '-' || operator === '/';
}
