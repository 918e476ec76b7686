import { expect, it } from 'vitest';
import { checkText } from '../harness.ts';

it.each(['activatio', 'los', 'metrik', 'regularizr', 'constrain', 'shedule'])(
  '%s is one mistake, and read as it is meant',
  (word) => {
    const text = `${word} own(a, b) = a\nmodel M {\n  input x: float32[4]\n  head y = x -> Dense(1)\n}\n`;
    const { diagnostics } = checkText(text);
    expect(diagnostics[0]!.message).toMatch(
      new RegExp(`^No declaration begins with \`${word}\`. Did you mean `),
    );
  },
);
