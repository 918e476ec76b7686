import { describe, expect, it } from 'vitest';
import { check, createMemoryHost } from '../../../compiler/index.ts';

describe('the file of ModelCheckpoint', () => {
  const found = (path: string) => {
    const text = `model M {\n  input x: float32[2]\n  head y = x -> Dense(1) { loss: mse }\n  train { callbacks: [ModelCheckpoint("${path}")] }\n}\n`;
    const { diagnostics } = check('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
    return diagnostics.filter(({ severity }) => severity === 'error');
  };

  it.each([
    ['m.keras', 'm.safetensors'],
    ['best.weights.h5', 'best.safetensors'],
    ['w_{epoch:02d}.h5', 'w_{epoch:02d}.safetensors'],
    ['best', 'best.safetensors'],
  ])('%s is an error before the training, with %s as the way out', (path, better) => {
    const [error, ...rest] = found(path);
    expect(rest).toEqual([]);
    expect(error).toMatchObject({ code: 'KM2004', help: `write \`"${better}"\`.` });
    expect(error!.message).toContain(
      '`filepath` of ModelCheckpoint must be a name that ends in `.safetensors`',
    );
  });

  it.each(['best.safetensors', 'in/w_{epoch:02d}-{val_loss:.2f}.safetensors'])('%s is none', (path) => {
    expect(found(path)).toEqual([]);
  });
});
