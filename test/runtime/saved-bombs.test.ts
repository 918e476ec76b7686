import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { unzipSync, zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../compiler/index.ts';
import { KmodelError, load, loadModel, loadWeights, type Model } from '../../runtime/index.ts';
import { testEngine } from '../support/engine.ts';

const gibibyte = 2 ** 30;
const mebibyte = 2 ** 20;
/** Where a zip file's list keeps what it says of a file (APPNOTE 6.3, 4.3.12). */
const listed = { signature: 0x02014b50, method: 10, size: 24, nameLength: 28, name: 46 } as const;
const deflated = 8;

const folder = mkdtempSync(join(tmpdir(), 'kmodel-saved-bombs-'));
let engine: Awaited<ReturnType<typeof testEngine>>;
let model: Model;
let parts: Readonly<Record<string, Uint8Array>>;

beforeAll(async () => {
  engine = await testEngine();
  const text = 'model M {\n  input x: float32[2]\n  head y = x -> Dense(1) { loss: mse }\n}\n';
  model = await load('m.kmodel', { host: createMemoryHost({ 'm.kmodel': text }), engine, seed: 1 });
  const whole = join(folder, 'whole.kmodel.zip');
  await model.save(whole);
  parts = unzipSync(readFileSync(whole));
});

/** Zeros, deflated: 250 KB that become 256 MiB. */
const packed = deflateRawSync(new Uint8Array(256 * mebibyte), { level: 1 });

/** The saved model with one of its files packed that way, of which the list says that it becomes so many bytes. */
function bomb(entry: string, said: number): string {
  const bytes = zipSync({ ...parts, [entry]: packed }, { level: 0 });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + listed.name <= bytes.length; at++) {
    if (view.getUint32(at, true) !== listed.signature) continue;
    const start = at + listed.name;
    const name = bytes.subarray(start, start + view.getUint16(at + listed.nameLength, true));
    if (new TextDecoder().decode(name) !== entry) continue;
    view.setUint16(at + listed.method, deflated, true);
    view.setUint32(at + listed.size, said, true);
  }
  const path = join(folder, `${entry}-${said}.kmodel.zip`);
  writeFileSync(path, bytes);
  return path;
}

/** The sentence that refuses an action, which takes no memory to speak of. */
async function refusal(action: () => Promise<unknown>): Promise<string> {
  const before = process.memoryUsage().rss;
  const error: unknown = await action().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(process.memoryUsage().rss - before).toBeLessThan(128 * mebibyte);
  expect(error).toBeInstanceOf(KmodelError);
  return (error as Error).message;
}

describe('a saved model that would fill the memory', () => {
  it.each([
    ['about.json', 65 * mebibyte, '0.1 GiB'],
    ['model.kmodel', 65 * mebibyte, '0.1 GiB'],
    ['weights.safetensors', 3 * gibibyte, '3 GiB'],
    ['state.safetensors', 3 * gibibyte, '3 GiB'],
  ])('is refused for its %s of %i bytes', async (entry, said, found) => {
    const path = bomb(entry, said);
    expect(await refusal(() => loadModel(path, { engine }))).toContain(`would become ${found} in memory`);
  });

  it('is refused as a file of weights, too', async () => {
    const path = bomb('weights.safetensors', 3 * gibibyte);
    expect(await refusal(() => loadWeights(model, path))).toContain(
      'would become 3 GiB in memory, and kmodel unpacks at most 2 GiB of a file.',
    );
  });

  it.each(['about.json', 'model.kmodel', 'weights.safetensors', 'state.safetensors'])(
    'is not unpacked further than it says: %s',
    async (entry) => {
      const path = bomb(entry, 1000);
      expect(await refusal(() => loadModel(path, { engine }))).toContain(`its ${entry} is damaged`);
    },
  );
});
