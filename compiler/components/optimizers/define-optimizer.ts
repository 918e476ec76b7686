import type { ArgumentDeclarations, ValuesOf } from '../../declarations/declare.ts';
import { defineOptimizer as declareOptimizer } from '../../declarations/define.ts';
import type { ComponentProblem, Optimizer } from '../../declarations/define-component.ts';

/** Ways to shorten gradients, of which an optimizer takes one. */
const clippings = ['clipnorm', 'clipvalue', 'global_clipnorm'];

/** An optimizer that refuses, besides what is its own problem, two ways to shorten gradients. */
export function defineOptimizer<const D extends ArgumentDeclarations>(
  declaration: Parameters<typeof declareOptimizer<D>>[0],
): Optimizer<D> {
  return declareOptimizer<D>({
    ...declaration,
    problem: (args) => declaration.problem?.(args) ?? clippingProblem(declaration.name, args),
  });
}

function clippingProblem<D extends ArgumentDeclarations>(
  name: string,
  args: ValuesOf<D>,
): ComponentProblem | undefined {
  const [first, second] = clippings.filter((key) => typeof args[key] === 'number');
  if (second === undefined) return undefined;
  const message = `${name} takes one of \`clipnorm\`, \`clipvalue\` and \`global_clipnorm\`, but \`${first!}\` is given as well.`;
  return { argument: second, message };
}
