import { docstring } from '../../python/documentation.ts';
import { call, dictionary, type PythonExpression } from '../../python/expressions.ts';
import { layout } from '../../python/layout.ts';
import { linesOf, textOf, type Statement } from '../../python/statements.ts';
import { mergeNumbers, type NumberSource } from '../../python/merge-numbers.ts';

/** What one use of a declaration needs: the lines of a class of Keras behind those of its constructor. */
export interface OwnText {
  /** Statements of the constructor beside those of parameters. */
  readonly made: readonly Statement[];
  /** The method that makes weights; empty where there are none. */
  readonly build: readonly Statement[];
  /** The other methods, one behind the other. */
  readonly methods: readonly Statement[];
  /** The numbers among the arguments, by name. */
  readonly numbers: Readonly<Record<string, number>>;
  /** Sizes of what flows in, by the expressions that read them where weights are made, and where the layer is called. */
  readonly buildSizes?: Readonly<Record<string, number>>;
  readonly callSizes?: Readonly<Record<string, number>>;
}

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
  /** Values that parameters have where they are not given, as Python. */
  readonly defaults: Readonly<Record<string, string>>;
  /** Arguments of the constructor that go to the base, with their defaults: `name="rmse"`. */
  readonly passed?: readonly string[];
  /** Whether the base takes further arguments by name. */
  readonly takesMore: boolean;
  /** Whether the base has a configuration to which parameters are added. */
  readonly hasConfig: boolean;
}

const register = '@keras.saving.register_keras_serializable(package="kmodel")';

/**
 * Classes for texts of one declaration: one for all that differ in numbers which are arguments, or sizes of what flows
 * in.
 * @returns for each text its class
 */
export function classesOf(texts: readonly OwnText[], base: OwnBase): readonly OwnClass[] {
  const keys = texts.map(({ made, build, methods }) => JSON.stringify([made, build, methods].map(textOf)));
  const distinct = [...new Set(keys)].map((key) => texts[keys.indexOf(key)]!);
  const merged = distinct.length > 1 ? mergedClass(distinct, base) : undefined;
  if (merged) return texts.map(() => merged);
  const made = new Map(
    distinct.map((text) => [
      keys[texts.indexOf(text)]!,
      classOf({ made: text.made, build: text.build, methods: text.methods, parameters: [] }, base),
    ]),
  );
  return keys.map((key) => made.get(key)!);
}

/** One class for texts that differ in numbers alone. */
function mergedClass(texts: readonly OwnText[], base: OwnBase): OwnClass | undefined {
  const sources = (
    of: (text: OwnText) => Readonly<Record<string, number>>,
    write: (name: string) => string,
  ) =>
    Object.keys(of(texts[0]!)).map((name) => ({
      name,
      text: write(name),
      values: texts.map((text) => of(text)[name]),
    }));
  const given = sources(
    (text) => text.numbers,
    (name) => `self.${name}`,
  );
  // What is left of a share is often written out beside it.
  const numbers = [...given, ...given.map((source) => withoutShare(source))];
  const merge = (part: 'made' | 'build' | 'methods', sizes: 'buildSizes' | 'callSizes') =>
    mergeNumbers(
      texts.map((text) => text[part]),
      [...numbers, ...sources((text) => text[sizes] ?? {}, String)],
    );
  const parts = [merge('made', 'callSizes'), merge('build', 'buildSizes'), merge('methods', 'callSizes')];
  const [made, build, methods] = parts;
  if (!made || !build || !methods) return undefined;
  const used = new Set(parts.flatMap((each) => [...each!.used]));
  const parameters = [...new Set(numbers.filter((source) => used.has(source)).map(({ name }) => name))];
  const { statements } = made;
  return classOf(
    { made: statements, build: build.statements, methods: methods.statements, parameters },
    base,
  );
}

function withoutShare<T extends NumberSource>(source: T): T {
  const values = source.values.map((value) => (typeof value === 'number' ? 1 - value : value));
  return { ...source, text: `(1 - ${source.text})`, values };
}

function classOf(
  {
    made,
    build,
    methods,
    parameters,
  }: Pick<OwnText, 'made' | 'build' | 'methods'> & Pick<OwnClass, 'parameters'>,
  base: OwnBase,
): OwnClass {
  const constructed = [...parameters.map((name) => `        self.${name} = ${name}`), ...linesOf(made)];
  return {
    name: '',
    parameters,
    lines: (name) => [
      register,
      `class ${name}(${base.base}):`,
      ...docstring(base.doc, '    '),
      ...(base.doc.trim() === '' ? [] : ['']),
      ...(constructed.length > 0 ? [...constructor(parameters, base), ...constructed, ''] : []),
      ...(build.length > 0 ? [...linesOf(build), ''] : []),
      ...linesOf(methods),
      ...configLines(parameters, base),
    ],
  };
}

function constructor(parameters: readonly string[], base: OwnBase): readonly string[] {
  const { defaults, passed = [], takesMore } = base;
  const own = [
    ...parameters.filter((name) => defaults[name] === undefined),
    ...parameters.flatMap((name) => (defaults[name] === undefined ? [] : [`${name}=${defaults[name]}`])),
  ];
  const rest = takesMore ? ['**kwargs'] : [];
  const names = passed.map((each) => `${each.split('=')[0]!}=${each.split('=')[0]!}`);
  return [
    ...layout('def ', call('__init__', ['self', ...own, ...passed, ...rest]), ':', '    '),
    ...(takesMore ? [`        super().__init__(${[...names, ...rest].join(', ')})`] : []),
  ];
}

function configLines(parameters: readonly string[], { hasConfig }: OwnBase): readonly string[] {
  if (parameters.length === 0 && hasConfig) return [];
  const own: PythonExpression = dictionary(parameters.map((name) => [name, `self.${name}`]));
  const config: PythonExpression = hasConfig
    ? {
        kind: 'brackets',
        head: '',
        open: '{',
        items: ['**super().get_config()', ...parameters.map((name) => `"${name}": self.${name}`)],
      }
    : own;
  return ['', '    def get_config(self):', ...layout('return ', config, '', '        ')];
}

/** A function that is registered like a class. */
export function functionOf(lines: (name: string) => readonly string[]): OwnClass {
  return { name: '', parameters: [], lines: (name) => [register, ...lines(name)] };
}
