import { WeightsError, type KmodelError } from './errors.ts';
import { isRecord, kindOf } from './kind-of.ts';
import type { HostTensor } from './engines/engine.ts';

/** The error that a wrong tensor is. */
type Refusal = new (message: string, help?: string) => KmodelError;

/** What holds the numbers of each dtype. */
const arrays: Readonly<Record<HostTensor['dtype'], string>> = {
  float32: 'Float32Array',
  float16: 'Float32Array',
  int32: 'Int32Array',
  int64: 'Int32Array',
  uint8: 'Uint8Array',
  bool: 'Uint8Array',
};

const tensorHelp =
  "A tensor is `{ dtype: 'float32', shape: [2, 3], data }`, with its numbers in a Float32Array.";

/**
 * Refuses what is no record of tensors, before anything is done with one of them: programs come unchecked where they
 * are not written in TypeScript, and an engine takes the memory of a tensor as it is.
 * @param call the function that takes them, as programs write it
 * @param what one of them is called in messages, such as `weight`
 * @throws WeightsError, or the given error, that names the first wrong one and what is wrong with it
 */
export function requireTensors(
  call: string,
  what: string,
  tensors: unknown,
  refusal: Refusal = WeightsError,
): asserts tensors is Readonly<Record<string, HostTensor>> {
  if (!isRecord(tensors))
    throw new refusal(
      `\`${call}\` takes tensors by name, as an object, and was given ${kindOf(tensors)}.`,
      tensors instanceof Map ? 'Give `Object.fromEntries(map)`.' : undefined,
    );
  for (const [name, tensor] of Object.entries(tensors))
    requireTensor(`the ${what} \`${name}\``, tensor, refusal);
}

/** Refuses what is no tensor in JavaScript's memory; that it has as many numbers as its shape says is not asked. */
function requireTensor(subject: string, value: unknown, refusal: Refusal): void {
  const upper = subject.charAt(0).toUpperCase() + subject.slice(1);
  if (typeof value !== 'object' || value === null)
    throw new refusal(`${upper} is ${kindOf(value)}, where a tensor is needed.`, tensorHelp);
  if ('dataSync' in value)
    throw new refusal(
      `${upper} is a \`tf.Tensor\`, where its numbers are needed.`,
      "Give `{ dtype: 'float32', shape: tensor.shape, data: tensor.dataSync() }`.",
    );
  if (!isRecord(value))
    throw new refusal(`${upper} is ${kindOf(value)}, where a tensor is needed.`, tensorHelp);
  const absent = ['dtype', 'shape', 'data'].filter((key) => value[key] === undefined);
  if (absent.length > 0) {
    const missing = absent.map((key) => `\`${key}\``).join(', ');
    throw new refusal(`${upper} has no ${missing}.`, tensorHelp);
  }
  const { dtype, shape, data } = value;
  if (!isDType(dtype))
    throw new refusal(
      `The \`dtype\` of ${subject} is ${kindOf(dtype)}, where one of ${Object.keys(arrays).join(', ')} is needed.`,
    );
  if (!isShape(shape))
    throw new refusal(
      `The \`shape\` of ${subject} is ${shapeText(shape)}, where a list of whole numbers is needed.`,
    );
  if (!isArrayOf(data, arrays[dtype]))
    throw new refusal(
      `The \`data\` of ${subject} is ${kindOf(data)}, but ${dtype} needs ${kindName(arrays[dtype])}.`,
      Array.isArray(data) || ArrayBuffer.isView(data)
        ? `\`${arrays[dtype]}.from(data)\` makes one.`
        : undefined,
    );
}

/** @throws WeightsError, or the given error, where a tensor has more numbers or fewer than its shape says */
export function requireWhole(
  what: string,
  tensors: Readonly<Record<string, HostTensor>>,
  refusal: Refusal = WeightsError,
): void {
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const count = shape.reduce((product, size) => product * size, 1);
    if (data.length !== count)
      throw new refusal(
        `The ${what} \`${name}\` has ${data.length} numbers, but its shape [${shape.join(', ')}] needs ${count}.`,
      );
  }
}

function isDType(value: unknown): value is HostTensor['dtype'] {
  return typeof value === 'string' && Object.hasOwn(arrays, value);
}

/** True for a list of sizes. */
export function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

/** A shape that is none, as messages show it. */
export function shapeText(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(kindOf).join(', ')}]` : kindOf(value);
}

/** By its name: the arrays of another part of a program, such as a test's, are not those of this one. */
function isArrayOf(data: unknown, name: string): boolean {
  return ArrayBuffer.isView(data) && Object.prototype.toString.call(data) === `[object ${name}]`;
}

function kindName(array: string): string {
  return `${array.startsWith('I') ? 'an' : 'a'} ${array}`;
}
