import { engine as tf, getBackend, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { createTfjsEngine } from '../../../../runtime/engines/tfjs/engine.ts';
import { examineBackends, examineNative } from '../../../../runtime/engines/tfjs/examine.ts';
import { KmodelError } from '../../../../runtime/errors.ts';

const hasNative = await import('@tensorflow/tfjs-node' as string).then(
  () => true,
  () => false,
);

describe('backends', () => {
  it('auto takes the fastest that opens, and the description says which', async () => {
    const { name, description, backend } = await createTfjsEngine();
    expect(name).toBe('tfjs');
    expect(backend).toBe(hasNative ? 'tensorflow' : 'wasm');
    expect(description).toMatch(
      hasNative ? /^tfjs [\d.]+ on @tensorflow/ : /^tfjs [\d.]+ on wasm \(simd, 1 thread\)$/,
    );
  });

  it('open beside the one that tfjs has for others', async () => {
    await setBackend('cpu');
    const before = process.listeners('uncaughtException');
    await createTfjsEngine({ backend: 'wasm' });
    expect(getBackend()).toBe('cpu');
    expect(tf().findBackend('wasm')).toBeTruthy();
    expect(process.listeners('uncaughtException')).toEqual(before);
  });

  it.skipIf(hasNative)('that are not installed end in a sentence with a way out', async () => {
    const failure = await createTfjsEngine({ backend: 'tensorflow' }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(KmodelError);
    expect((failure as KmodelError).message).toBe(
      'tfjs has no backend `tensorflow` here: `@tensorflow/tfjs-node-gpu` is not installed, and `@tensorflow/tfjs-node` is not installed.',
    );
    expect((failure as KmodelError).help).toContain('npm install @tensorflow/tfjs-node');
  });

  it('that are installed without their native library end in one, too', async () => {
    const error = Object.assign(
      new Error(
        'The Node.js native addon module (tfjs_binding.node) can not be found at path: /x\nPlease run command …',
      ),
      { code: 'MODULE_NOT_FOUND' },
    );
    const report = await examineNative('@tensorflow/tfjs-node', () => Promise.reject(error));
    expect(report).toMatchObject({ works: false, name: '@tensorflow/tfjs-node' });
    expect(report.detail).toBe(
      'is installed, but does not load: The Node.js native addon module (tfjs_binding.node) can not be found at path: /x',
    );
    expect(report.advice).toContain('npm rebuild @tensorflow/tfjs-node');
  });

  it('that bring a tfjs-core of their own are told so', async () => {
    const report = await examineNative('@tensorflow/tfjs-node', () => Promise.resolve({}));
    expect(report.detail).toContain('it brings a tfjs-core of its own');
  });

  it('are all reported', async () => {
    const reports = await examineBackends();
    expect(reports.map(({ name }) => name)).toEqual([
      '@tensorflow/tfjs-node-gpu',
      '@tensorflow/tfjs-node',
      'tfjs wasm',
      'tfjs cpu',
    ]);
    expect(reports.slice(2).every(({ works }) => works)).toBe(true);
    expect(reports.every(({ works, advice }) => works || advice !== undefined)).toBe(true);
  });
});
