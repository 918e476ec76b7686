import type { ArgumentDeclarations } from '../../../declarations/declare.ts';
import type { Arguments, ArgumentValue } from '../../../declarations/values.ts';
import { docstring } from '../../python/documentation.ts';
import { call, dictionary, stringText, type PythonExpression } from '../../python/expressions.ts';
import { layout } from '../../python/layout.ts';
import { equalValues } from '../../default-arguments.ts';
import { kerasModules, takenName } from '../values.ts';
import { isParameterName } from '../../python/names.ts';
import { linesOf } from '../../python/statements.ts';
import { Unwritable } from './body.ts';
import { freeArguments, mergeUses, type Attributes, type MergedText } from './free-arguments.ts';
import { attributeNames, type OwnUse } from './use.ts';

/** A class or function of a module, for one or more uses of a declaration. */
export interface OwnClass {
  /** Its name, which the file gives it. */
  name: string;
  /** The arguments that its constructor takes. */
  readonly parameters: readonly string[];
  readonly lines: (name: string) => readonly string[];
}

/** What all classes made of one declaration have in common. */
export interface OwnBase {
  /** `keras.losses.Loss` */
  readonly base: string;
  readonly doc: string;
  readonly declared: ArgumentDeclarations;
  /** A value of an argument as Python; undefined for an object that nothing else uses, which has no class. */
  readonly valueText: (value: ArgumentValue, name: string) => string | undefined;
  /** Names of attributes and methods that the base has. */
  readonly attributes: readonly string[];
  /** Entries of the configuration that the base has, which no argument may be called. */
  readonly config: readonly string[];
  /** Arguments of the constructor that go to the base, with their defaults: `name="rmse"`. */
  readonly passed?: readonly string[];
  /** Whether the base takes further arguments by name. */
  readonly takesMore: boolean;
  /** Whether files name it: they say all layers of one declaration alike. */
  readonly isInFiles: boolean;
  /** Whether the base has a configuration to which parameters are added. */
  readonly hasConfig: boolean;
}

const register = '@keras.saving.register_keras_serializable(package="kmodel")';

/** Values of arguments that a class was written for, and takes no others of. */
type Fixed = Readonly<Record<string, ArgumentValue>>;

/** What a class is written from. */
interface Written extends MergedText {
  readonly fixed: Fixed;
}

/**
 * Classes for the uses of one declaration, each of which takes all of its arguments: one for all uses that differ in
 * arguments which are parameters, or in sizes of what flows in; others for those that differ in arguments which decide
 * what the code looks like.
 * @returns for each use its class
 * @throws Unwritable where a use, or the name of an argument, cannot be said
 */
export function classesOf(uses: readonly OwnUse[], base: OwnBase): readonly OwnClass[] {
  const { declared } = base;
  refuseNames(base);
  const attributes = attributeNames(Object.keys(declared), base.attributes);
  const distinct = grouped(uses, keyOf).map(([first]) => first!);
  const free = freeArguments(distinct[0]!, declared, attributes);
  const groups = grouped(distinct, ({ args }) => JSON.stringify(without(args, free)));
  const written = groups.flatMap((group) => writtenGroups(group, base, free, attributes));
  const variants: Variant[] = [];
  const classes = new Map<string, OwnClass>();
  for (const { uses: own, text } of written) {
    const made = classOf(text, base, attributes, () => (variants[0]!.made === made ? variants.slice(1) : []));
    variants.push({ fixed: text.fixed, made });
    for (const use of own) classes.set(keyOf(use), made);
  }
  return uses.map((use) => classes.get(keyOf(use))!);
}

function keyOf({ args, kind }: OwnUse): string {
  return `${JSON.stringify(args)} ${kind}`;
}

/** @throws Unwritable for a name that Keras or Python has for something else */
function refuseNames({ declared, config }: OwnBase): void {
  for (const name of Object.keys(declared)) {
    if (config.includes(name)) throw new Unwritable(takenName(name));
    if (name === 'self')
      throw new Unwritable('Python gives `self` a meaning of its own: call the parameter otherwise');
  }
}

