import type { LayerDeclaration } from '../../../declarations/define-layer.ts';
import { findByText } from '../../../components/registry.ts';
import type { ComponentCategory, ComponentValue } from '../../../declarations/values.ts';
import type { Value, Variable } from '../../program/program.ts';
import {
  call,
  dictionary,
  flat,
  joined,
  keyword,
  number,
  numberText,
  stringText,
  tuple,
  type PythonExpression,
} from '../../python/expressions.ts';
import { isParameterName } from '../../python/names.ts';
import { kerasModules } from '../values.ts';
import { counterpartOf, recordArguments } from '../counterparts.ts';
import { ownValue } from '../../../names/own-value.ts';
import type { NamedValue } from '../../program/program.ts';

/** What constant expressions need of the module around. */
export interface ValueContext {
  readonly name: (variable: Variable) => string;
  /** Asks for `import math`. */
  readonly useMath: () => void;
  /** A function of `keras.ops`, which the module then imports. */
  readonly ops: (name: string) => string;
  /**
   * The class of a layer, `layers.Dense` or one that the module brings along.
   * @param layer the layer's name, where it is written out
   */
  readonly layerClass: (declaration: LayerDeclaration, layer?: string) => MadeClass;
  /** The class or function of an object that the text declares. */
  readonly ownComponent: (value: ComponentValue) => MadeClass;
}

/** A class that a module makes objects of. */
export interface MadeClass {
  readonly name: string;
  /** The arguments that it takes; undefined for all that are declared. */
  readonly parameters?: readonly string[];
}

/** Those of the arguments that a class takes. */
export function takenArguments(
  { parameters }: MadeClass,
  given: readonly NamedValue[],
): readonly NamedValue[] {
  if (!parameters) return given;
  // What stands before may have been left out: no place can be counted on.
  return given
    .filter(({ name }) => parameters.includes(name))
    .map((each) => ({ ...each, positional: false }));
}

/** A constant expression as Python. */
export function valueText(value: Value, context: ValueContext): PythonExpression {
  const write = (inner: Value): PythonExpression => valueText(inner, context);
  switch (value.kind) {
    case 'number':
      return number(value.value, numberOf(value));
    case 'text':
      return objectText(value) ?? stringText(value.text);
    case 'boolean':
      return value.value ? 'True' : 'False';
    case 'none':
      return 'None';
    case 'list':
      return tuple(value.items.map(write));
    case 'name':
      return context.name(value.variable);
    case 'entry':
      return { kind: 'brackets', head: write(value.list), open: '[', items: [write(value.index)] };
    case 'unary':
    case 'binary':
      return operatorText(value, context);
    case 'call': {
      const isRounding = value.name === 'floor' || value.name === 'ceil';
      if (isRounding) context.useMath();
      return call(isRounding ? `math.${value.name}` : value.name, value.operands.map(write));
    }
    case 'object': {
      if (value.own) {
        const made = context.ownComponent(value.own);
        if (value.category === 'activation') return made.name;
        return call(made.name, argumentTexts(takenArguments(made, value.arguments), context));
      }
      const given =
        value.category === 'callback'
          ? value.arguments.map((argument) => callbackArgument(argument, context))
          : argumentTexts(value.arguments, context);
      if (value.category !== 'activation')
        return call(`${kerasModules[value.category]}.${value.name}`, given);
      // Keras takes activations by name, or a function.
      return `lambda x: ${flat(call(`keras.activations.${value.name}`, ['x', ...given]))}`;
    }
    case 'layer': {
      const { declaration, trainable } = value;
      const made = context.layerClass(declaration);
      const given = argumentTexts(takenArguments(made, value.arguments), context);
      return call(made.name, [...given, ...(trainable ? [] : [keyword('trainable', 'False')])]);
    }
  }
}

/** Arguments in the order given: those by place first, then those by name. */
export function argumentTexts(
  given: readonly NamedValue[],
  context: ValueContext,
): readonly PythonExpression[] {
  return given.map(({ name, positional, value }) => {
    const text = recordText(name, value, context) ?? valueText(value, context);
    if (positional) return text;
    // What Python has a word for comes among the rest.
    return isParameterName(name) ? keyword(name, text) : joined('**', dictionary([[name, text]]));
  });
}

