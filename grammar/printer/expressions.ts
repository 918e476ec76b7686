import { builders } from 'prettier/doc';
import type { Doc } from 'prettier';
import type { BinaryOperator, Expression, Stage } from '../ast.ts';
import { bindingStrength } from '../build-ast.ts';
import { printBeforeArrow, printBehind } from './comments.ts';
import { printBraced, printBracketed } from './lists.ts';
import { atChild, atEach, type Printed, type Printer } from './path.ts';

const { group, ifBreak, indent, line } = builders;

/** The source, or the first stage, on its line; the others on the same or each on its own, behind `->`. */
export function printPipeline(printer: Printer): Doc {
  const { node } = printer.path;
  if (node.kind !== 'Pipeline') return '';
  const stages = printStages(printer, 'stages', node.source !== undefined);
  if (node.source === undefined) return group([stages[0]!, indent(stages.slice(1))]);
  const source = printGuarded(printer, 'source', (other) => isPipeline(other) || other.kind === 'Call');
  const gathers = node.source.kind === 'List' || node.source.kind === 'Record';
  if (!gathers || node.stages.length > 1 || hasComments(node.source) || hasComments(node.stages[0]!)) {
    return group([source, indent(stages)]);
  }
  const id = Symbol('source');
  const stage = printer.print(['stages', 0]);
  return group([group(source, { id }), indent([ifBreak(' ', line, { groupId: id }), '-> ', stage])]);
}

function hasComments(node: Printed | Stage): boolean {
  return 'comments' in node && (node.comments?.length ?? 0) > 0;
}

/** Stages with `->` before each, before the first one only where a source stands before it. */
function printStages(printer: Printer, property: string, hasSource: boolean): Doc[] {
  return atEach(printer, property, (inner, index) => {
    const { before, behind } = printBeforeArrow(inner);
    const stage = [...behind, inner.print(), ...printBehind(inner)];
    return index > 0 || hasSource ? [line, ...before, '-> ', ...stage] : [...before, ...stage];
  });
}

/** `{ A() -> B() }` of the compile-time forms. */
function printStageBody(printer: Printer, property: string): Doc {
  return ['{', indent([line, group(printStages(printer, property, false))]), line, '}'];
}

/** `repeat 4 { … }` */
export function printRepeat(printer: Printer): Doc {
  return group(['repeat ', printOperation(printer, 'count'), ' ', printStageBody(printer, 'body')]);
}

/** `for filters in [64, 128] { … }` */
export function printFor(printer: Printer): Doc {
  const header = ['for ', printer.print('variable'), ' in ', printOperation(printer, 'list'), ' '];
  return group([...header, printStageBody(printer, 'body')]);
}

/** `if deep { … } else { … }`: all of its braces on one line, or all on several. */
export function printIf(printer: Printer): Doc {
  return group(printClauses(printer));
}

function printClauses(printer: Printer): Doc[] {
  const { node } = printer.path;
  if (node.kind !== 'If') return [];
  const clause: Doc[] = ['if ', printOperation(printer, 'condition'), ' ', printStageBody(printer, 'then')];
  if (node.else === undefined) return clause;
  if ('kind' in node.else) return [...clause, ' else ', ...atChild(printer, 'else', printClauses)];
  return [...clause, ' else ', printStageBody(printer, 'else')];
}

/** `Dense(10, activation: relu)` */
export function printCall(printer: Printer): Doc {
  return [printer.print('callee'), printBracketed(printer, 'arguments', '(', ')')];
}

/** `name: value` or the value alone. */
export function printArgument({ path, print }: Printer): Doc {
  const { node } = path;
  if (node.kind !== 'Argument') return '';
  return node.name === undefined ? print('value') : [print('name'), ': ', print('value')];
}

/** `{query: q, value}` */
export function printRecord(printer: Printer): Doc {
  return printBraced(printer, 'entries', '');
}

/** `list[0]` */
export function printIndex(printer: Printer): Doc {
  const list = printGuarded(printer, 'list', (node) => isOperation(node) || isPipeline(node));
  return [list, '[', printOperation(printer, 'index'), ']'];
}

