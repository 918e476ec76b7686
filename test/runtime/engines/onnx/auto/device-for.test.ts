import { describe, expect, it, vi } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../../compiler/index.ts';
import { chooseDevice, safeDeviceFor } from '../../../../../runtime/engines/onnx/auto/choose-device.ts';
import {
  deviceFor,
  type Machine,
  type MeasuredGpu,
  type Training,
} from '../../../../../runtime/engines/onnx/auto/device-for.ts';
import {
  isLong,
  isWorthwhile,
  stepMs,
  type Speeds,
} from '../../../../../runtime/engines/onnx/auto/estimate.ts';
import {
  boundSteps,
  gpuWork,
  leastGpuWork,
  processorWork,
  writeForGpu,
} from '../../../../../runtime/engines/onnx/auto/step-work.ts';

function modelOf(text: string) {
  const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  if (!graph) throw new Error(diagnostics[0]!.message);
  return graph;
}

const mlp = modelOf(`model Mlp {
  input x: float32[784]
  head y = x -> Dense(128, activation: relu) -> Dense(10) { loss: mse }
  train { optimizer: Adam }
}`);
const resnet = modelOf(`block Part() {
  input x
  branch main = x -> Conv2D(64, 3, padding: same) -> BatchNormalization() -> ReLU() -> Conv2D(64, 3, padding: same)
  return main + x -> ReLU()
}
model Resnet {
  input x: float32[64, 64, 3]
  head y = x -> Conv2D(64, 7, strides: 2) -> Part() -> Part() -> GlobalAveragePooling2D() -> Dense(10) { loss: mse }
  train { optimizer: SGD }
}`);
const lstm = modelOf(`model Lstm {
  input x: float32[200, 64]
  head y = x -> LSTM(256) -> Dense(1) { loss: mse }
}`);
const open = modelOf(`model Open {
  input x: float32[T, 64]
  head y = x -> Conv1D(256, 9) -> GlobalMaxPooling1D() -> Dense(1) { loss: mse }
}`);
const untrained = modelOf('model U {\n  input x: float32[4]\n  head y = x -> Dense(1)\n}');

/** Two cores of a server, and a graphics card in it. */
const processor: Speeds = { msPerNode: 0, multiplicationsPerMs: 2e8, numbersPerMs: 2e6 };
const card: Speeds = { msPerNode: 0.05, multiplicationsPerMs: 2.5e9, numbersPerMs: 7e6 };

function machineWith(given: Partial<Machine> = {}, speeds = card, rehearsed: number | undefined = 1) {
  const close = vi.fn<() => void>();
  const rehearse = vi.fn<MeasuredGpu['rehearse']>(() => Promise.resolve(rehearsed));
  const machine = {
    mayHaveGpu: vi.fn(() => Promise.resolve(true)),
    slowest: { msPerNode: 0, multiplicationsPerMs: 8e6, numbersPerMs: 5e5 },
    processor: vi.fn(() => Promise.resolve(processor)),
    hasGpu: vi.fn(() => Promise.resolve(true)),
    gpu: vi.fn(() => Promise.resolve({ speeds, rehearse, close } as MeasuredGpu | undefined)),
    ...given,
  };
  return { machine, rehearse, close };
}

const trainingOf = (
  model: Training['model'],
  batch = 64,
  sizes: Training['sizes'] = new Map(),
): Training => ({ model, batch, sizes });

