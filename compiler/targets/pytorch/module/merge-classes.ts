import { call, type NumberLeaf, type PythonExpression } from '../../python/expressions.ts';
import {
  linesOf,
  numbersIn,
  skeletonOf,
  textOf,
  withStatementNumbers,
  type Statement,
} from '../../python/statements.ts';

/** A class of a generated module before it is text. */
export interface PythonClass {
  readonly name: string;
  /** The name of the block or layer; classes of one name may become one class with parameters. */
  readonly wanted: string;
  /** Lines between `class NAME(nn.Module):` and the constructor. */
  readonly doc: readonly string[];
  /** What the constructor does; undefined for a class without one. */
  readonly made: readonly Statement[] | undefined;
  /** The methods behind the constructor, as lines. */
  readonly methods: readonly string[];
}

/** What a class does, whatever it is called: equal for classes that are the same. */
export function classKey({ wanted, doc, made, methods }: Omit<PythonClass, 'name'>): string {
  return JSON.stringify([wanted, doc, made && textOf(made), methods]);
}

/**
 * Makes one class of those that differ in the numbers of their constructors alone: what differs becomes parameters,
 * and whoever makes such a module gives them.
 * @param classes each after those that it makes
 * @returns the text of each class
 */
export function mergeClasses(classes: readonly PythonClass[]): readonly string[] {
  const calls = new Map<string, PythonExpression>();
  const texts = new Map<string, string>();
  for (const wanted of namesInOrder(classes)) {
    const members = classes
      .filter((each) => each.wanted === wanted)
      .map((each) => ({ ...each, made: each.made && withCalls(each.made, calls) }));
    for (const group of groupsOf(members)) {
      const [first] = group as readonly [PythonClass];
      const { made, parameters, values } = merged(group.map((each) => each.made ?? []));
      texts.set(first.name, classText({ ...first, made: first.made && made }, parameters));
      group.forEach(({ name }, index) => {
        const given = parameters.map((parameter, at) => ({ ...values[at]![index]!, name: parameter }));
        calls.set(name, call(first.name, given));
      });
    }
  }
  return classes.flatMap(({ name }) => texts.get(name) ?? []);
}

function classText({ name, doc, made, methods }: PythonClass, parameters: readonly string[]): string {
  return [
    `class ${name}(nn.Module):`,
    ...doc,
    ...(made
      ? [
          `    def __init__(${['self', ...parameters].join(', ')}):`,
          '        super().__init__()',
          ...linesOf(made),
          '',
        ]
      : []),
    ...methods,
  ].join('\n');
}

/** The class that a statement makes a module of: `Block` in `self.block = Block()`. */
function classMadeBy({ expression }: Statement): string | undefined {
  if (typeof expression === 'string' || expression.kind !== 'brackets') return undefined;
  const { head, open, items } = expression;
  return open === '(' && items.length === 0 && typeof head === 'string' ? head : undefined;
}

/** Names of blocks, each after those that its classes make. */
function namesInOrder(classes: readonly PythonClass[]): readonly string[] {
  const byName = new Map(classes.map((each) => [each.name, each]));
  const done = new Set<string>();
  const ordered: string[] = [];
  const visit = (wanted: string): void => {
    if (done.has(wanted)) return;
    done.add(wanted);
    for (const { made = [] } of classes.filter((each) => each.wanted === wanted))
      for (const each of made) {
        const child = byName.get(classMadeBy(each) ?? '');
        if (child) visit(child.wanted);
      }
    ordered.push(wanted);
  };
  for (const { wanted } of classes) visit(wanted);
  return ordered;
}

/** Statements that make modules of the classes there will be, with their parameters. */
function withCalls(
  made: readonly Statement[],
  calls: ReadonlyMap<string, PythonExpression>,
): readonly Statement[] {
  return made.map((each) => {
    const known = calls.get(classMadeBy(each) ?? '');
    return known ? { ...each, expression: known } : each;
  });
}

/** Classes that are the same but for numbers of the constructor. */
function groupsOf(members: readonly PythonClass[]): readonly (readonly PythonClass[])[] {
  const groups = new Map<string, PythonClass[]>();
  for (const member of members) {
    const { doc, made, methods } = member;
    const key = JSON.stringify([doc, made && skeletonOf(made), methods]);
    groups.set(key, [...(groups.get(key) ?? []), member]);
  }
  return [...groups.values()];
}

function merged(constructors: readonly (readonly Statement[])[]): {
  readonly made: readonly Statement[];
  readonly parameters: readonly string[];
  /** For each parameter, its value in each of the classes. */
  readonly values: readonly (readonly NumberLeaf[])[];
} {
  const numbers = constructors.map(numbersIn);
  const parameters = new Map<string, string>();
  const values: (readonly NumberLeaf[])[] = [];
  let at = 0;
  const made = withStatementNumbers(constructors[0]!, (leaf) => {
    const vector = numbers.map((each) => each[at]!);
    at++;
    if (vector.every(({ text }) => text === leaf.text)) return leaf;
    const key = vector.map(({ text }) => text).join(' ');
    const known = parameters.get(key);
    if (known !== undefined) return known;
    const name = freeName(leaf.name ?? 'size', new Set(parameters.values()));
    parameters.set(key, name);
    values.push(vector);
    return name;
  });
  return { made, parameters: [...parameters.values()], values };
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
  return name;
}