/** `2:10`, `::2` */
export function printSlice(printer: Printer): Doc {
  const { node } = printer.path;
  if (node.kind !== 'Slice') return '';
  return [
    node.start ? printOperation(printer, 'start') : '',
    ':',
    node.stop ? printOperation(printer, 'stop') : '',
    node.step ? [':', printOperation(printer, 'step')] : '',
  ];
}

/** `2:10, :` */
export function printSubscripts(printer: Printer): Doc {
  return atEach(printer, 'items', ({ print }, index) => (index === 0 ? print() : [', ', print()]));
}

/** `-a`, `not a` */
export function printUnary(printer: Printer): Doc {
  const { node } = printer.path;
  if (node.kind !== 'Unary') return '';
  const own = bindingStrength(node.operator === '-' ? 'negate' : 'not');
  const guarded = (operand: Printed): boolean =>
    isPipeline(operand) || strength(operand) < own || (node.operator === '-' && operand.kind === 'Unary');
  return [node.operator === '-' ? '-' : 'not ', printGuarded(printer, 'operand', guarded)];
}

/**
 * `a + b + c`: operands that bind equally are one group, and a line that is too long ends with the operator,
 * for only then does the expression go on. Chains are followed to their left end in a loop, since they may be
 * thousands of operands long.
 */
export function printBinary(printer: Printer): Doc {
  const { node } = printer.path;
  if (node.kind !== 'Binary') return '';
  const own = bindingStrength(node.operator);
  const left: string[] = [];
  let leftmost = node;
  const parts: Doc[] = [];
  for (;;) {
    const rightward = atChild(printer, left, (inner) => printRight(inner, own));
    parts.unshift(' ', leftmost.operator, indent([line, rightward]));
    const next: Expression = leftmost.left;
    if (next.kind !== 'Binary' || bindingStrength(next.operator) !== own || next.operator === '**') break;
    left.push('left');
    leftmost = next;
  }
  parts.unshift(atChild(printer, left, (inner) => printLeft(inner, own)));
  return group(parts);
}

/** `a and b or c` is clear to the parser alone. */
function isUnclear(operand: Printed, parent: Printed): boolean {
  if (operand.kind !== 'Binary' || parent.kind !== 'Binary') return false;
  return operand.operator === 'and' && parent.operator === 'or';
}

function printLeft(printer: Printer, own: number): Doc {
  const { node } = printer.path;
  const power = node.kind === 'Binary' && node.operator === '**';
  return printGuarded(
    printer,
    'left',
    (operand) =>
      isPipeline(operand) ||
      isUnclear(operand, node) ||
      strength(operand) < own ||
      (power && strength(operand) === own),
  );
}

function printRight(printer: Printer, own: number): Doc {
  const { node } = printer.path;
  const power = node.kind === 'Binary' && node.operator === '**';
  return printGuarded(printer, 'right', (operand) => {
    if (isPipeline(operand) || isUnclear(operand, node)) return true;
    if (operand.kind === 'Unary' && operand.operator === '-') return false;
    return strength(operand) < own || (!power && strength(operand) === own);
  });
}

/** A value where no pipeline can stand without parentheses. */
export function printOperation(printer: Printer, property: string): Doc {
  return printGuarded(printer, property, isPipeline);
}

/** A child, in parentheses where its kind needs them. */
function printGuarded(printer: Printer, property: string, guarded: (node: Printed) => boolean): Doc {
  const child = (printer.path.node as unknown as Record<string, Printed>)[property]!;
  const printed = printer.print(property);
  return guarded(child) ? ['(', indent(printed), ')'] : printed;
}

function isPipeline(node: Printed | Stage): boolean {
  return node.kind === 'Pipeline';
}

function isOperation(node: Printed): boolean {
  return node.kind === 'Binary' || node.kind === 'Unary';
}

/** How strongly the outermost operator of an expression binds; what has none binds strongest. */
function strength(node: Printed): number {
  if (node.kind === 'Binary') return bindingStrength(node.operator satisfies BinaryOperator);
  if (node.kind === 'Unary') return bindingStrength(node.operator === '-' ? 'negate' : 'not');
  return Infinity;
}
