import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check, compileModel, createMemoryHost } from '../../compiler/index.ts';
import { makeFlatDigits, makeSmallDigits } from '../../examples/data/images.ts';
import { makeSpam } from '../../examples/data/texts.ts';
import { makeKinds, makePairsOfDigits, makeRing } from '../../examples/own/data.ts';
import { improve, restDistance } from '../../examples/own/policy-gradient.ts';
import { formatText } from '../../grammar/format.ts';
import { createOnnxEngine } from '../../runtime/engines/onnx/engine.ts';
import type { HostTensor } from '../../runtime/engines/engine.ts';
import { Model } from '../../runtime/model.ts';
import { createRandom } from '../../runtime/random.ts';

const folder = join(import.meta.dirname, '../../examples/own');
const files: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => file.endsWith('.kmodel'))
    .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
);
const host = createMemoryHost(files);

async function made(file: string, model?: string): Promise<Model> {
  const { graph, diagnostics } = compileModel(`${file}.kmodel`, host, model === undefined ? {} : { model });
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return new Model(graph, await createOnnxEngine({ threads: 1 }), { seed: 3 });
}

const last = (values: readonly (number | null)[] | undefined): number => values?.at(-1) ?? NaN;

/** The row of a tensor of so many columns. */
const row = ({ data }: HostTensor, index: number, width: number): readonly number[] =>
  Array.from({ length: width }, (_, column) => data[width * index + column]!);

describe('every example of declarations of one’s own', () => {
  it.each(Object.keys(files))('%s has no mistakes and stands in the canonical form', async (file) => {
    expect(check(file, host).diagnostics).toEqual([]);
    expect(await formatText(files[file]!)).toBe(files[file]);
  });
});