/** Uses with the same arguments but for those that are free, by the text that they share. */
function writtenGroups(
  uses: readonly OwnUse[],
  base: OwnBase,
  free: ReadonlySet<string>,
  attributes: Attributes,
): readonly { readonly uses: readonly OwnUse[]; readonly text: Written }[] {
  const attempt = (some: readonly OwnUse[], names = free) => {
    const text = mergeUses(some, base.declared, names, attributes);
    return text && [{ uses: some, text: { ...text, fixed: without(some[0]!.args, names) } }];
  };
  const alone = (use: OwnUse) =>
    attempt([use], freeArguments(use, base.declared, attributes)) ?? [{ uses: [use], text: plainText(use) }];
  // Those that flow through tensors of other kinds have other texts.
  return (
    attempt(uses) ?? grouped(uses, ({ kind }) => kind).flatMap((same) => attempt(same) ?? same.flatMap(alone))
  );
}

/** The text of one use, whatever its arguments decide. */
function plainText(use: OwnUse): Written {
  const text = use.text({ args: use.args, held: new Set() });
  if (!text) throw new Error('A use does not fit itself.');
  return { ...text, fixed: use.args };
}

function without(args: Arguments, names: ReadonlySet<string>): Fixed {
  return Object.fromEntries(Object.entries(args).filter(([name]) => !names.has(name)));
}

/** A class, and what it was written for. */
interface Variant {
  readonly fixed: Fixed;
  readonly made: OwnClass;
}

/** @param variants the other classes that the one finds which bears the name of the declaration */
function classOf(
  text: Written,
  base: OwnBase,
  attributes: Attributes,
  variants: () => readonly Variant[],
): OwnClass {
  const { made, build, methods } = text;
  const parameters = Object.keys(base.declared);
  const constructed = [...attributeLines(base, attributes), ...linesOf(made)];
  return {
    name: '',
    parameters,
    lines: (name) => [
      register,
      `class ${name}(${base.base}):`,
      ...docstring(base.doc, '    '),
      ...(base.doc.trim() === '' ? [] : ['']),
      ...(constructed.length > 0 ? [...constructor(text, base, attributes), ...constructed, ''] : []),
      ...(build.length > 0 ? [...linesOf(build), ''] : []),
      ...linesOf(methods),
      ...configLines(base, attributes),
      ...(base.isInFiles ? variantLines(text.fixed, variants()) : []),
    ],
  };
}

/** How an argument is called where the constructor has it, which may be another name than its own. */
function localName(name: string, attributes: Attributes): string {
  return isParameterName(name) ? name : attributes.get(name)!;
}

function constructor(text: Written, base: OwnBase, attributes: Attributes): readonly string[] {
  const { declared, passed = [], takesMore } = base;
  const names = Object.keys(declared);
  const defaults = new Map(names.map((name) => [name, defaultText(name, base)]));
  const own = names.filter(isParameterName);
  // Python's own words come among the rest.
  const others = names.filter((name) => !isParameterName(name));
  const rest = takesMore || others.length > 0 ? ['**kwargs'] : [];
  const given = passed.map((each) => `${each.split('=')[0]!}=${each.split('=')[0]!}`);
  return [
    ...layout(
      'def ',
      call('__init__', [
        'self',
        ...own.filter((name) => defaults.get(name) === undefined),
        ...own.flatMap((name) =>
          defaults.get(name) === undefined ? [] : [`${name}=${defaults.get(name)!}`],
        ),
        ...passed,
        ...rest,
      ]),
      ':',
      '    ',
    ),
    ...others.flatMap((name) => {
      const items = [stringText(name), ...(defaults.get(name) === undefined ? [] : [defaults.get(name)!])];
      return layout(`${attributes.get(name)!} = `, call('kwargs.pop', items), '', '        ');
    }),
    ...(takesMore ? [`        super().__init__(${[...given, '**kwargs'].join(', ')})`] : []),
    ...checkLines(text, base, attributes),
  ];
}

function defaultText(name: string, { declared, valueText }: OwnBase): string | undefined {
  const { required, default: initial } = declared[name]!;
  return required || initial === undefined ? undefined : valueText(initial as ArgumentValue, name);
}

