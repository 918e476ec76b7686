import { describe, expect, it } from 'vitest';
import { emitTypeScript } from '../../../../compiler/targets/typescript/emit.ts';
import { exampleTexts, ownExampleTexts, subjectFrom } from '../../../support/subjects.ts';

describe('the generated TypeScript of the examples', () => {
  it.each(Object.keys(exampleTexts))('%s', async (name) => {
    const { graph, origin } = subjectFrom(exampleTexts, name);
    const { text } = await emitTypeScript(graph, origin, name);
    await expect(text).toMatchFileSnapshot(`fixtures/${name.replace('.kmodel', '.ts')}`);
  });

  it.each([
    ['vae.kmodel', 'Vae'],
    ['rings-gan.kmodel', 'RingsGan'],
    ['contrastive.kmodel', 'Contrastive'],
    ['distillation.kmodel', 'Student'],
  ])('%s, which trains in steps of its own', async (name, model) => {
    const { graph, origin } = subjectFrom(ownExampleTexts, name, model);
    const { text } = await emitTypeScript(graph, origin, name);
    await expect(text).toMatchFileSnapshot(`fixtures/${name.replace('.kmodel', '.ts')}`);
  });
});
