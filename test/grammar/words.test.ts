import { expect, it } from 'vitest';
import { formatText } from '../../grammar/format.ts';
import { read } from './outline.ts';

const text = `model Towns {
  input town: string { missing: "mean" }
  input age: float32[1] { missing: median } // years
  input tags: string[2]
  head kind = town -> StringLookup(vocabulary: ["same", "max"], mask_token: "relu") {
    classes: ["mean", "sum"]
  }
}
`;

it('an input may have settings', () => {
  const { file, problems } = read(text);
  expect(problems).toEqual([]);
  const [model] = file.declarations;
  const inputs = model?.kind === 'Model' ? model.members.filter(({ kind }) => kind === 'Input') : [];
  expect(inputs.map((input) => ('settings' in input ? input.settings?.entries.length : 0))).toEqual([
    1,
    1,
    undefined,
  ]);
});

it('words of data stay in quotes, whatever words of Keras they are like', async () => {
  const formatted = await formatText(text);
  for (const word of [
    '"mean" }',
    '["same", "max"]',
    '"relu"',
    '["mean", "sum"]',
    '{ missing: median } // years',
  ])
    expect(formatted).toContain(word);
  expect(await formatText(formatted)).toBe(formatted);
});

it('comments in the settings of an input stay there', async () => {
  const commented = 'model M {\n  input x: float32[1] {\n    // what stands there\n    missing: 0\n  }\n}\n';
  expect(await formatText(commented)).toContain('// what stands there\n');
});

it('settings that are cut off cost no other member', () => {
  const { file, problems } = read(
    'model M {\n  input x: float32[1] { missing:\n  head y = x -> Dense(1)\n}\n',
  );
  expect(problems.length).toBeGreaterThan(0);
  const [model] = file.declarations;
  expect(model?.kind === 'Model' && model.members.map(({ kind }) => kind)).toEqual(['Input', 'Head']);
});
