import { ReadProblem, type SourceNumbers } from '../../read/source.ts';
import { isList, isObject, meantNumber, own, type Json } from './json.ts';
import { isHistory, type Given, type History } from './tensors.ts';

/** What stands in the parentheses of an operation: a tensor, or numbers of the file itself. */
export type ReadOperand = History | number | SourceNumbers;

export function isNumbers(operand: ReadOperand): operand is SourceNumbers {
  return typeof operand === 'object' && 'values' in operand;
}

/**
 * The operands in one argument of a call: a list of tensors is several, a list of numbers is one tensor; what is none
 * of both is no operand.
 * @throws ReadProblem where numbers stand in no shape
 */
export function operandsIn(given: Given, where: string): readonly ReadOperand[] {
  if (Array.isArray(given)) {
    const items = given as readonly Given[];
    const plain = plainOf(items);
    return plain === undefined ? items.flatMap((item) => operandsIn(item, where)) : numbersIn(plain, where);
  }
  if (isHistory(given as History)) return [given as History];
  return numbersIn((given as { readonly value: Json }).value, where);
}

/** Whole floats need no word beside a tensor of floats, whose type the result has anyway. */
export function withoutNeedlessTypes(operands: readonly ReadOperand[]): readonly ReadOperand[] {
  const meetsFloat = operands.some(
    (each) =>
      typeof each === 'object' && !isNumbers(each) && (each.dtype === undefined || isFloat(each.dtype)),
  );
  if (!meetsFloat) return operands;
  return operands.map((each) => (isNumbers(each) ? { values: each.values, shape: each.shape } : each));
}

function isFloat(dtype: Json | undefined): boolean {
  return typeof dtype === 'string' && dtype.includes('float');
}

/** Lists without tensors in them as JSON again. */
function plainOf(items: readonly Given[]): Json | undefined {
  const values: Json[] = [];
  for (const item of items) {
    const value = Array.isArray(item)
      ? plainOf(item as readonly Given[])
      : 'value' in item
        ? item.value
        : undefined;
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function numbersIn(value: Json, where: string): readonly (number | SourceNumbers)[] {
  if (typeof value === 'number') return [meantNumber(value)];
  if (isList(value)) return value.length === 0 ? [] : [numbersOf(value, where)];
  if (!isObject(value)) return [];
  const kind = own(value, 'class_name');
  const config = own(value, 'config');
  if ((kind !== '__tensor__' && kind !== '__numpy__') || !isObject(config)) return [];
  const held = own(config, 'value');
  if (typeof held === 'number') return [meantNumber(held)];
  const numbers = numbersOf(held ?? null, where);
  const isWhole = numbers.values.every(Number.isInteger);
  return [isWhole && isFloat(own(config, 'dtype')) ? { ...numbers, statesFloat: true } : numbers];
}

/** Lists of lists as numbers in a shape. */
function numbersOf(value: Json, where: string): SourceNumbers {
  const shape: number[] = [];
  for (let here: Json | undefined = value; isList(here); here = here[0]) shape.push(here.length);
  const values: number[] = [];
  const collect = (each: Json | undefined, depth: number): void => {
    if (isList(each) && each.length === shape[depth]) each.forEach((item) => collect(item, depth + 1));
    else if (depth === shape.length && typeof each === 'number') values.push(meantNumber(each));
    else throw new ReadProblem(`${where} takes a list that is no tensor of numbers.`);
  };
  collect(value, 0);
  if (shape.length === 0 || values.length === 0)
    throw new ReadProblem(`${where} takes a list that is no tensor of numbers.`);
  return { values, shape };
}