/** What is said where an argument is given for which the code is not written. */
function checkLines({ fixed }: Written, base: OwnBase, attributes: Attributes): readonly string[] {
  return Object.entries(fixed).flatMap(([name, value]) => {
    const local = localName(name, attributes);
    const [differs] = comparison(local, value) ?? [];
    if (differs === undefined) return [];
    const is = base.valueText(value, name)!.replaceAll('{', '{{').replaceAll('}', '}}');
    const message = `\`${name}\` is ${is} in this class, not {${local}!r}: generate the module of a model that has it so.`;
    return [
      `        if ${differs}:`,
      ...layout('raise ', call('ValueError', [`f${stringText(message)}`]), '', '            '),
    ];
  });
}

/** What tells in Python that something is another value, or that it is this one; undefined where nothing does. */
function comparison(
  of: string,
  value: ArgumentValue,
): readonly [differs: string, isSame: string] | undefined {
  if (value === null || typeof value === 'boolean') {
    const text = value === null ? 'None' : value ? 'True' : 'False';
    return [`${of} is not ${text}`, `${of} is ${text}`];
  }
  if (typeof value === 'number' || typeof value === 'string') {
    const text = JSON.stringify(value);
    return [`${of} != ${text}`, `${of} == ${text}`];
  }
  if (!Array.isArray(value)) return undefined;
  const text = JSON.stringify(value).replaceAll(',', ', ');
  return [`list(${of}) != ${text}`, `list(${of}) == ${text}`];
}

/** The module of Keras that makes an object of an argument and writes it down; undefined for plain values. */
function moduleOf(name: string, { declared }: OwnBase): string | undefined {
  const { type } = declared[name]!;
  return type.kind === 'component' ? kerasModules[type.category] : undefined;
}

function attributeLines(base: OwnBase, attributes: Attributes): readonly string[] {
  return Object.keys(base.declared).flatMap((name) => {
    const local = localName(name, attributes);
    const module = moduleOf(name, base);
    const value = module === undefined ? local : call(`${module}.get`, [local]);
    return layout(`self.${attributes.get(name)!} = `, value, '', '        ');
  });
}

function configLines(base: OwnBase, attributes: Attributes): readonly string[] {
  const { hasConfig, declared } = base;
  const names = Object.keys(declared);
  if (names.length === 0 && hasConfig) return [];
  const entries = names.map((name): readonly [string, PythonExpression] => {
    const attribute = `self.${attributes.get(name)!}`;
    const module = moduleOf(name, base);
    return [name, module === undefined ? attribute : call(`${module}.serialize`, [attribute])];
  });
  const own = dictionary(entries);
  const config: PythonExpression =
    hasConfig && typeof own === 'object' && own.kind === 'brackets'
      ? { ...own, items: ['**super().get_config()', ...own.items] }
      : own;
  return ['', '    def get_config(self):', ...layout('return ', config, '', '        ')];
}

/** Files name all layers of a declaration alike: the class that bears its name finds the one that is meant. */
function variantLines(fixed: Fixed, variants: readonly Variant[]): readonly string[] {
  const found = variants.flatMap(({ fixed: other, made }) => {
    const differing = Object.entries(other).filter(([name, value]) => !equalValues(fixed[name], value));
    const tests = differing.map(([name, value]) => comparison(`config[${stringText(name)}]`, value)?.[1]);
    const isKnown = tests.length > 0 && tests.every((test) => test !== undefined);
    return isKnown ? [[made, tests.join(' and ')] as const] : [];
  });
  if (found.length === 0) return [];
  return [
    '',
    '    @classmethod',
    '    def from_config(cls, config):',
    ...found.flatMap(([made, test]) => [
      ...layout('if ', test, ':', '        '),
      `            return ${made.name}.from_config(config)`,
    ]),
    '        return super().from_config(config)',
  ];
}

/** A function that is registered like a class. */
export function functionOf(lines: (name: string) => readonly string[]): OwnClass {
  return { name: '', parameters: [], lines: (name) => [register, ...lines(name)] };
}

function grouped<T>(items: readonly T[], by: (item: T) => unknown): readonly (readonly T[])[] {
  const groups = new Map<unknown, T[]>();
  for (const item of items) {
    const key = by(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}
