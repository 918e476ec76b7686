import { afterEach, describe, expect, it, vi } from 'vitest';
import { createEngine } from '../../cli/engine.ts';
import { UsageError } from '../../cli/exit-codes.ts';
import type { Engine } from '../../runtime/engines/engine.ts';
import { KmodelError } from '../../runtime/errors.ts';

const engine = (name: Engine['name'], description: string): Engine => ({
  name,
  description,
  load: () => Promise.reject(new Error('not needed here')),
  createState: () => {
    throw new Error('not needed here');
  },
});
const starts = {
  onnx: () => Promise.resolve(engine('onnx', 'onnxruntime 1')),
  tfjs: () => Promise.resolve(engine('tfjs', 'tfjs 4 on wasm')),
};
const broken = () => Promise.reject(new Error('libfoo.so: no such file\n at Object.dlopen'));

describe('--engine', () => {
  let printed = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  afterEach(() => void (printed = ''));

  it('auto takes onnx where it loads', async () => {
    expect((await createEngine('auto', {}, starts)).name).toBe('onnx');
    expect(printed).toBe('');
  });

  it('auto goes on to tfjs where onnx does not load, and says so', async () => {
    expect((await createEngine('auto', {}, { ...starts, onnx: broken })).name).toBe('tfjs');
    expect(printed).toContain(
      'onnxruntime does not load: libfoo.so: no such file. tfjs 4 on wasm runs instead.',
    );
  });

  it('takes the one that is asked for, and none instead', async () => {
    expect((await createEngine('tfjs', {}, starts)).name).toBe('tfjs');
    const failure = createEngine('tfjs', {}, { ...starts, tfjs: broken });
    await expect(failure).rejects.toThrow(KmodelError);
    await expect(failure).rejects.toThrow('tfjs does not load: libfoo.so: no such file.');
  });

  it('refuses a name that it does not know', async () => {
    const failure = createEngine('torch', {}, starts);
    await expect(failure).rejects.toThrow(UsageError);
    await expect(failure).rejects.toThrow('There is no engine `torch`.');
  });
});
