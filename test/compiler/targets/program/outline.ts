import { compileModel, createMemoryHost } from '../../../../compiler/index.ts';
import { buildProgram } from '../../../../compiler/targets/program/build.ts';
import {
  isTensor,
  type LayerMaker,
  type LayerName,
  type ModelProgram,
  type NamedValue,
  type ProgramParameter,
  type Statement,
  type Tensor,
  type Value,
} from '../../../../compiler/targets/program/program.ts';

/** The program of the last model of a text, as {@link outlined}. */
export function outlineOf(text: string, options: { readonly expanded?: boolean } = {}): string {
  const { graph, origin, diagnostics } = compileModel('a.kmodel', createMemoryHost({ 'a.kmodel': text }));
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return outlined(buildProgram(graph, options.expanded ? undefined : origin));
}

/**
 * A program in a notation of the tests: `a = Dense(units: 8) "name" (x)`. Names that the use of a block stands before
 * begin with `…/`, and those that are numbered while the program runs end in `#`.
 */
export function outlined(program: ModelProgram): string {
  const lines = [
    ...program.constants.map(({ variable, value }) => `const ${variable.name} = ${valueText(value)}`),
    ...program.functions.flatMap(({ variable, inputs, parameters, body, result }) => [
      `function ${variable.name}(${[...inputs.map(({ name }) => name), ...parameters.map(parameterText)].join(', ')})`,
      ...body.flatMap(statementLines).map((line) => `  ${line}`),
      `  return ${Array.isArray(result) ? result.map((each: { readonly name: string; readonly value: Tensor }) => `${each.name}: ${tensorText(each.value)}`).join(', ') : tensorText(result as Tensor)}`,
    ]),
    `model ${program.name}(${program.parameters.map(parameterText).join(', ')})`,
    ...program.inputs.map(
      ({ variable, shape }) =>
        `  input ${variable.name}[${shape.map((size) => (size ? valueText(size) : '?')).join(', ')}]`,
    ),
    ...program.body.flatMap(statementLines).map((line) => `  ${line}`),
    ...program.heads.map(({ head, value }) => `  head ${head.name} = ${tensorText(value)}`),
  ];
  return lines.join('\n');
}

function parameterText({ variable, initial }: ProgramParameter): string {
  return initial ? `${variable.name} = ${valueText(initial)}` : variable.name;
}

function statementLines(statement: Statement): readonly string[] {
  const inner = (body: readonly Statement[]) => body.flatMap(statementLines).map((line) => `  ${line}`);
  switch (statement.kind) {
    case 'assign':
      return [
        `${statement.targets.map((target) => target?.name ?? '_').join(', ')} = ${tensorText(statement.value)}`,
      ];
    case 'layer':
      return [`${statement.target.name} := ${makerText(statement.layer)}`];
    case 'repeat':
      return [`repeat ${valueText(statement.count)}`, ...inner(statement.body)];
    case 'for':
      return [`for ${statement.variable.name} in ${valueText(statement.list)}`, ...inner(statement.body)];
    case 'if':
      return [
        `if ${valueText(statement.condition)}`,
        ...inner(statement.then),
        ...(statement.otherwise.length > 0 ? ['else', ...inner(statement.otherwise)] : []),
      ];
  }
}

function tensorText(tensor: Tensor): string {
  const list = (tensors: readonly Tensor[]) => tensors.map(tensorText).join(', ');
  switch (tensor.kind) {
    case 'variable':
      return tensor.variable.name;
    case 'apply': {
      const { maker, inputs, tensorArguments } = tensor;
      const given = Object.entries(tensorArguments).map(([name, tensors]) => `${name}: ${list(tensors)}`);
      const made = 'declaration' in maker ? `${makerText(maker)} ` : maker.name;
      return `${made}(${[list(inputs), ...given].join(', ')})`;
    }
    case 'use': {
      const given = tensor.arguments.map(
        ({ parameter, value }) => `${parameter.variable.name}: ${valueText(value)}`,
      );
      return `${tensor.function.variable.name}(${[...tensor.inputs.map(tensorText), ...given].join(', ')}) ${nameText(tensor.name)}`;
    }
    case 'operator':
      return `(${operandText(tensor.left)} ${tensor.operator} ${operandText(tensor.right)})`;
    case 'function':
      return `${tensor.function.name}(${[...tensor.operands.map(operandText), ...tensor.constants.map(namedText)].join(', ')})`;
    case 'result':
      return `${tensorText(tensor.of)}[${valueText(tensor.index)}]`;
  }
}

function operandText(operand: Tensor | Value): string {
  return isTensor(operand) ? tensorText(operand) : valueText(operand);
}

function makerText({ declaration, name, arguments: given, trainable }: LayerMaker): string {
  return `${trainable ? '' : 'frozen '}${declaration.name}(${given.map(namedText).join(', ')}) ${nameText(name)}`;
}

function nameText({ base, scoped, counted }: LayerName): string {
  return `"${scoped ? '…/' : ''}${base}${counted ? '#' : ''}"`;
}

function namedText({ name, positional, value }: NamedValue): string {
  return positional ? valueText(value) : `${name}: ${valueText(value)}`;
}

function valueText(value: Value): string {
  switch (value.kind) {
    case 'number':
    case 'text':
      return value.text;
    case 'boolean':
      return String(value.value);
    case 'none':
      return 'none';
    case 'list':
      return `[${value.items.map(valueText).join(', ')}]`;
    case 'name':
      return value.variable.name;
    case 'entry':
      return `${valueText(value.list)}[${valueText(value.index)}]`;
    case 'unary':
      return `${value.operator} ${valueText(value.operand)}`;
    case 'binary':
      return `(${valueText(value.left)} ${value.operator} ${valueText(value.right)})`;
    case 'call':
      return `${value.name}(${value.operands.map(valueText).join(', ')})`;
    case 'object':
      return `${value.name}(${value.arguments.map(namedText).join(', ')})`;
    case 'layer':
      return `${value.declaration.name}(${value.arguments.map(namedText).join(', ')})`;
  }
}
