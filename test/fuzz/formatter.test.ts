import { describe, expect, it } from 'vitest';
import { formatText } from '../../grammar/format.ts';
import { createSourceFile, parse } from '../../grammar/index.ts';
import { hasSameTokens } from '../../grammar/same-tokens.ts';
import { FormatError } from '../../grammar/prettier.ts';
import { campaign, patience, type Attempt } from './support/campaign.ts';
import { mutated, writtenTexts } from './support/texts.ts';

const messages = (text: string): readonly string[] =>
  parse(createSourceFile('', text))
    .problems.map(({ message }) => message)
    .sort();

/** A written text that somebody is in the midst of changing. */
const changed = (attempt: Attempt): string =>
  mutated(attempt.choose(writtenTexts), 1 + attempt.pick(4), attempt);

/** The canonical form; undefined where the formatter says that it cannot read the text. */
async function formatted(text: string): Promise<string | undefined> {
  try {
    return await formatText(text);
  } catch (error) {
    if (error instanceof FormatError || (error as Error).message.startsWith('KM2004')) return undefined;
    throw new Error(`${(error as Error).message}\n${text}`, { cause: error });
  }
}

describe('the formatter, on a text that is being changed', () => {
  it(
    'doubles and deletes nothing, keeps the mistakes, and changes nothing the second time',
    async () => {
      await campaign('formatting', async (attempt) => {
        const text = changed(attempt);
        const result = await formatted(text);
        if (result === undefined) return;
        expect(hasSameTokens(text, result), `--- before\n${text}\n--- after\n${result}`).toBe(true);
        expect(messages(result), text).toEqual(messages(text));
        expect(await formatted(result), text).toBe(result);
      });
    },
    patience,
  );
});
