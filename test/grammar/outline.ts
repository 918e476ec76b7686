import {
  createSourceFile,
  parse,
  visit,
  type Argument,
  type Expression,
  type Member,
  type Node,
  type Parameter,
  type ParseResult,
  type Setting,
  type Settings,
  type Stage,
  type TensorTypeNode,
  type TopLevelDeclaration,
} from '../../grammar/index.ts';

/** Reads a text. */
export function read(text: string): ParseResult {
  return parse(createSourceFile('test.kmodel', text));
}

/** Reads declarations as the body of a model, which must have no problem, and outlines each of them. */
export function members(body: string): string[] {
  const { file, problems } = read(`model M {\n${body}\n}`);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  const [model] = file.declarations;
  if (model?.kind !== 'Model') throw new Error('no model');
  return model.members.map(member);
}

/** Reads one expression, as the value of a branch, and outlines it with a parenthesis for every operation. */
export function value(text: string): string {
  const [branch] = members(`branch b = ${text}`);
  return branch!.replace(/^branch b = /, '');
}

/** The problems of a text as `code "text at the place" message`. */
export function problemsOf(text: string): string[] {
  return read(text).problems.map(
    ({ code, span, message }) => `${code} ${JSON.stringify(text.slice(span.start, span.end))} ${message}`,
  );
}

/** A tree without its places, for comparing what two texts mean. */
export function withoutPlaces(node: unknown): unknown {
  return JSON.parse(
    JSON.stringify(node, (key, inner: unknown) =>
      ['span', 'body', 'parentheses', 'operatorSpan', 'comments'].includes(key) && !Array.isArray(inner)
        ? undefined
        : key === 'comments'
          ? undefined
          : key === 'override'
            ? inner !== undefined
            : inner,
    ),
  );
}

/** Nodes whose place lies outside the text or outside their parent's. */
export function strayPlaces(text: string, result: ParseResult): string[] {
  const stray: string[] = [];
  visit(result.file, (node: Node, parent) => {
    const { start, end } = node.span;
    const inText = start >= 0 && start <= end && end <= text.length;
    const inParent = parent === undefined || (start >= parent.span.start && end <= parent.span.end);
    if (!inText || !inParent) stray.push(`${node.kind} ${start}-${end} in ${parent?.kind}`);
  });
  for (const { span, message, related = [], fix } of result.problems) {
    for (const place of [span, ...related.map((other) => other.span), ...(fix ? [fix.span] : [])]) {
      if (!(place.start >= 0 && place.start <= place.end && place.end <= text.length)) {
        stray.push(`${message} ${place.start}-${place.end}`);
      }
    }
  }
  return stray;
}

/** One line that shows the structure of a declaration. */
export function declaration(node: TopLevelDeclaration): string {
  switch (node.kind) {
    case 'Import':
      return `import ${node.names.map(expression).join(' ')} from ${expression(node.path)}`;
    case 'Const':
      return `const ${node.name.text} = ${expression(node.value)}`;
    case 'Component': {
      const parameters = node.parameters ? `(${node.parameters.map(parameter).join(', ')})` : '';
      const body = node.value
        ? ` = ${expression(node.value)}`
        : ` { ${node.members.map(member).join('; ')} }`;
      return `${node.category} ${node.name.text}${parameters}${body}`;
    }
    case 'Block':
    case 'Layer':
    case 'Model': {
      const base = node.kind === 'Model' && node.base ? ` extends ${node.base.text}` : '';
      const parameters = node.parameters ? `(${node.parameters.map(parameter).join(', ')})` : '';
      const word = node.kind.toLowerCase();
      return `${word} ${node.name.text}${parameters}${base} { ${node.members.map(member).join('; ')} }`;
    }
  }
}

function parameter({ name, type, default: initial }: Parameter): string {
  const typed = type
    ? `: ${type.name.text}${type.dims ? `[${type.dims.map(expression).join(', ')}]` : ''}`
    : '';
  return `${name.text}${typed}${initial ? ` = ${expression(initial)}` : ''}`;
}

