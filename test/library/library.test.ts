import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check, compileModel, createMemoryHost } from '../../compiler/index.ts';
import { formatText } from '../../grammar/format.ts';
import { createNodeHost } from '../../runtime/node-host.ts';

const folder = join(import.meta.dirname, '../../library');
const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.kmodel'))
  .map((file) => file.replaceAll('\\', '/').replace('.kmodel', ''));

const text = `import { NormalizedResidual, Residual, TransformerEncoder } from "kmodel:blocks"

model Images {
  input image: float32[32, 32, 16]
  branch features = image -> Residual(16) -> Residual(32, strides: 2) -> NormalizedResidual(64, project: true)
  head label = features -> GlobalAveragePooling2D() -> Dense(10, activation: softmax) {
    loss: sparse_categorical_crossentropy
  }
}

model Texts {
  input words: int32[T]
  head spam = words -> Embedding(100, 32) -> TransformerEncoder(4, 32, 64) -> GlobalAveragePooling1D() -> Dense(1)
}
`;

describe('the library that ships with kmodel', () => {
  it.each(names)('%s has no mistakes and stands in the canonical form', async (name) => {
    const source = readFileSync(join(folder, `${name}.kmodel`), 'utf8');
    const host = { ...createMemoryHost({ 'a.kmodel': source }), library: createNodeHost().library! };
    expect(check('a.kmodel', host).diagnostics).toEqual([]);
    expect(await formatText(source)).toBe(source);
  });

  it.each(['Images', 'Texts'])('its blocks build the model %s', (model) => {
    const host = { ...createMemoryHost({ 'm.kmodel': text }), library: createNodeHost().library! };
    const { graph, diagnostics } = compileModel('m.kmodel', host, { model });
    expect(diagnostics).toEqual([]);
    expect(graph!.heads).toHaveLength(1);
  });
});
