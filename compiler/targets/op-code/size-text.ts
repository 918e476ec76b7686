import type { Size, SizeAtom } from '../../shapes/size.ts';

/** Writes a size; its variables are those of the code around. */
export type SizeWriter = (size: Size) => string;

/** How a language says what sizes are made of. Operands come in brackets where they need some. */
export interface SizeSpelling {
  /** a / b, rounded up. */
  readonly ceil: (a: string, b: string) => string;
  /** a / b, rounded down. */
  readonly floor: (a: string, b: string) => string;
  readonly min: string;
  readonly max: string;
}

export const typescriptSizes: SizeSpelling = {
  ceil: (a, b) => `Math.ceil(${a} / ${b})`,
  floor: (a, b) => `Math.floor(${a} / ${b})`,
  min: 'Math.min',
  max: 'Math.max',
};

export const pythonSizes: SizeSpelling = {
  ceil: (a, b) => `-(-${a} // ${b})`,
  floor: (a, b) => `(${a} // ${b})`,
  min: 'min',
  max: 'max',
};

/**
 * A size as an expression.
 * @param name the expression of a size variable, or of an unknown by its key
 */
export function sizeText(size: Size, name: (variable: string) => string, spelling: SizeSpelling): string {
  if (typeof size === 'number') return String(size);
  const parts: string[] = [];
  for (const { coefficient, factors } of size.terms) {
    const product = factors.map((factor) => atomText(factor, name, spelling)).join(' * ');
    const magnitude = Math.abs(coefficient);
    const written = magnitude === 1 ? product : `${magnitude} * ${product}`;
    if (parts.length === 0) parts.push(coefficient < 0 ? `-${written}` : written);
    else parts.push(coefficient < 0 ? '-' : '+', written);
  }
  if (size.constant !== 0) parts.push(size.constant < 0 ? '-' : '+', String(Math.abs(size.constant)));
  return parts.join(' ');
}

function atomText(atom: SizeAtom, name: (variable: string) => string, spelling: SizeSpelling): string {
  if (atom.kind === 'variable') return name(atom.name);
  if (atom.kind === 'unknown') return name(atom.key);
  const args = atom.args.map((argument) => sizeText(argument, name, spelling));
  const [a, b] = args.map((text) => (text.includes(' ') ? `(${text})` : text)) as [string, string];
  switch (atom.function) {
    case 'ceil':
    case 'floor':
      return spelling[atom.function](a, b);
    case 'mod':
      return `(${a} % ${b})`;
    case 'min':
    case 'max':
      return `${spelling[atom.function]}(${args.join(', ')})`;
  }
}
