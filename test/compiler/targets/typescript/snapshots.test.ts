import { describe, expect, it } from 'vitest';
import { emitTypeScript } from '../../../../compiler/targets/typescript/emit.ts';
import { exampleTexts, subjectFrom } from '../../../support/subjects.ts';

describe('the generated TypeScript of the examples', () => {
  it.each(Object.keys(exampleTexts))('%s', async (name) => {
    const { graph, origin } = subjectFrom(exampleTexts, name);
    const { text } = await emitTypeScript(graph, origin, name);
    await expect(text).toMatchFileSnapshot(`fixtures/${name.replace('.kmodel', '.ts')}`);
  });
});
