import type { Expression, Stage } from '../../grammar/ast.ts';
import type { CheckContext } from './context.ts';
import type { Definition } from './definitions.ts';
import { constantFunctions } from './functions.ts';

/**
 * At least so many layers and uses come of expanding a block or model, whatever its parameters are: blocks that
 * double each other's size show it here at once, before any of it is expanded.
 * @param counts those of what it uses
 */
export function countLeastLayers(
  context: CheckContext,
  definition: Definition,
  counts: ReadonlyMap<Definition, number>,
): number {
  const inModule = (expressions: readonly (Expression | Stage)[]): number =>
    expressions.reduce((sum, expression) => sum + countIn(expression), 0);
  const countIn = (node: Expression | Stage): number => {
    switch (node.kind) {
      case 'Call': {
        if (constantFunctions.has(node.callee.key)) return 0;
        const meaning = definition.module.names.get(node.callee.key);
        if (meaning?.kind !== 'definition') return 1;
        return 1 + (counts.get(context.definitions.get(meaning.declaration)!) ?? 0);
      }
      case 'Pipeline':
        return (node.source ? countIn(node.source) : 0) + inModule(node.stages);
      case 'List':
        return inModule(node.items);
      case 'Repeat':
        return node.count.kind === 'Number' ? node.count.value * inModule(node.body) : 0;
      case 'For':
        return node.list.kind === 'List' ? node.list.items.length * inModule(node.body) : 0;
      default:
        return 0;
    }
  };
  let count = 0;
  for (const { member, module } of definition.members) {
    if (module.origin !== definition.module.origin) continue;
    if (member.kind === 'Branch' || member.kind === 'Head' || member.kind === 'Return')
      count += countIn(member.value);
  }
  return count;
}
