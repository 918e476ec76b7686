import type { ComponentCategory } from './values.ts';

export const componentCategories: readonly ComponentCategory[] = [
  'activation',
  'initializer',
  'regularizer',
  'constraint',
  'loss',
  'metric',
  'optimizer',
  'schedule',
  'callback',
];

const words: Partial<Record<ComponentCategory, string>> = { schedule: 'learning-rate schedule' };

/** What a category is called in messages. */
export function categoryText(category: ComponentCategory): string {
  return words[category] ?? category;
}

/** `a` or `an`, as the word wants it. */
export function articleFor(word: string): 'a' | 'an' {
  return /^[aeiou]/i.test(word) ? 'an' : 'a';
}