export function member(node: Member): string {
  const override = node.override ? 'override ' : '';
  switch (node.kind) {
    case 'Input':
      return `${override}input ${node.name.text}${type(node.type)}`;
    case 'Branch':
      return `${override}branch ${target(node.target)}${type(node.type)} = ${expression(node.value)}`;
    case 'Shared':
      return `${override}shared ${node.name.text} = ${expression(node.value)}${settings(node.settings)}`;
    case 'Head':
      return `${override}head ${node.name.text}${type(node.type)} = ${expression(node.value)}${settings(node.settings)}`;
    case 'Return':
      return `${override}return ${expression(node.value)}${settings(node.settings)}`;
    case 'Train':
      return `${override}train${settings(node.settings)}`;
    case 'Data':
      return `${override}data${settings(node.settings)}`;
    case 'Weight':
      return `${override}weight ${node.name.text}${type(node.type)}${node.value ? ` = ${expression(node.value)}` : ''}${settings(node.settings)}`;
    case 'Update':
      return `${override}update ${node.name.text} = ${expression(node.value)}`;
    case 'Objective':
      return `${override}objective ${node.name.text} = ${expression(node.value)}${settings(node.settings)}`;
    case 'Expect':
      return `${override}expect ${expression(node.condition)}`;
  }
}

function target(node: Extract<Member, { kind: 'Branch' }>['target']): string {
  if (node.kind === 'Identifier') return node.text;
  if (node.kind === 'ListPattern') return `[${node.names.map(({ text }) => text).join(', ')}]`;
  return `{${node.entries.map(({ key, name }) => `${key.text}: ${name.text}`).join(', ')}}`;
}

function type(node: TensorTypeNode | undefined): string {
  if (node === undefined) return '';
  return `: ${node.dtype.text}${node.dims ? `[${node.dims.map(expression).join(', ')}]` : ''}`;
}

function settings(node: Settings | undefined): string {
  return node === undefined ? '' : ` { ${node.entries.map(entry).join(', ')} }`;
}

function entry(node: Setting): string {
  if (node.kind === 'Step') return `step ${node.name.text}${settings(node.settings)}`;
  return `${node.name.text}: ${expression(node.value)}`;
}

function argument({ name, value }: Argument): string {
  return `${name ? `${name.text}: ` : ''}${expression(value)}`;
}

function chain(stages: readonly Stage[]): string {
  return stages.map(expression).join(' -> ');
}

/** An expression with a parenthesis around every operation and every pipeline. */
export function expression(node: Expression | Stage): string {
  switch (node.kind) {
    case 'Number':
      return `${node.integer ? '' : 'float '}${node.value}${node.unit?.text ?? ''}`;
    case 'String':
      return JSON.stringify(node.value);
    case 'Boolean':
      return `${node.value}`;
    case 'None':
      return 'none';
    case 'UnknownSize':
      return '?';
    case 'AnyAxes':
      return '...';
    case 'Slice':
      return [node.start, node.stop, node.step].map((part) => (part ? expression(part) : '')).join(':');
    case 'Subscripts':
      return node.items.map(expression).join(', ');
    case 'Identifier':
      return node.text;
    case 'List':
      return `[${node.items.map(expression).join(', ')}]`;
    case 'Record':
      return `{${node.entries.map(entry).join(', ')}}`;
    case 'Call':
      return `${node.callee.text}(${node.arguments.map(argument).join(', ')})`;
    case 'Index':
      return `${expression(node.list)}[${expression(node.index)}]`;
    case 'Unary':
      return `(${node.operator} ${expression(node.operand)})`;
    case 'Binary':
      return `(${expression(node.left)} ${node.operator} ${expression(node.right)})`;
    case 'Pipeline':
      return `<${node.source ? `${expression(node.source)} ` : ''}-> ${chain(node.stages)}>`;
    case 'Repeat':
      return `repeat ${expression(node.count)} { ${chain(node.body)} }`;
    case 'For':
      return `for ${node.variable.text} in ${expression(node.list)} { ${chain(node.body)} }`;
    case 'If': {
      const otherwise = node.else;
      const rest =
        otherwise === undefined
          ? ''
          : 'kind' in otherwise
            ? ` else ${expression(otherwise)}`
            : ` else { ${chain(otherwise)} }`;
      return `if ${expression(node.condition)} { ${chain(node.then)} }${rest}`;
    }
    case 'Missing':
      return '…';
  }
}
