/** A class of a generated module: its text stands behind `class NAME`. */
export interface ClassText {
  readonly name: string;
  /** The name of the block or layer; classes of one name may become one class with parameters. */
  readonly wanted: string;
  readonly text: string;
}

/** A number that no name and no other number is a part of. */
const number = /(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.])/g;

/**
 * Makes one class of those that differ in the numbers of their constructors alone: what differs becomes parameters,
 * and whoever makes such a module gives them.
 * @param classes each after those that it makes
 */
export function mergeClasses(classes: readonly ClassText[]): readonly ClassText[] {
  const calls = new Map<string, string>();
  const parametersOf = new Map<string, readonly string[]>();
  const texts = new Map(classes.map(({ name, text }) => [name, text]));
  const kept = new Map<string, ClassText>();
  for (const wanted of namesInOrder(classes)) {
    const members = classes
      .filter((each) => each.wanted === wanted)
      .map((each) => ({ ...each, text: withCalls(texts.get(each.name)!, calls) }));
    for (const group of groupsOf(members)) {
      const { text, parameters, values } = merged(
        group.map((each) => each.text),
        parametersOf,
      );
      const [first] = group;
      parametersOf.set(first!.name, parameters);
      kept.set(first!.name, { name: first!.name, wanted, text });
      group.forEach(({ name }, index) =>
        calls.set(
          `${name}()`,
          `${first!.name}(${parameters.map((_, at) => values[at]![index]!).join(', ')})`,
        ),
      );
    }
  }
  return classes.flatMap(({ name }) => kept.get(name) ?? []);
}

/** Names of blocks, each after those that its classes make. */
function namesInOrder(classes: readonly ClassText[]): readonly string[] {
  const byName = new Map(classes.map((each) => [each.name, each]));
  const done = new Set<string>();
  const visit = (wanted: string): void => {
    if (done.has(wanted)) return;
    done.add(wanted);
    for (const { text } of classes.filter((each) => each.wanted === wanted))
      for (const [, made] of text.matchAll(/ = (\w+)\(\)$/gm)) {
        const child = byName.get(made!);
        if (child) visit(child.wanted);
      }
    ordered.push(wanted);
  };
  const ordered: string[] = [];
  for (const { wanted } of classes) visit(wanted);
  return ordered;
}

function withCalls(text: string, calls: ReadonlyMap<string, string>): string {
  return text.replace(/(?<= = )\w+\(\)$/gm, (made) => calls.get(made) ?? made);
}

/** Classes whose texts are the same but for numbers of the constructor. */
function groupsOf(members: readonly ClassText[]): readonly (readonly ClassText[])[] {
  const groups = new Map<string, ClassText[]>();
  for (const member of members) {
    const [made, forward] = parts(member.text);
    const key = `${made.replace(number, '#')}${forward}`;
    groups.set(key, [...(groups.get(key) ?? []), member]);
  }
  return [...groups.values()];
}

/** The constructor, and what is behind it. */
function parts(text: string): readonly [string, string] {
  const start = text.indexOf('    def forward(');
  return text.includes('    def __init__(self):') ? [text.slice(0, start), text.slice(start)] : ['', text];
}

function merged(
  texts: readonly string[],
  parametersOf: ReadonlyMap<string, readonly string[]>,
): {
  readonly text: string;
  readonly parameters: readonly string[];
  /** For each parameter, its value in each of the texts. */
  readonly values: readonly (readonly string[])[];
} {
  const [made, forward] = parts(texts[0]!);
  const numbers = texts.map((text) => [...parts(text)[0].matchAll(number)].map(([found]) => found));
  const parameters = new Map<string, string>();
  const values: (readonly string[])[] = [];
  let at = 0;
  const text = made.replace(number, (found, offset: number) => {
    const vector = numbers.map((each) => each[at]!);
    at++;
    if (vector.every((each) => each === found)) return found;
    const key = vector.join(' ');
    const known = parameters.get(key);
    if (known !== undefined) return known;
    const name = freeName(wantedName(made, offset, parametersOf), new Set(parameters.values()));
    parameters.set(key, name);
    values.push(vector);
    return name;
  });
  const names = [...parameters.values()];
  const head = names.length > 0 ? `    def __init__(self, ${names.join(', ')}):` : '    def __init__(self):';
  return { text: text.replace('    def __init__(self):', head) + forward, parameters: names, values };
}

/** What PyTorch calls the arguments of its modules that are given by their places. */
const places: readonly (readonly [RegExp, readonly string[]])[] = [
  [/nn\.Conv\dd\($/, ['in_channels', 'out_channels', 'kernel_size']],
  [/nn\.Linear\($/, ['in_features', 'out_features']],
  [/nn\.Embedding\($/, ['rows', 'width']],
  [/nn\.(LSTM|RNN)\($/, ['features', 'units']],
  [/BatchNormalization\($/, ['channels']],
  [/nn\.LayerNorm\($/, ['features']],
  [/nn\.Dropout\($/, ['rate']],
  [/nn\.init\.\w+\($/, ['', 'limit', 'limit', 'limit', 'limit']],
];

/**
 * A name for a number by where it stands: its keyword, or its place among the arguments.
 * @param parametersOf the parameters of classes of the file
 */
function wantedName(
  text: string,
  offset: number,
  parametersOf: ReadonlyMap<string, readonly string[]>,
): string {
  const line = text.slice(text.lastIndexOf('\n', offset) + 1, offset);
  const keyword = /(\w+)=\(?[^=(]*$/.exec(line);
  if (keyword) return keyword[1]!;
  const open = line.lastIndexOf('(');
  const head = line.slice(0, open + 1);
  const place = line.slice(open + 1).split(',').length - 1;
  const own = parametersOf.get(/(\w+)\($/.exec(head)?.[1] ?? '');
  const known = own ?? places.find(([pattern]) => pattern.test(head))?.[1];
  return known?.[place] ?? 'size';
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted === '' ? 'size' : wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
  return name;
}
