import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { definitionRules, modelRules } from '../../../compiler/rules/index.ts';

const files = new Set(readdirSync(import.meta.dirname));

/** `checkLossFits` is in `loss-fits.ts`, and its test in `loss-fits.test.ts`. */
function testFileOf(rule: string): string {
  const words = rule.replace(/^check/, '').replace(/([a-z])([A-Z])/g, '$1-$2');
  return `${words.toLowerCase()}.test.ts`;
}

describe('every rule', () => {
  it.each([...definitionRules, ...modelRules].map(({ name }) => name))('%s has tests of its own', (rule) => {
    expect(files).toContain(testFileOf(rule));
  });
});
