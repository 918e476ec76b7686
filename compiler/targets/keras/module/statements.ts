import { classOf } from '../../../declarations/define-layer.ts';
import { snakeCase } from '../../../names/snake-case.ts';
import {
  isTensor,
  type CallTypes,
  type FunctionTensor,
  type LayerMaker,
  type LayerName,
  type NamedTensor,
  type NamedValue,
  type ProgramFunction,
  type Statement,
  type Tensor,
  type Value,
  type Variable,
} from '../../program/program.ts';
import { comments } from '../../python/documentation.ts';
import {
  call,
  flat,
  keyword,
  list,
  numberText,
  stringText,
  tuple,
  type PythonExpression,
} from '../../python/expressions.ts';
import { layout } from '../../python/layout.ts';
import type { PythonScope } from '../../python/names.ts';
import { isFloatLike } from '../../../shapes/types.ts';
import { counterpartOf } from '../counterparts.ts';
import { argumentTexts, isCalled, takenArguments, valueText, type ValueContext } from './values.ts';
import type { turnsText } from './turns-text.ts';

/** Where statements are written: the names of the function, and what it needs of the module. */
export interface StatementContext extends ValueContext {
  /** The name of a class that Keras lacks, which the module then brings along. */
  readonly customClass: (name: string) => string;
  /** The name of what a training needs that Keras lacks, which the module then brings along. */
  readonly turning: (name: keyof typeof turnsText) => string;
  /** Variables that hold tensors without a batch: numbers of the text. */
  readonly numbers: Set<Variable>;
  readonly scope: PythonScope;
  /** The variable that counts names. */
  readonly numbered: string;
  /** The function of a block. */
  readonly functionName: (wanted: ProgramFunction) => string;
  /** The name that a parameter has in the function of a block. */
  readonly parameterName: (wanted: ProgramFunction, parameter: Variable) => string;
}

export function statementLines(
  statements: readonly Statement[],
  context: StatementContext,
  indent: string,
): readonly string[] {
  return statements.flatMap((statement) => linesOf(statement, context, indent));
}

function linesOf(statement: Statement, context: StatementContext, indent: string): readonly string[] {
  const body = (inner: readonly Statement[]): readonly string[] =>
    inner.length > 0 ? statementLines(inner, context, `${indent}    `) : [`${indent}    pass`];
  const { scope } = context;
  switch (statement.kind) {
    case 'assign': {
      const value = tensorText(statement.value, context);
      if (isNumbers(statement.value, context))
        for (const target of statement.targets) if (target) context.numbers.add(target);
      const targets = statement.targets.map((target) => (target ? scope.name(target) : '_'));
      return [...comments(statement.doc, indent), ...layout(`${targets.join(', ')} = `, value, '', indent)];
    }
    case 'layer': {
      const value = makerText(statement.layer, context);
      const target = scope.name(statement.target);
      return [...comments(statement.doc, indent), ...layout(`${target} = `, value, '', indent)];
    }
    case 'repeat':
      return [
        ...layout('for _ in ', call('range', [valueText(statement.count, context)]), ':', indent),
        ...body(statement.body),
      ];
    case 'for': {
      const items =
        statement.list.kind === 'list'
          ? list(statement.list.items.map((item) => valueText(item, context)))
          : valueText(statement.list, context);
      return [
        ...layout(`for ${scope.name(statement.variable)} in `, items, ':', indent),
        ...body(statement.body),
      ];
    }
    case 'if': {
      const { then, otherwise } = statement;
      const condition = valueText(statement.condition, context);
      const first = [...layout('if ', condition, ':', indent), ...body(then)];
      return otherwise.length === 0 ? first : [...first, `${indent}else:`, ...body(otherwise)];
    }
  }
}

/** The expression of a tensor. */
export function tensorText(tensor: Tensor, context: StatementContext): PythonExpression {
  switch (tensor.kind) {
    case 'variable':
      return context.scope.name(tensor.variable);
    case 'apply':
      return applied(tensor, context);
    case 'use': {
      const { inputs, arguments: given } = tensor;
      const values = given.map(({ parameter, value }) =>
        keyword(context.parameterName(tensor.function, parameter.variable), valueText(value, context)),
      );
      return call(context.functionName(tensor.function), [
        ...inputs.map((input) => tensorText(input, context)),
        ...values,
        keyword('name', nameText(tensor.name, context)),
      ]);
    }
    case 'operator':
      return `${operandText(tensor.left, context)} ${tensor.operator} ${operandText(tensor.right, context)}`;
    case 'function':
      return functionText(tensor, context);
    case 'result': {
      const index = flat(valueText(tensor.index, context));
      return `${flat(tensorText(tensor.of, context))}[${index}]`;
    }
  }
}