describe('trained, it does what it is for', () => {
  it('a variational autoencoder draws images again that it has not seen, and keeps its codes near a normal distribution', async () => {
    const model = await made('vae');
    const { pixels } = makeFlatDigits(600, createRandom(1, 'vae'));
    const { history } = await model.fit({ image: pixels! }, { epochs: 20, validationSplit: 0.2 });
    const { pixels: unseen } = makeFlatDigits(50, createRandom(2, 'vae'));
    const { decoded } = await model.predict({ image: unseen! });
    const ink = [...unseen!.data];
    const wrong = ink.map((value, index) => Math.abs(value - decoded!.data[index]!));
    expect(sum(wrong) / sum(ink)).toBeLessThan(0.8);
    expect(last(history.val_loss as number[])).toBeLessThan(0.26);
    expect(last(history.kl as number[])).toBeLessThan(40);
  });

  it('a GAN draws points that lie on the ring, all around it', async () => {
    const model = await made('rings-gan');
    const { point } = makeRing(2048, createRandom(1, 'ring'));
    await model.fit({ point: point! }, { epochs: 60 });
    const { sample } = await model.predict({ point: point! }, { seed: 4 });
    const radii: number[] = [];
    const sectors = new Array<number>(8).fill(0);
    for (let index = 0; index < 2048; index++) {
      const [x, y] = row(sample!, index, 2) as readonly [number, number];
      radii.push(Math.hypot(x, y));
      sectors[Math.floor(((Math.atan2(y, x) + Math.PI) / (2 * Math.PI)) * 8) % 8]! += 1 / 2048;
    }
    const mean = sum(radii) / radii.length;
    expect(mean).toBeGreaterThan(1.8);
    expect(mean).toBeLessThan(2.2);
    expect(radii.filter((each) => Math.abs(each - 2) < 0.5).length / radii.length).toBeGreaterThan(0.8);
    expect(Math.min(...sectors)).toBeGreaterThan(0.03);
  });

  it('codes that are learned from pairs of views tell kinds apart that the samples hide', async () => {
    const model = await made('contrastive');
    const { data } = makeKinds(1024, createRandom(1, 'kinds'));
    await model.fit(data, { epochs: 20 });
    const { data: unseen, kinds } = makeKinds(300, createRandom(2, 'kinds'));
    const { code } = await model.predict(unseen);
    const raw = nearestOfSameKind(unseen.sample!, 8, kinds);
    const learned = nearestOfSameKind(code!, 8, kinds);
    expect(raw).toBeLessThan(0.7);
    expect(learned).toBeGreaterThan(0.95);
  });

  it('a siamese network learns a distance by a contrastive loss of its own', async () => {
    const model = await made('contrastive-siamese');
    await model.fit(makePairsOfDigits(1500, createRandom(1, 'pairs')), { epochs: 15 });
    const logs = await model.evaluate(makePairsOfDigits(400, createRandom(2, 'pairs')));
    expect(logs.same_class).toBeGreaterThan(0.9);
  });

  it('a small network learns from a frozen teacher, without labels, and the teacher stays as it was', async () => {
    const teacher = await made('distillation', 'Teacher');
    const { pixels, digit } = makeSmallDigits(1500, createRandom(1, 'lessons'));
    await teacher.fit({ x: pixels!, logits: digit! }, { epochs: 10 });
    const student = await made('distillation', 'Student');
    const taught = teacher.getWeights();
    student.setWeights({
      ...student.getWeights(),
      ...Object.fromEntries(Object.entries(taught).map(([name, tensor]) => [`teacher_${name}`, tensor])),
    });
    await student.fit({ x: pixels! }, { epochs: 30 });
    for (const [name, tensor] of Object.entries(taught))
      expect([...student.getWeights()[`teacher_${name}`]!.data], name).toEqual([...tensor.data]);
    const { pixels: unseen, digit: answers } = makeSmallDigits(400, createRandom(2, 'lessons'));
    const { logits } = await student.predict({ x: unseen! });
    const right = Array.from(
      { length: 400 },
      (_, index) => argmax(row(logits!, index, 10)) === answers!.data[index],
    );
    expect(right.filter(Boolean).length / 400).toBeGreaterThan(0.9);
  });

  it('a transformer whose attention is a layer of its own tells spam', async () => {
    const model = await made('own-attention');
    await model.fit(makeSpam(800, createRandom(1, 'spam')), { epochs: 3 });
    const logs = await model.evaluate(makeSpam(300, createRandom(2, 'spam')));
    expect(logs.accuracy).toBeGreaterThan(0.95);
  });

  it('a policy gradient brings carts to rest in the middle', async () => {
    const model = await made('policy');
    const before = await restDistance(model);
    await improve(model, 60, 1);
    expect(before).toBeGreaterThan(0.4);
    expect(await restDistance(model)).toBeLessThan(0.1);
  });

  it('a neuron by hand goes the way of the textbook', async () => {
    const model = await made('neuron');
    const x = { shape: [1, 1], data: Float32Array.of(1) };
    const { y } = await model.predict({ x });
    expect(y!.data[0]).toBeCloseTo(0.19278, 5);
    await model.fit(
      { x, y: { shape: [1, 1], data: Float32Array.of(0) } },
      { epochs: 1000, validationSplit: 0 },
    );
    const { y: trained } = await model.predict({ x });
    expect(trained!.data[0]).toBeCloseTo(neuronByHand(-1.43204, 0.1, 1000), 5);
  });
});

/** `w = w + rate · error · x` for an input of 1 that shall give 0, so many times; what the neuron gives then. */
function neuronByHand(start: number, rate: number, times: number): number {
  let weight = start;
  const output = (): number => 1 / (1 + Math.exp(-weight));
  for (let time = 0; time < times; time++) weight += rate * (0 - output());
  return output();
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function argmax(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

/** The share of rows whose nearest other row is of the same kind. */
function nearestOfSameKind(rows: HostTensor, width: number, kinds: readonly number[]): number {
  const all = kinds.map((_, index) => row(rows, index, width));
  const right = all.filter((own, index) => {
    let [least, nearest] = [Infinity, -1];
    for (const [other, values] of all.entries()) {
      if (other === index) continue;
      const distance = values.reduce((sum, value, column) => sum + (value - own[column]!) ** 2, 0);
      if (distance < least) [least, nearest] = [distance, other];
    }
    return kinds[nearest] === kinds[index];
  });
  return right.length / all.length;
}
