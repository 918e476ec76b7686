import { createMemoryHost } from '../../../compiler/index.ts';
import { check } from '../../../compiler/check/compile.ts';
import { load, type Model } from '../../../runtime/index.ts';
import { testEngine } from '../../support/engine.ts';

/** A model of a text. */
export async function modelOf(text: string, name?: string): Promise<Model> {
  const host = createMemoryHost({ 'm.kmodel': text });
  return load('m.kmodel', { host, engine: await testEngine(), seed: 1, ...(name ? { model: name } : {}) });
}

/** What is wrong with a text: `CODE message`. */
export function mistakesOf(text: string): readonly string[] {
  const { diagnostics } = check('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  return diagnostics.map(({ code, message }) => `${code} ${message}`);
}

/** Floats of a shape. */
export function floats(shape: readonly number[], data: ArrayLike<number>) {
  return { dtype: 'float32' as const, shape, data: Float32Array.from(data) };
}

/** The numbers of a result. */
export function numbers(tensor: { readonly data: ArrayLike<number | bigint> } | undefined): number[] {
  return Array.from(tensor!.data, Number);
}

/** Expects numbers that are equal up to float32's rounding. */
export function close(found: readonly number[], wanted: readonly number[], digits = 5): boolean {
  return (
    found.length === wanted.length &&
    found.every((value, index) => Math.abs(value - wanted[index]!) < 10 ** -digits)
  );
}
