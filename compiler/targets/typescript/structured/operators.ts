import type { BinaryExpression, Expression } from '../../../../grammar/ast.ts';
import { Scope } from '../identifiers.ts';
import { namesIn } from './constant-text.ts';
import { oneStage, single, type Flow } from './flow.ts';
import { layersAt, layerText } from './layers.ts';
import { pin } from './pins.ts';
import { tensorText, type Site } from './site.ts';
import { Unstructured } from '../../program/unstructured.ts';

/** `main + shortcut`, `2 * x`: the layers Add, Multiply and so on. */
export function operatorFlow(site: Site, expression: BinaryExpression): Flow {
  const spine: BinaryExpression[] = [];
  let innermost: Expression = expression;
  while (innermost.kind === 'Binary') {
    spine.push(innermost);
    innermost = innermost.left;
  }
  // Leading steps of a spine may be numbers alone: `2 * 3 * x`.
  while (spine.length > 0 && layersAt(site, spine.at(-1)!).length === 0) innermost = spine.pop()!;
  let flow: Flow | undefined;
  for (let step = spine.pop(); step; step = spine.pop()) flow = stepFlow(site, step, flow, innermost);
  if (!flow) throw new Unstructured('a tensor expression');
  return flow;
}

/** @param before what stands left of the operator, unless that is `innermost` */
function stepFlow(site: Site, step: BinaryExpression, before: Flow | undefined, innermost: Expression): Flow {
  const { instances, parts } = site.context;
  const [index] = layersAt(site, step);
  if (index === undefined) throw new Unstructured('an operator that is not used');
  const made = layerText(site, step, undefined);
  if (instances.layer(index).declaration.name.endsWith('Number')) {
    const isLeft = isTensor(site, innermost);
    const chain = single(before ?? site.flowOf(site, isLeft ? innermost : step.right));
    pin(site, [before || isLeft ? step.right : innermost]);
    return { ...chain, stages: [...chain.stages, oneStage(made)] };
  }
  const right = tensorText(site, step.right);
  if (before) {
    const chain = single(before);
    const left = new Scope(site.scope).claim('left');
    const next = `(${left}) => ${parts.use('chain')}([${left}, ${right}], ${made})`;
    return { ...chain, stages: [...chain.stages, { text: next, isOne: false }] };
  }
  const left = tensorText(site, innermost);
  const source = left === right ? left : `[${left}, ${right}]`;
  return { kind: 'chain', source, stages: [oneStage(made)] };
}

function isTensor({ tensors }: Site, expression: Expression): boolean {
  if (expression.kind === 'Pipeline') return true;
  return namesIn(expression).some((name) => tensors.has(name.key));
}
