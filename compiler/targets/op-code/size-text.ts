import type { Size, SizeAtom } from '../../shapes/size.ts';

/** Writes a size; its variables are those of the code around. */
export type SizeWriter = (size: Size) => string;

/** A size in pieces: its numbers as numbers, so that whoever prints knows them, all else as text. */
export type SizeParts = readonly (string | number)[];

/** How a language says what sizes are made of. Operands come in brackets where they need some. */
export interface SizeSpelling {
  /** a / b, rounded up. */
  readonly ceil: (a: SizeParts, b: SizeParts) => SizeParts;
  /** a / b, rounded down. */
  readonly floor: (a: SizeParts, b: SizeParts) => SizeParts;
  readonly min: string;
  readonly max: string;
}

export const typescriptSizes: SizeSpelling = {
  ceil: (a, b) => ['Math.ceil(', ...a, ' / ', ...b, ')'],
  floor: (a, b) => ['Math.floor(', ...a, ' / ', ...b, ')'],
  min: 'Math.min',
  max: 'Math.max',
};

export const pythonSizes: SizeSpelling = {
  ceil: (a, b) => ['-(-', ...a, ' // ', ...b, ')'],
  floor: (a, b) => ['(', ...a, ' // ', ...b, ')'],
  min: 'min',
  max: 'max',
};

/**
 * A size as an expression.
 * @param name the expression of a size variable, or of an unknown by its key
 */
export function sizeText(size: Size, name: (variable: string) => string, spelling: SizeSpelling): string {
  return sizeParts(size, name, spelling).join('');
}

/**
 * A size as an expression in pieces.
 * @param name the expression of a size variable, or of an unknown by its key
 */
export function sizeParts(size: Size, name: (variable: string) => string, spelling: SizeSpelling): SizeParts {
  if (typeof size === 'number') return [size];
  const parts: (string | number)[] = [];
  for (const { coefficient, factors } of size.terms) {
    const magnitude = Math.abs(coefficient);
    parts.push(...signOf(coefficient, parts.length === 0));
    if (magnitude !== 1) parts.push(magnitude, ' * ');
    factors.forEach((factor, index) => {
      if (index > 0) parts.push(' * ');
      parts.push(...atomParts(factor, name, spelling));
    });
  }
  if (size.constant !== 0) parts.push(...signOf(size.constant, false), Math.abs(size.constant));
  return parts;
}

function signOf(value: number, isFirst: boolean): readonly string[] {
  if (isFirst) return value < 0 ? ['-'] : [];
  return [value < 0 ? ' - ' : ' + '];
}

/** True for a size that is one name or number, which needs no brackets in a product. */
function isSingle(size: Size): boolean {
  if (typeof size === 'number') return true;
  const [term, ...others] = size.terms;
  if (others.length > 0 || size.constant !== 0 || Math.abs(term!.coefficient) !== 1) return false;
  const [factor, ...further] = term!.factors;
  return further.length === 0 && factor!.kind !== 'call';
}

function atomParts(atom: SizeAtom, name: (variable: string) => string, spelling: SizeSpelling): SizeParts {
  if (atom.kind === 'variable') return [name(atom.name)];
  if (atom.kind === 'unknown') return [name(atom.key)];
  const args = atom.args.map((argument) => sizeParts(argument, name, spelling));
  const [a, b] = args.map((parts, index): SizeParts =>
    isSingle(atom.args[index]!) ? parts : ['(', ...parts, ')'],
  ) as [SizeParts, SizeParts];
  switch (atom.function) {
    case 'ceil':
    case 'floor':
      return spelling[atom.function](a, b);
    case 'mod':
      return ['(', ...a, ' % ', ...b, ')'];
    case 'min':
    case 'max':
      return [
        `${spelling[atom.function]}(`,
        ...args.flatMap((parts, index) => (index > 0 ? [', ', ...parts] : parts)),
        ')',
      ];
  }
}
