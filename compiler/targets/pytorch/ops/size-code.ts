import type { Size, SizeAtom } from '../../../shapes/size.ts';

/**
 * A size as an expression of Python.
 * @param name the expression of a size variable, or of an unknown by its key
 */
export function sizeCode(size: Size, name: (variable: string) => string): string {
  if (typeof size === 'number') return String(size);
  const parts: string[] = [];
  for (const { coefficient, factors } of size.terms) {
    const product = factors.map((factor) => atomCode(factor, name)).join(' * ');
    const magnitude = Math.abs(coefficient);
    const written = magnitude === 1 ? product : `${magnitude} * ${product}`;
    if (parts.length === 0) parts.push(coefficient < 0 ? `-${written}` : written);
    else parts.push(coefficient < 0 ? '-' : '+', written);
  }
  if (size.constant !== 0) parts.push(size.constant < 0 ? '-' : '+', String(Math.abs(size.constant)));
  return parts.join(' ');
}

function atomCode(atom: SizeAtom, name: (variable: string) => string): string {
  if (atom.kind === 'variable') return name(atom.name);
  if (atom.kind === 'unknown') return name(atom.key);
  const args = atom.args.map((argument) => sizeCode(argument, name));
  const operand = (text: string): string => (text.includes(' ') ? `(${text})` : text);
  const [a, b] = args as [string, string];
  switch (atom.function) {
    case 'ceil':
      return `-(-${operand(a)} // ${operand(b)})`;
    case 'floor':
      return `(${operand(a)} // ${operand(b)})`;
    case 'mod':
      return `(${operand(a)} % ${operand(b)})`;
    case 'min':
    case 'max':
      return `${atom.function}(${args.join(', ')})`;
  }
}
