import type { IToken, ParserMethod } from 'chevrotain';
import type * as ast from '../ast.ts';
import {
  arrangeOperation,
  identifier,
  limits,
  missing,
  numberLiteral,
  type OperationPart,
} from '../build-ast.ts';
import type { Span } from '../source.ts';
import { stringValue } from '../strings.ts';
import { tooDeep } from '../syntax-problems.ts';
import { spanOf } from '../token-places.ts';
import * as t from '../tokens.ts';
import { BaseRules, missingAfter, passing } from './base-rules.ts';

type Operand = ast.Expression | Prefixed;

/** Signs before an operand, to be arranged with the operators around them. */
interface Prefixed {
  readonly kind: 'Prefixed';
  readonly span: Span;
  readonly signs: readonly IToken[];
  readonly operand: ast.Expression;
  readonly operandStart: number;
}

interface ArgumentList {
  readonly items: ast.Argument[];
  readonly span: Span;
}

type Indexes = readonly { readonly index: ast.Expression; readonly end: number }[];

/** Values without arrows: operations, calls, lists, records. */
export abstract class ExpressionRules extends BaseRules {
  /*
   * The choices of the rules that run for every name and number stand here, made once: made anew at each run,
   * they were a quarter of the time.
   */
  #argumentsBehind = (): ArgumentList => this.SUBRULE(this.arguments);
  #indexesBehind = (): Indexes => this.SUBRULE(this.indexes);
  protected nameOrCall = (): ast.Identifier | ast.CallExpression => {
    const token = this.CONSUME(t.Name);
    return reference(token, this.OPTION(this.#argumentsBehind));
  };
  #subscriptChoices = [
    { ALT: (): ast.Expression => this.SUBRULE(this.sliceFrom) },
    { ALT: (): ast.Expression => this.SUBRULE(this.sliceWithoutStart) },
  ];
  #operandChoices = [
    { ALT: (): Operand => this.nameOrCall() },
    { ALT: () => this.SUBRULE(this.quantity) },
    {
      ALT: (): Operand => {
        const token = this.CONSUME(t.Text);
        return { kind: 'String', span: spanOf(token), value: stringValue(token.image) };
      },
    },
    {
      ALT: (): Operand => {
        const token = this.CONSUME(t.BooleanWord);
        return { kind: 'Boolean', span: spanOf(token), value: token.image === 'true' };
      },
    },
    { ALT: (): Operand => ({ kind: 'None', span: spanOf(this.CONSUME(t.None)) }) },
    { ALT: () => this.SUBRULE(this.list) },
    { ALT: () => this.SUBRULE(this.record) },
    { ALT: () => this.SUBRULE(this.group) },
    { ALT: () => this.SUBRULE(this.prefixed) },
  ];

  abstract expression: ParserMethod<[], ast.Expression>;

  /** Operation = Operand {OPERATOR Operand} */
  operation = this.RULE(
    'operation',
    (): ast.Expression => {
      const start = this.start();
      const first = this.SUBRULE(this.operand);
      const parts = this.sees(t.BinaryOperatorToken) ? this.#operationParts(first, start) : undefined;
      if (this.RECORDING_PHASE) return first as ast.Expression;
      if (parts === undefined && first.kind !== 'Prefixed') return first;
      const node = arrangeOperation(parts ?? operandParts(first, start, this.end()));
      if (node !== undefined) return node;
      const span = this.spanFrom(start);
      this.recovery.report(tooDeep(span));
      return missing(span.end);
    },
    passing,
  );

