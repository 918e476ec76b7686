import type { ArgumentDeclarations, ArgumentType } from '../../../declarations/declare.ts';
import type { Arguments, ArgumentValue } from '../../../declarations/values.ts';
import { mergeNumbers, type NumberSource } from '../../python/merge-numbers.ts';
import { textOf, type Statement } from '../../python/statements.ts';
import { Unwritable } from './body.ts';
import type { OwnText, OwnUse, OwnWriting } from './use.ts';

/** The text of several uses that differ in arguments and sizes alone. */
export type MergedText = Pick<OwnText, 'made' | 'build' | 'methods'>;

/** A text with the arguments that it was written for. */
interface Written {
  readonly args: Arguments;
  readonly text: OwnText;
}

/** What arguments are called as attributes. */
export type Attributes = ReadonlyMap<string, string>;

/**
 * The arguments of a declaration that a class of it can take as they come: numbers that stand in its code as they are,
 * objects that it calls, and what its code does not depend on. Others decide what the code looks like.
 * @param use one use, whose code is tried with other arguments
 */
export function freeArguments(
  use: OwnUse,
  declared: ArgumentDeclarations,
  attributes: Attributes,
): ReadonlySet<string> {
  const free = new Set<string>();
  const names = Object.keys(declared);
  const numbers = names.filter((name) => typeof use.args[name] === 'number');
  const merges = (some: readonly string[]): boolean =>
    mergeUses([use], declared, new Set([...free, ...some]), attributes) !== undefined;
  const plain = attempt(use, { args: use.args, held: free });
  for (const name of names) {
    const { type } = declared[name]!;
    const value = use.args[name]!;
    if (type.kind === 'component') {
      if (attempt(use, { args: use.args, held: heldOf([...free, name], declared) })) free.add(name);
    } else if (typeof value !== 'number') {
      const others = alternatives(value, type).map((other) =>
        attempt(use, { args: { ...use.args, [name]: other }, held: new Set() }),
      );
      if (plain && others.length > 0 && others.every((other) => other && isSameText(other, plain)))
        free.add(name);
    }
  }
  // Numbers that are read together, as in a * b, are free together.
  const found = merges(numbers) ? numbers : numbers.filter((name) => merges([name]));
  const together = found.length === 0 || merges(found) ? found : [];
  for (const name of together) free.add(name);
  return free;
}

/**
 * One text for uses that differ in arguments that a class takes, and in sizes of what flows in.
 *
 * Arguments of 1 or 0 leave no trace in code, as in x * 1: the text is that of other numbers, and what it would be with
 * such ones is held against it.
 * @returns undefined where there is none
 */
export function mergeUses(
  uses: readonly OwnUse[],
  declared: ArgumentDeclarations,
  free: ReadonlySet<string>,
  attributes: Attributes,
): MergedText | undefined {
  const exact: Written[] = [];
  const general: Written[] = [];
  for (const use of uses) {
    const held = heldOf([...free], declared);
    const changed = [0, 1].map((round) => changedNumbers(use, declared, free, held, round));
    const write = (
      { args, sizes }: Pick<OwnWriting, 'args' | 'sizes'>,
      keepsNumbers: boolean,
    ): Written | undefined => {
      const text = attempt(use, { args, held, keepsNumbers, ...(sizes ? { sizes } : {}) });
      return text && { args, text };
    };
    const first = write({ args: use.args }, true);
    if (!first || changed.some((each) => !each)) return undefined;
    const others = changed.map((each) => [write(each!, true), write(each!, false)]);
    exact.push(first);
    for (const [kept, plain] of others) {
      if (!kept || !plain) return undefined;
      exact.push(kept);
      general.push(plain);
    }
  }
  return merged(exact, free, attributes) && merged(general, free, attributes);
}

/** Those of some arguments that are objects. */
function heldOf(names: readonly string[], declared: ArgumentDeclarations): ReadonlySet<string> {
  return new Set(names.filter((name) => declared[name]!.type.kind === 'component'));
}

/** The text of a use; undefined where it cannot be written. */
function attempt(use: OwnUse, writing: OwnWriting): OwnText | undefined {
  try {
    return use.text(writing);
  } catch (error) {
    if (error instanceof Unwritable) return undefined;
    throw error;
  }
}

/**
 * Other numbers for the arguments of a use that fit what flows in.
 * @param round which numbers: those of one round are none of another's
 * @returns undefined where none were found
 */