/** Several results as Python returns them. */
export function resultText(
  result: Tensor | readonly NamedTensor[],
  context: StatementContext,
): PythonExpression {
  if (!Array.isArray(result)) return tensorText(result as Tensor, context);
  return (result as readonly NamedTensor[]).map(({ value }) => flat(tensorText(value, context))).join(', ');
}

function operandText(operand: Tensor | Value, context: StatementContext): string {
  if (!isTensor(operand)) return flat(valueText(operand, context));
  const text = flat(tensorText(operand, context));
  return operand.kind === 'operator' ? `(${text})` : text;
}

function applied(
  { maker, declaration, inputs, tensorArguments }: Extract<Tensor, { readonly kind: 'apply' }>,
  context: StatementContext,
): PythonExpression {
  const tensors = inputs.map((input) => tensorText(input, context));
  // Keras's layers of merging count the first axis of everything as the batch.
  if (declaration.family === 'merging' && inputs.some((input) => isNumbers(input, context)))
    return call(context.ops(snakeCase(declaration.name)), tensors);
  const made = 'arguments' in maker ? makerText(maker, context) : context.scope.name(maker);
  const { count = 'one' } = declaration.input;
  const isList = counterpartOf(declaration).inputs === 'list' && count !== 'one' && count !== 1;
  const called = 'arguments' in maker ? maker.arguments.filter((each) => isCalled(declaration, each)) : [];
  const named = Object.entries(tensorArguments).map(([name, given]) => {
    const texts = given.map((each) => tensorText(each, context));
    return keyword(name, declaration.tensorArguments![name]!.list ? list(texts) : texts[0]!);
  });
  const passed = called.map((each) => keyword(each.name, valueText(each.value, context)));
  return call(made, [...(isList ? [list(tensors)] : tensors), ...named, ...passed]);
}

/** `layers.Dense(10, activation="relu", name="y")` */
function makerText(maker: LayerMaker, context: StatementContext): PythonExpression {
  const { declaration, trainable, name } = maker;
  const made = context.layerClass(declaration, name.base);
  const own = maker.arguments.filter((each) => !isCalled(declaration, each));
  return call(made.name, [
    ...argumentTexts(takenArguments(made, own), context),
    ...(trainable ? [] : [keyword('trainable', 'False')]),
    keyword('name', nameText(name, context)),
  ]);
}

function nameText({ base, scoped, counted }: LayerName, { numbered }: StatementContext): string {
  // A brace in a name would be a field of the f-string.
  const text = scoped
    ? `f${stringText(`{name}_${base.replaceAll('{', '{{').replaceAll('}', '}}')}`)}`
    : stringText(base);
  return counted ? `${numbered}(${text})` : text;
}

/** Functions of `keras.ops`, which count the batch axis where kmodel leaves it out. */
function functionText(tensor: FunctionTensor, context: StatementContext): PythonExpression {
  const { function: known, operands, constants, types } = tensor;
  const texts = operands.map((operand) => {
    if (isTensor(operand)) return tensorText(operand, context);
    return operand.kind === 'list' ? numbersText(operand, context) : numberOperand(operand, types, context);
  });
  const named = (list: readonly NamedValue[]): readonly PythonExpression[] =>
    argumentTexts(
      list.map((each) => ({ ...each, positional: false })),
      context,
    );
  // Of a tensor without batch every axis stands in the text.
  const hasBatch = !types.inputs[0]?.whole;
  switch (known.name) {
    case 'random_normal':
    case 'random_uniform':
    case 'random_bernoulli':
      return call(call(context.customClass(classOf(known.layer)), argumentTexts(constants, context)), texts);
    case 'constant':
      return constantText(constants, context);
    case 'get_item': {
      const own = subscriptsText(constants[0]!.value, context);
      return `${flat(texts[0]!)}[${hasBatch ? `:, ${own}` : own}]`;
    }
    case 'reshape':
      return call(context.ops('reshape'), [
        texts[0]!,
        withFirst(hasBatch ? '-1' : undefined, constants[0]!, context),
      ]);
    case 'tile':
      return call(context.ops('tile'), [
        texts[0]!,
        withFirst(hasBatch ? '1' : undefined, listed(constants[0]!), context),
      ]);
    case 'einsum':
      return call(context.ops('einsum'), [...argumentTexts(constants, context), ...texts]);
    case 'average':
      return call(context.ops('average'), [
        texts[0]!,
        ...texts.slice(1).map((weights) => keyword('weights', weights)),
        ...named(constants),
      ]);
    case 'pad': {
      const widths = withFirst(hasBatch ? '(0, 0)' : undefined, constants[0]!, context);
      return call(context.ops('pad'), [texts[0]!, widths, ...named(constants.slice(1))]);
    }
    default: {
      const isList = Object.values(known.operands).includes('list');
      const made = call(context.ops(known.name), [
        ...(isList ? [list(texts)] : texts),
        ...argumentTexts(constants, context),
      ]);
      // One part is a list in Keras, too.
      return givesList.has(known.name) && types.outputs.length === 1 ? `${flat(made)}[0]` : made;
    }
  }
}

