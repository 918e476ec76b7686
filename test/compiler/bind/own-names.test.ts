import { describe, expect, it } from 'vitest';
import { check, createMemoryHost } from '../../../compiler/index.ts';

const names = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__'];

function messagesOf(text: string): readonly string[] {
  const { diagnostics } = check('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  return diagnostics.map(({ code, message }) => `${code} ${message}`);
}

describe.each(names)('%s, which every object has', (name) => {
  it('is a name like others for inputs, branches, heads, blocks, constants and parameters', () => {
    const text = `const ${name} = 3

model M {
  input x: float32[${name}]
  head y = x -> Dense(${name}) { loss: mse }
}
`;
    expect(messagesOf(text)).toEqual([]);
    const inner = `block B(${name}: int = 2) {
  input x
  return x -> Dense(${name})
}

model M(${name}: int = 4) {
  input x: float32[${name}]
  head y = x -> B() -> Dense(${name}) { loss: mse }
}
`;
    expect(messagesOf(inner)).toEqual([]);
    const graph = `model M {
  input ${name}: float32[2]
  branch b = ${name} -> Dense(2)
  head y = b + ${name} -> Dense(1) { loss: mse }
}
`;
    expect(messagesOf(graph)).toEqual([]);
  });

  it.each([
    ['an argument', `x -> Dense(1, ${name}: 2)`, 'KM2001'],
    ['a layer', `x -> ${name}()`, 'KM1003'],
    ['a name', `x + ${name} -> Dense(1)`, 'KM1001'],
  ])('is unknown as %s, and the message shows no code', (_, flow, code) => {
    const messages = messagesOf(`model M {\n  input x: float32[2]\n  head y = ${flow} { loss: mse }\n}\n`);
    expect(messages[0]).toContain(code);
    expect(messages.join()).not.toMatch(/native code|\[object|undefined/);
  });

  it('is unknown as a setting and as a type', () => {
    const messages = [
      ...messagesOf(
        `model M {\n  input x: float32[2]\n  head y = x -> Dense(1) { loss: mse, ${name}: 1 }\n}\n`,
      ),
      ...messagesOf(`model M {\n  input x: ${name}[2]\n  head y = x -> Dense(1)\n}\n`),
      ...messagesOf(`model M(a: ${name}) {\n  input x: float32[2]\n  head y = x -> Dense(1)\n}\n`),
    ];
    expect(messages.length).toBeGreaterThanOrEqual(3);
    expect(messages.join()).not.toMatch(/native code|\[object|undefined/);
  });
});
