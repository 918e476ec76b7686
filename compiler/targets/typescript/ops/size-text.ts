import type { Size, SizeAtom } from '../../../shapes/size.ts';

/** Writes a size; its variables are those of the code around. */
export type SizeWriter = (size: Size) => string;

/** A size as an expression of TypeScript; `name` gives the variable that holds a size variable. */
export function sizeExpression(size: Size, name: (variable: string) => string): string {
  if (typeof size === 'number') return String(size);
  const parts: string[] = [];
  for (const { coefficient, factors } of size.terms) {
    const product = factors.map((factor) => atomExpression(factor, name)).join(' * ');
    const magnitude = Math.abs(coefficient);
    const written = magnitude === 1 ? product : `${magnitude} * ${product}`;
    if (parts.length === 0) parts.push(coefficient < 0 ? `-${written}` : written);
    else parts.push(coefficient < 0 ? '-' : '+', written);
  }
  if (size.constant !== 0) parts.push(size.constant < 0 ? '-' : '+', String(Math.abs(size.constant)));
  return parts.join(' ');
}

function atomExpression(atom: SizeAtom, name: (variable: string) => string): string {
  if (atom.kind === 'variable') return name(atom.name);
  if (atom.kind === 'unknown') return name(atom.key);
  const args = atom.args.map((argument) => sizeExpression(argument, name));
  const operand = (text: string): string => (/[ ]/.test(text) ? `(${text})` : text);
  switch (atom.function) {
    case 'ceil':
    case 'floor':
      return `Math.${atom.function}(${operand(args[0]!)} / ${operand(args[1]!)})`;
    case 'mod':
      return `(${operand(args[0]!)} % ${operand(args[1]!)})`;
    case 'min':
    case 'max':
      return `Math.${atom.function}(${args.join(', ')})`;
  }
}