/** Functions of `keras.ops` whose result is a list, of however many tensors. */
const givesList: ReadonlySet<string> = new Set(['split', 'unstack']);

/** A number beside tensors: a whole one is a float where floats come out, or where floats are compared. */
function numberOperand(
  operand: Value,
  { inputs, outputs }: CallTypes,
  context: StatementContext,
): PythonExpression {
  if (operand.kind !== 'number' || !Number.isInteger(operand.value)) return valueText(operand, context);
  const [result] = outputs;
  const { dtype } = result!.dtype === 'bool' && inputs.length > 0 ? inputs[0]! : result!;
  return valueText({ ...operand, isFloat: isFloatLike(dtype) }, context);
}

/** True for numbers of the text: a tensor without batch. */
function isNumbers(tensor: Tensor, context: StatementContext): boolean {
  switch (tensor.kind) {
    case 'variable':
      return context.numbers.has(tensor.variable);
    case 'function':
      return tensor.types.outputs[0]!.whole === true;
    case 'result':
      return isNumbers(tensor.of, context);
    case 'operator':
      return [tensor.left, tensor.right].filter(isTensor).every((each) => isNumbers(each, context));
    case 'apply':
      return tensor.inputs.every((each) => isNumbers(each, context));
    case 'use':
      return false;
  }
}

/** A list of numbers as a tensor: floats where one of them is none that is whole. */
function constantText(constants: readonly NamedValue[], context: StatementContext): PythonExpression {
  const of = (name: string): Value => constants.find((each) => each.name === name)!.value;
  const value = of('value');
  const shape = of('shape');
  const items = value.kind === 'list' ? value.items : [];
  const made = numbersText({ kind: 'list', items }, context);
  if (shape.kind !== 'list' || shape.items.length === 1) return made;
  return call(context.ops('reshape'), [made, valueText(shape, context)]);
}

/** A list of numbers, or of such lists, as a tensor: of whole numbers where all of them are. */
function numbersText(value: Value, context: StatementContext): PythonExpression {
  const leaves = (each: Value): readonly Value[] =>
    each.kind === 'list' ? each.items.flatMap(leaves) : [each];
  const isWhole = leaves(value).every((each) => each.kind === 'number' && Number.isInteger(each.value));
  const write = (each: Value): PythonExpression => {
    if (each.kind === 'list') return list(each.items.map(write));
    return each.kind === 'number' ? numberText(each.value, !isWhole) : valueText(each, context);
  };
  return call(context.ops('convert_to_tensor'), [write(value), stringText(isWhole ? 'int32' : 'float32')]);
}

/** Places and ranges of axes, as brackets hold them. */
function subscriptsText(key: Value, context: StatementContext): string {
  const items = key.kind === 'list' ? key.items : [];
  const bound = (value: Value): string => (value.kind === 'none' ? '' : flat(valueText(value, context)));
  return items
    .map((item) => {
      const [start, ...others] = item.kind === 'list' ? item.items : [item];
      if (others.length === 0) return bound(start!);
      const [stop, step] = [others[0]!, others[1]!];
      return `${bound(start!)}:${bound(stop)}${step.kind === 'none' ? '' : `:${bound(step)}`}`;
    })
    .join(', ');
}

/** One number for the last axis alone, as the list that it stands for. */
function listed(constant: NamedValue): NamedValue {
  const { value } = constant;
  return value.kind === 'number' ? { ...constant, value: { kind: 'list', items: [value] } } : constant;
}

/** A list, with an entry for the batch axis in front where there is one. */
function withFirst(
  first: string | undefined,
  { value }: NamedValue,
  context: StatementContext,
): PythonExpression {
  if (value.kind !== 'list') {
    const text = valueText(value, context);
    return first === undefined ? text : `(${first}, *${flat(text)})`;
  }
  const items = value.items.map((item) => flat(valueText(item, context)));
  return tuple(first === undefined ? items : [first, ...items]);
}