function changedNumbers(
  use: OwnUse,
  declared: ArgumentDeclarations,
  free: ReadonlySet<string>,
  held: ReadonlySet<string>,
  round: number,
): Pick<OwnWriting, 'args' | 'sizes'> | undefined {
  let place = 0;
  const changes = Object.entries(use.args).flatMap(([name, value]) =>
    free.has(name) && typeof value === 'number'
      ? [[name, changed(value, declared[name]!.type, place++, round)] as const]
      : [],
  );
  const args = { ...use.args, ...Object.fromEntries(changes) };
  if (attempt(use, { args, held })) return { args };
  // A number that must be a size of what flows in changes together with it.
  const sizes = new Map(changes.map(([name, value]) => [use.args[name] as number, value]));
  return attempt(use, { args, held, sizes }) ? { args, sizes } : undefined;
}

/** A number that is none that stands somewhere by chance. */
function changed(value: number, type: ArgumentType, place: number, round: number): number {
  if (type.kind === 'integer') return value * (round + 2) + 3 * place + 7 * round + 5;
  return value * (1.37 + 0.4 * round) + Math.sign(value || 1) * (0.0713 + 0.0131 * place + 0.17 * round);
}

/** Other values of a type that has few; none where nobody knows which may stand there. */
function alternatives(value: ArgumentValue, type: ArgumentType): readonly ArgumentValue[] {
  if (typeof value === 'boolean') return [!value];
  if (type.kind === 'option') return type.options.filter((each) => each !== value);
  if (typeof value === 'string') return [`${value}_`];
  if (!Array.isArray(value)) return [];
  return [[...(value as readonly ArgumentValue[]), ...(value as readonly ArgumentValue[])]];
}

function isSameText(a: OwnText, b: OwnText): boolean {
  return parts.every((part) => textOf(a[part]) === textOf(b[part]));
}

const parts = ['made', 'build', 'methods'] as const;

/** One text for several that differ in numbers which are arguments, or sizes of what flows in. */
function merged(
  written: readonly Written[],
  free: ReadonlySet<string>,
  attributes: Attributes,
): MergedText | undefined {
  const names = [...free].filter((name) => typeof written[0]!.args[name] === 'number');
  const given = [
    ...names.map((name) => sourcesOf(name, attributes.get(name)!, written)),
    productsOf(names, attributes, written),
  ].flat();
  const merge = (
    part: (typeof parts)[number],
    sizes: 'buildSizes' | 'callSizes',
  ): readonly Statement[] | undefined => {
    const [{ text: first }] = written as readonly [Written];
    const known = Object.keys(first[sizes] ?? {}).map((text): NumberSource => ({
      text,
      values: written.map((each) => each.text[sizes]?.[text]),
    }));
    return mergeNumbers(
      written.map(({ text }) => text[part]),
      [...given, ...known],
    )?.statements;
  };
  const made = merge('made', 'callSizes');
  const build = merge('build', 'buildSizes');
  const methods = merge('methods', 'callSizes');
  return made && build && methods && { made, build, methods };
}

/** Products of two numbers among the arguments. */
function productsOf(
  names: readonly string[],
  attributes: Attributes,
  written: readonly Written[],
): readonly NumberSource[] {
  return names.flatMap((first, place) =>
    names.slice(place + 1).map((second): NumberSource => ({
      text: `(self.${attributes.get(first)!} * self.${attributes.get(second)!})`,
      values: written.map(({ args }) => (args[first] as number) * (args[second] as number)),
    })),
  );
}

/** A number among the arguments, and what texts make of it most often. */
function sourcesOf(name: string, attribute: string, written: readonly Written[]): readonly NumberSource[] {
  const own = `self.${attribute}`;
  const made: readonly (readonly [text: string, of: (value: number) => number])[] = [
    [own, (value) => value],
    // What is left of a share is often written out beside it.
    [`(1 - ${own})`, (value) => 1 - value],
    [`(1 / ${own})`, (value) => 1 / value],
    [`(${own}**0.5)`, (value) => value ** 0.5],
    [`(${own}**-0.5)`, (value) => value ** -0.5],
    [`(2 * ${own})`, (value) => 2 * value],
    [`(${own}**2)`, (value) => value ** 2],
  ];
  return made.map(([text, of]) => ({
    text,
    values: written.map(({ args }) => {
      const value = args[name];
      return typeof value === 'number' ? of(value) : undefined;
    }),
  }));
}
