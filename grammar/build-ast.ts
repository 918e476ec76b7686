import type { IToken } from 'chevrotain';
import type {
  BinaryExpression,
  BinaryOperator,
  Expression,
  Identifier,
  Missing,
  NumberLiteral,
  UnaryExpression,
} from './ast.ts';

/**
 * Makes tree nodes out of tokens. The parser also calls these while it records its own grammar, with
 * placeholders instead of nodes, so they read nothing but offsets and images.
 */

const beyondAscii = /[^\0-\x7f]/;

export function identifier(token: IToken): Identifier {
  const text = token.image;
  const start = token.startOffset;
  return {
    kind: 'Identifier',
    span: { start, end: start + text.length },
    text,
    key: beyondAscii.test(text) ? text.normalize('NFC') : text,
  };
}

export function missing(at: number): Missing {
  return { kind: 'Missing', span: { start: at, end: at } };
}

/** A name that was not written: its text is empty. */
export function missingName(at: number): Identifier {
  return { kind: 'Identifier', span: { start: at, end: at }, text: '', key: '' };
}

export function numberLiteral(token: IToken): NumberLiteral {
  const text = token.image;
  const start = token.startOffset;
  return {
    kind: 'Number',
    span: { start, end: start + text.length },
    value: Number(text.replaceAll('_', '')),
    integer: !/[.eE]/.test(text),
  };
}

const precedence: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  not: 3,
  '==': 4,
  '!=': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
  negate: 7,
  '**': 8,
};

/** How strongly an operator binds; the higher, the stronger. A unary minus is `negate`. */
export function bindingStrength(operator: BinaryOperator | 'not' | 'negate'): number {
  return precedence[operator]!;
}

/** One piece of an operation in the order of the text. `start` and `end` include parentheses. */
export type OperationPart =
  | { readonly is: 'operand'; readonly node: Expression; readonly start: number; readonly end: number }
  | { readonly is: 'prefix' | 'operator'; readonly token: IToken };

interface Operand {
  readonly node: Expression;
  readonly start: number;
  readonly end: number;
}

/** How deep signs, powers, `else if` and brackets nest, and how many operators one expression has at most. */
export const limits = { nesting: 256, operators: 5000 } as const;

/**
 * Arranges operands and operators by how strongly they bind, without recursion: operands wait on one stack,
 * operators on another until a weaker one comes. `**` and the signs before an operand bind to the right,
 * `-2 ** 2` is `-(2 ** 2)`. Gives nothing where the expression passes the {@link limits}.
 */
export function arrangeOperation(parts: readonly OperationPart[]): Expression | undefined {
  if (parts.length > limits.operators) return undefined;
  const operands: Operand[] = [];
  const waiting: { readonly is: 'prefix' | 'operator'; readonly token: IToken }[] = [];
  const apply = (): void => {
    const { is, token } = waiting.pop()!;
    const right = operands.pop()!;
    operands.push(is === 'prefix' ? unary(token, right) : binary(token, operands.pop()!, right));
  };
  for (const part of parts) {
    if (part.is === 'operand') {
      operands.push(part);
      continue;
    }
    if (part.is === 'operator') {
      const strength = precedence[part.token.image]!;
      for (let top = waiting.at(-1); top !== undefined; top = waiting.at(-1)) {
        const other = strengthOf(top);
        if (other < strength || (other === strength && part.token.image === '**')) break;
        apply();
      }
    }
    waiting.push(part);
    if (waiting.length > limits.nesting) return undefined;
  }
  while (waiting.length > 0) apply();
  return operands[0]!.node;
}

function strengthOf({ is, token }: { is: 'prefix' | 'operator'; token: IToken }): number {
  return precedence[is === 'prefix' && token.image === '-' ? 'negate' : token.image]!;
}

function unary(token: IToken, operand: Operand): Operand {
  const start = token.startOffset;
  const node: UnaryExpression = {
    kind: 'Unary',
    span: { start, end: operand.end },
    operator: token.image as '-' | 'not',
    operand: operand.node,
  };
  return { node, start, end: operand.end };
}

function binary(token: IToken, left: Operand, right: Operand): Operand {
  const operatorStart = token.startOffset;
  const span = { start: left.start, end: Math.max(right.end, operatorStart + token.image.length) };
  const node: BinaryExpression = {
    kind: 'Binary',
    span,
    operator: token.image as BinaryOperator,
    operatorSpan: { start: operatorStart, end: operatorStart + token.image.length },
    left: left.node,
    right: right.node,
  };
  return { node, start: span.start, end: span.end };
}
