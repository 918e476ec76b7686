import { Tensor } from 'onnxruntime-common';
import type * as Ort from 'onnxruntime-common';
import { beforeEach, describe, expect, it } from 'vitest';
import { WebGpuSession } from '../../../../../runtime/engines/onnx/web/gpu-session.ts';
import { WebGpuState } from '../../../../../runtime/engines/onnx/web/gpu-state.ts';
import type { WebGpuDevice } from '../../../../../runtime/engines/onnx/web/gpu-tensor.ts';

const ort = { Tensor } as unknown as typeof Ort;

/** What happened to memory of the GPU, in its order. */
let events: string[];
let downloads: (() => void)[];

const device: WebGpuDevice = {
  createBuffer: ({ size }) => {
    events.push(`upload ${size}`);
    return { destroy: () => events.push('free upload') };
  },
  queue: { writeBuffer: () => undefined },
};

/** What onnxruntime leaves on the GPU; whoever downloads it waits for `arrive`. */
function resultOf(name: string, ...numbers: readonly number[]): Tensor {
  return Tensor.fromGpuBuffer({} as never, {
    dataType: 'float32',
    dims: [numbers.length],
    download: () => {
      events.push(`download ${name}`);
      return new Promise<never>((resolve) =>
        downloads.push(() => resolve(Float32Array.from(numbers) as never)),
      );
    },
    dispose: () => events.push(`free ${name}`),
  });
}

const arrive = (): void => downloads.splice(0).forEach((each) => each());

const floats = (...numbers: readonly number[]) =>
  ({ dtype: 'float32', shape: [numbers.length], data: Float32Array.from(numbers) }) as const;

describe('state on the GPU of a page', () => {
  let state: WebGpuState;
  let session: WebGpuSession;

  beforeEach(() => {
    events = [];
    downloads = [];
    state = new WebGpuState();
    state.write('w', floats(1, 2));
    session = new WebGpuSession(ort, {
      release: () => Promise.resolve(void events.push('release session')),
    } as unknown as Ort.InferenceSession);
  });

  it('goes there once, for all steps until it changes', () => {
    state.lendTo(['w'], ort, device).giveBack();
    state.lendTo(['w'], ort, device).giveBack();
    expect(events).toEqual(['upload 16']);
    state.write('w', floats(3, 4));
    state.lendTo(['w'], ort, device).giveBack();
    expect(events).toEqual(['upload 16', 'free upload', 'upload 16']);
  });

  it('cannot be read before it is downloaded, which happens once and leaves it there', async () => {
    state.takeFromGpu('w', session.keep(resultOf('a', 5, 6)));
    expect(() => state.read('w')).toThrow('The weights are on the GPU while the model trains');
    const done = Promise.all([state.download(), state.download()]);
    arrive();
    await done;
    await state.download();
    expect(state.read('w')).toEqual(floats(5, 6));
    const { tensors, giveBack } = state.lendTo(['w'], ort, device);
    expect(tensors.map(({ location }) => location)).toEqual(['gpu-buffer']);
    giveBack();
    expect(events).toEqual(['download a']);
  });

  it('is what a later step made of it, where that comes while it is downloaded', async () => {
    state.takeFromGpu('w', session.keep(resultOf('a', 5, 6)));
    const first = state.download();
    state.takeFromGpu('w', session.keep(resultOf('b', 7, 8)));
    arrive();
    await first;
    expect(events).toEqual(['download a', 'free a']);
    expect(() => state.read('w')).toThrow('on the GPU');
    const second = state.download();
    arrive();
    await second;
    expect(state.read('w')).toEqual(floats(7, 8));
  });

  it('is kept for a step that reads it, whatever comes in its place', () => {
    state.takeFromGpu('w', session.keep(resultOf('a', 5, 6)));
    const { giveBack } = state.lendTo(['w'], ort, device);
    state.write('w', floats(1, 2));
    expect(events).toEqual([]);
    giveBack();
    expect(events).toEqual(['free a']);
  });

  it('keeps the session that made it, which frees it', async () => {
    state.takeFromGpu('w', session.keep(resultOf('a', 5, 6)));
    await session.release();
    expect(events).toEqual([]);
    state.dispose();
    expect(events).toEqual(['free a', 'release session']);
    expect(state.names).toEqual([]);
  });

  it('stays in JavaScript where its numbers do not fill a buffer of the GPU', () => {
    state.write('seen', { dtype: 'bool', shape: [3], data: Uint8Array.of(1, 0, 1) });
    const { tensors, giveBack } = state.lendTo(['seen'], ort, device);
    expect(tensors.map(({ location }) => location)).toEqual(['cpu']);
    giveBack();
    expect(events).toEqual([]);
  });
});