  #operationParts(first: Operand, start: number): OperationPart[] {
    const parts = operandParts(first, start, this.end());
    this.MANY(() => {
      const token = this.CONSUME(t.BinaryOperatorToken);
      const operandStart = this.start();
      const operand = this.SUBRULE2(this.operand);
      parts.push({ is: 'operator', token }, ...operandParts(operand, operandStart, this.end()));
    });
    return parts;
  }

  /** Operand = (NAME [Arguments] | Quantity | STRING | BOOLEAN | "none" | List | Record | Group | Prefixed) [Indexes] */
  operand = this.RULE(
    'operand',
    (): Operand => {
      const start = this.start();
      const node = this.OR<Operand>(this.#operandChoices);
      const indexes = this.OPTION2(this.#indexesBehind);
      if (indexes === undefined || this.RECORDING_PHASE || node.kind === 'Prefixed') return node;
      if (indexes.length > limits.nesting) {
        this.recovery.report(tooDeep(this.spanFrom(start)));
        return missing(this.end());
      }
      return indexed(node, start, indexes);
    },
    { recoveryValueFunc: missingAfter },
  );

  /** Quantity = NUMBER ["unit"] */
  quantity = this.RULE(
    'quantity',
    (): ast.NumberLiteral => {
      const literal = numberLiteral(this.CONSUME(t.Number));
      const unit = this.OPTION(() => this.CONSUME(t.Unit));
      if (unit === undefined || this.RECORDING_PHASE) return literal;
      return { ...literal, unit: { span: spanOf(unit), text: unit.image } };
    },
    passing,
  );

  /** Prefixed = SIGN {SIGN} Operand */
  prefixed = this.RULE(
    'prefixed',
    (): Prefixed => {
      const signs: IToken[] = [];
      const start = this.start();
      this.AT_LEAST_ONE(() => signs.push(this.CONSUME(t.PrefixOperator)));
      const operandStart = this.start();
      const operand = this.SUBRULE(this.operand) as ast.Expression;
      return { kind: 'Prefixed', span: this.spanFrom(start), signs, operand, operandStart };
    },
    passing,
  );

  /** Group = "(" Expression ")" */
  group = this.RULE(
    'group',
    (): ast.Expression => {
      if (this.isDeep()) {
        const node = missing(0);
        const span = this.postpone(this.group, (found) => Object.assign(node, found));
        return Object.assign(node, { span });
      }
      this.open(t.OpenParenthesis);
      const node = this.SUBRULE(this.expression);
      this.close(t.CloseParenthesis);
      return node;
    },
    passing,
  );

  /** Index = "[" Subscript {"," Subscript} "]" */
  index = this.RULE(
    'index',
    (): ast.Expression => {
      if (this.isDeep()) {
        const node = missing(0);
        const span = this.postpone(this.index, (found) => Object.assign(node, found));
        return Object.assign(node, { span });
      }
      const items: ast.Expression[] = [];
      const open = this.open(t.OpenBracket);
      items.push(this.SUBRULE(this.subscript));
      this.MANY(() => {
        this.CONSUME(t.Comma);
        items.push(this.SUBRULE2(this.subscript));
      });
      this.close(t.CloseBracket);
      const [first, ...others] = items as [ast.Expression, ...ast.Expression[]];
      return others.length === 0 ? first : { kind: 'Subscripts', span: this.spanFrom(open), items };
    },
    passing,
  );

  /** Subscript = SliceFrom | SliceWithoutStart */
  subscript = this.RULE(
    'subscript',
    (): ast.Expression => this.OR<ast.Expression>(this.#subscriptChoices),
    passing,
  );

  /** SliceFrom = Operation [SliceWithoutStart] */
  sliceFrom = this.RULE(
    'sliceFrom',
    (): ast.Expression => {
      const start = this.SUBRULE(this.operation);
      const rest = this.OPTION(() => this.SUBRULE(this.sliceWithoutStart));
      return rest === undefined || this.RECORDING_PHASE
        ? start
        : { ...rest, span: this.spanOver(start), start };
    },
    passing,
  );

  /** SliceWithoutStart = ":" [Operation] [":" [Operation]] */
  sliceWithoutStart = this.RULE(
    'sliceWithoutStart',
    (): ast.SliceExpression => {
      const begin = this.CONSUME(t.Colon).startOffset;
      const stop = this.OPTION(() => this.SUBRULE(this.operation));
      const step = this.OPTION2(() => {
        this.CONSUME2(t.Colon);
        return this.OPTION3(() => this.SUBRULE2(this.operation));
      });
      return { kind: 'Slice', span: this.spanFrom(begin), start: undefined, stop, step };
    },
    passing,
  );

  /** Indexes = Index {Index} */
  indexes = this.RULE(
    'indexes',
    (): Indexes => {
      const indexes: { index: ast.Expression; end: number }[] = [];
      this.AT_LEAST_ONE(() => {
        const index = this.SUBRULE(this.index);
        indexes.push({ index, end: this.end() });
      });
      return indexes;
    },
    passing,
  );

  /** List = "[" [Expression {"," Expression}] "]" */
  list = this.RULE(
    'list',
    (): ast.ListExpression => {
      const items: ast.Expression[] = [];
      if (this.isDeep()) {
        const span = this.postpone(this.list, (found) => items.push(...found.items));
        return { kind: 'List', span, items };
      }
      const start = this.open(t.OpenBracket);
      this.MANY_SEP({ SEP: t.Comma, DEF: () => items.push(this.SUBRULE(this.expression)) });
      this.close(t.CloseBracket);
      return { kind: 'List', span: this.spanFrom(start), items };
    },
    passing,
  );

  /** Record = "{" [RecordEntry {"," RecordEntry}] "}" */
  record = this.RULE(
    'record',
    (): ast.RecordExpression => {
      const entries: ast.Entry[] = [];
      if (this.isDeep()) {
        const span = this.postpone(this.record, (found) => entries.push(...found.entries));
        return { kind: 'Record', span, entries };
      }
      const start = this.open(t.OpenBrace);
      this.MANY_SEP({ SEP: t.Comma, DEF: () => entries.push(this.SUBRULE(this.recordEntry)) });
      this.close(t.CloseBrace);
      return { kind: 'Record', span: this.spanFrom(start), entries };
    },
    passing,
  );

  /** RecordEntry = Name [":" Expression] */
  recordEntry = this.RULE(
    'recordEntry',
    (): ast.Entry => {
      const name = this.SUBRULE(this.name);
      const value = this.OPTION(() => {
        this.CONSUME(t.Colon);
        return this.SUBRULE(this.expression);
      });
      return { kind: 'Entry', span: this.spanOver(name), name, value: value ?? name };
    },
    passing,
  );

  /** Arguments = "(" [Argument {"," Argument}] ")" */
  arguments = this.RULE(
    'arguments',
    (): ArgumentList => {
      const items: ast.Argument[] = [];
      if (this.isDeep()) {
        return { items, span: this.postpone(this.arguments, (found) => items.push(...found.items)) };
      }
      const start = this.open(t.OpenParenthesis);
      this.MANY_SEP({ SEP: t.Comma, DEF: () => items.push(this.SUBRULE(this.argument)) });
      this.close(t.CloseParenthesis);
      return { items, span: this.spanFrom(start) };
    },
    passing,
  );

  /** Argument = [NAME ":"] Expression */
  argument = this.RULE(
    'argument',
    (): ast.Argument => {
      const start = this.start();
      const name = this.OPTION(() => {
        const token = this.CONSUME(t.ArgumentName);
        this.CONSUME(t.Colon);
        return identifier(token);
      });
      const value = this.SUBRULE(this.expression);
      return { kind: 'Argument', span: this.spanOver(value, start), name, value };
    },
    passing,
  );
}

function reference(token: IToken, list: ArgumentList | undefined): ast.Identifier | ast.CallExpression {
  const callee = identifier(token);
  if (list === undefined) return callee;
  const span = { start: token.startOffset, end: list.span?.end ?? 0 };
  return { kind: 'Call', span, callee, arguments: list.items, parentheses: list.span };
}

function operandParts(operand: Operand, start: number, end: number): OperationPart[] {
  if (operand.kind !== 'Prefixed') return [operandPart(operand, start, end)];
  const signs: OperationPart[] = operand.signs.map((token) => ({ is: 'prefix', token }));
  return [...signs, operandPart(operand.operand, operand.operandStart, end)];
}

/** A missing operand stands before the token at which it was missed. */
function operandPart(node: ast.Expression, start: number, end: number): OperationPart {
  return { is: 'operand', node, start: Math.min(start, node.span?.start ?? start), end };
}

function indexed(list: ast.Expression, start: number, indexes: Indexes): ast.Expression {
  let node = list;
  for (const { index, end } of indexes) node = { kind: 'Index', span: { start, end }, list: node, index };
  return node;
}