describe('--device auto', () => {
  it('takes the GPU for convolutions, by what was measured and by the step itself', async () => {
    const { machine, rehearse, close } = machineWith();
    expect(await deviceFor(trainingOf(resnet), machine)).toBe('gpu');
    expect(machine.gpu).toHaveBeenCalledWith(processor);
    expect(rehearse).toHaveBeenCalledOnce();
    expect(close).toHaveBeenCalledOnce();
  });

  it('stays on the processor with small layers, and measures nothing', async () => {
    const { machine } = machineWith();
    expect(await deviceFor(trainingOf(mlp), machine)).toBe('cpu');
    expect(machine.processor).not.toHaveBeenCalled();
    expect(machine.hasGpu).not.toHaveBeenCalled();
    expect(machine.gpu).not.toHaveBeenCalled();
  });

  it('stays on the processor with loops, which are a node for every time step and op', async () => {
    const { machine } = machineWith();
    expect(await deviceFor(trainingOf(lstm, 32), machine)).toBe('cpu');
    expect(machine.gpu).not.toHaveBeenCalled();
  });

  it('stays on the processor where a size is open, and where nothing is trained', async () => {
    const { machine } = machineWith();
    expect(await deviceFor(trainingOf(open), machine)).toBe('cpu');
    expect(await deviceFor(trainingOf(open, 64, new Map([['T', 4000]])), machine)).toBe('gpu');
    expect(await deviceFor(trainingOf(untrained), machine)).toBe('cpu');
  });

  it('stays on the processor in a training that is soon over', async () => {
    const { machine } = machineWith();
    expect(await deviceFor({ ...trainingOf(resnet), steps: 20 }, machine)).toBe('cpu');
    expect(machine.gpu).not.toHaveBeenCalled();
    expect(await deviceFor({ ...trainingOf(resnet), steps: 2000 }, machine)).toBe('gpu');
  });

  it('asks no further where there is no way to a GPU, none, or one in software alone', async () => {
    const none = machineWith({ mayHaveGpu: () => Promise.resolve(false) });
    expect(await deviceFor(trainingOf(resnet), none.machine)).toBe('cpu');
    expect(none.machine.hasGpu).not.toHaveBeenCalled();
    const software = machineWith({ hasGpu: () => Promise.resolve(false) });
    expect(await deviceFor(trainingOf(resnet), software.machine)).toBe('cpu');
    expect(software.machine.processor).not.toHaveBeenCalled();
  });

  it.each<[string, Speeds]>([
    ['nodes', { ...card, msPerNode: 20 }],
    ['products', { ...card, multiplicationsPerMs: 2e8 }],
    ['other ops', { ...card, numbersPerMs: 1e5 }],
  ])('stays on the processor where the GPU is slow at %s, and ends it', async (_, speeds) => {
    const { machine, rehearse, close } = machineWith({}, speeds);
    expect(await deviceFor(trainingOf(resnet), machine)).toBe('cpu');
    expect(rehearse).not.toHaveBeenCalled();
    expect(close).toHaveBeenCalledOnce();
  });

  it('stays on the processor where the GPU does not work, or the step does not run there or takes long', async () => {
    const wrong = machineWith({ gpu: () => Promise.resolve(undefined) });
    expect(await deviceFor(trainingOf(resnet), wrong.machine)).toBe('cpu');
    for (const rehearsed of [undefined, 1e6]) {
      const { machine, rehearse, close } = machineWith({}, card, rehearsed);
      rehearse.mockResolvedValue(rehearsed);
      expect(await deviceFor(trainingOf(resnet), machine)).toBe('cpu');
      expect(close).toHaveBeenCalledOnce();
    }
  });

  it.each<keyof Machine>(['mayHaveGpu', 'processor', 'hasGpu', 'gpu'])(
    'stays on the processor in silence where `%s` fails',
    async (part) => {
      const { machine } = machineWith({ [part]: () => Promise.reject(new Error('a driver says')) });
      expect(await safeDeviceFor(trainingOf(resnet), () => machine)).toBe('cpu');
    },
  );
});

describe('the estimate of a step', () => {
  it('is its nodes or its computing, whichever is more', () => {
    const work = { nodes: 100, multiplications: 5e9, numbers: 7e6 };
    expect(stepMs(work, card)).toBe(5);
    expect(stepMs({ ...work, multiplications: 5e10 }, card)).toBe(21);
  });

  it('asks for half of the time, and for a step and a training that matter', () => {
    expect([isWorthwhile(50, 100), isWorthwhile(51, 100)]).toEqual([true, false]);
    expect([isLong(5), isLong(4.9), isLong(100, 200), isLong(100, 199)]).toEqual([true, false, true, false]);
  });

  it('knows of the GPU that loops are unrolled there, and what it has to do at least', () => {
    const steps = boundSteps(lstm, 2, new Map())!;
    const written = gpuWork(writeForGpu(steps));
    // Each of 200 time steps is a product forwards, and two backwards, besides all else.
    expect(written.nodes).toBeGreaterThan(200 * 3);
    expect(leastGpuWork(steps).nodes).toBeLessThanOrEqual(written.nodes);
    expect(processorWork(steps).multiplications).toBeGreaterThan(200 * 3 * 2 * 256 * 1024);
  });

  it('counts the steps of a training in turns together, each as often as it comes', () => {
    const steps = (train: string) =>
      boundSteps(
        modelOf(`model M {
  input x: float32[4]
  branch wide = x -> Dense(8)
  head y = wide -> Dense(1) { loss: mse }
  train { ${train} }
}`),
        2,
        new Map(),
      )!;
    const whole = steps('optimizer: SGD');
    const turns = (repeat: number) =>
      steps(`step one { minimize: [y], update: [wide], repeat: ${repeat} }\nstep two { minimize: [y] }`);
    expect(whole.map(({ repeat }) => repeat)).toEqual([1]);
    expect(turns(3).map(({ repeat }) => repeat)).toEqual([3, 1]);
    const [one, two] = turns(3).map((step) => processorWork([{ ...step, repeat: 1 }]).nodes);
    expect(Math.min(one!, two!)).toBeGreaterThan(0);
    expect(processorWork(turns(3)).nodes).toBe(3 * one! + two!);
  });
});

describe('chooseDevice', () => {
  it('is the processor where a model is small', async () => {
    expect(await chooseDevice(mlp, { batchSize: 32, sizes: {}, steps: 10 })).toBe('cpu');
  });

  it('refuses what cannot be meant', async () => {
    await expect(chooseDevice(mlp, { batchSize: 0 })).rejects.toThrow('`batchSize` is 0');
    await expect(chooseDevice(mlp, { sizes: { T: 1.5 } })).rejects.toThrow('`T` is 1.5');
    await expect(chooseDevice(mlp, { batch: 1 } as never)).rejects.toThrow('has no option `batch`');
    await expect(chooseDevice({ graph: mlp } as never)).rejects.toThrow('takes the graph of a model');
  });
});