/** What Keras makes of no name alone, by the kind of object. */
const madeByNoName: Partial<Readonly<Record<ComponentCategory, ReadonlySet<string>>>> = {
  initializer: new Set(['Constant']),
};

/** The object that a name names, where Keras makes none of the name alone. */
function objectText({
  text,
  category,
}: Extract<Value, { readonly kind: 'text' }>): PythonExpression | undefined {
  const found = category && findByText(category, text);
  const isMade = found && madeByNoName[category]?.has(found.name);
  return isMade ? call(`${kerasModules[category]}.${found.name}`, []) : undefined;
}

/** A list of the text where Keras takes a record; entries of none are left out. */
function recordText(name: string, value: Value, context: ValueContext): PythonExpression | undefined {
  const keys = ownValue(recordArguments, name);
  if (!keys || value.kind !== 'list') return undefined;
  return dictionary(
    value.items.flatMap((item, index) =>
      item.kind === 'none' ? [] : [[keys[index]!, valueText(item, context)] as const],
    ),
  );
}

/** Keras's callbacks take a function where a text has a schedule, and headers by name where it has lines. */
function callbackArgument({ name, positional, value }: NamedValue, context: ValueContext): PythonExpression {
  const text = ((): PythonExpression => {
    if (name === 'schedule') return `lambda epoch, _: float(${flat(valueText(value, context))}(epoch))`;
    if (name !== 'headers' || value.kind !== 'list') return valueText(value, context);
    return dictionary(
      value.items.map((item): readonly [string, PythonExpression] => {
        const line = item.kind === 'text' ? item.text : '';
        const colon = line.indexOf(':');
        return [line.slice(0, colon), stringText(line.slice(colon + 1).trim())];
      }),
    );
  })();
  return positional ? text : keyword(name, text);
}

/** True for arguments that Keras takes where a layer is called. */
export function isCalled(layer: Parameters<typeof counterpartOf>[0], { name }: NamedValue): boolean {
  return counterpartOf(layer).called.includes(name);
}

/** How tightly operators bind in Python. */
const strengths: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  not: 3,
  '==': 4,
  '!=': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '//': 6,
  '%': 6,
  sign: 7,
  '**': 8,
};

type Operation = Extract<Value, { readonly kind: 'unary' | 'binary' }>;

function strengthOf(value: Value): number {
  if (value.kind === 'unary') return strengths[value.operator === 'not' ? 'not' : 'sign']!;
  return value.kind === 'binary' ? strengths[value.operator]! : Infinity;
}

function operatorText(value: Operation, context: ValueContext): PythonExpression {
  const own = strengthOf(value);
  const side = (inner: Value, isTighter: boolean): PythonExpression => {
    const text = valueText(inner, context);
    const strength = strengthOf(inner);
    return strength < own || (strength === own && isTighter) ? joined('(', text, ')') : text;
  };
  if (value.kind === 'unary')
    return value.operator === 'not'
      ? joined('not ', side(value.operand, false))
      : joined('-', side(value.operand, true));
  const { operator, isInteger, left, right } = value;
  // Whole numbers stay whole where a whole number is needed.
  const written = operator === '/' && isInteger ? '//' : operator;
  // Comparisons of comparisons would be chains in Python; powers bind to the right.
  const isComparison = own === 4;
  const first = side(left, isComparison || operator === '**');
  const second = side(right, operator !== '**');
  // black leaves no spaces around powers of simple operands.
  const isTight = operator === '**' && isSimple(left) && isSimple(right);
  return joined(first, isTight ? '**' : ` ${written} `, second);
}

/** True for a name, and for a number without a sign. */
function isSimple(value: Value): boolean {
  return value.kind === 'name' || (value.kind === 'number' && value.value >= 0);
}

/** A number as it was written, as Python reads it. */
export function numberOf({ value, text, isFloat }: Extract<Value, { readonly kind: 'number' }>): string {
  // Python reads underscores and exponents as kmodel does; a whole number that stands for a float gets a point.
  if (isFloat && Number.isInteger(value) && /^-?[\d_]+$/.test(text)) return `${text}.0`;
  return /^-?[\d_]+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? text.toLowerCase() : numberText(value, isFloat);
}
