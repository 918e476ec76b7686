import type { CallExpression, Expression, Identifier, Stage } from '../../grammar/ast.ts';

export interface ExpressionVisitor {
  readonly identifier?: (identifier: Identifier) => void;
  readonly call?: (call: CallExpression) => void;
}

/**
 * Visits the names and calls in expressions and stages, in the order of the text. Callees and names of arguments
 * and entries are no identifiers. Uses a stack of its own: chains may be as long as memory allows.
 */
export function walkExpressions(roots: readonly (Expression | Stage)[], visitor: ExpressionVisitor): void {
  const pending: (Expression | Stage)[] = [...roots].reverse();
  const later = (nodes: readonly (Expression | Stage | undefined)[]): void => {
    for (let index = nodes.length - 1; index >= 0; index--) {
      const node = nodes[index];
      if (node) pending.push(node);
    }
  };
  for (let node = pending.pop(); node; node = pending.pop()) {
    switch (node.kind) {
      case 'Identifier':
        visitor.identifier?.(node);
        break;
      case 'Call':
        visitor.call?.(node);
        later(node.arguments.map((argument) => argument.value));
        break;
      case 'List':
        later(node.items);
        break;
      case 'Record':
        later(node.entries.map((entry) => entry.value));
        break;
      case 'Index':
        later([node.list, node.index]);
        break;
      case 'Unary':
        later([node.operand]);
        break;
      case 'Binary':
        later([node.left, node.right]);
        break;
      case 'Pipeline':
        later([node.source, ...node.stages]);
        break;
      case 'Repeat':
        later([node.count, ...node.body]);
        break;
      case 'For':
        later([node.list, ...node.body]);
        break;
      case 'If':
        later([
          node.condition,
          ...node.then,
          ...(Array.isArray(node.else) ? node.else : [node.else as Stage]),
        ]);
        break;
      default:
        break;
    }
  }
}
