/** Prettier's settings that the formatter follows. */
export interface FormatOptions {
  readonly printWidth?: number;
  readonly tabWidth?: number;
  readonly useTabs?: boolean;
  readonly endOfLine?: 'lf' | 'crlf' | 'cr' | 'auto';
  /** Strings with one of these texts become bare names where an option may stand; Keras's words if left out. */
  readonly optionWords?: ReadonlySet<string>;
}

/**
 * The one canonical form of a text. Formatting it again changes nothing, and it means what the text means.
 *
 * Rejects with a `FormatError`, which names the first problem and its place, if the text cannot be read.
 */
export async function formatText(text: string, options: FormatOptions = {}): Promise<string> {
  const { optionWords, ...settings } = options;
  const [{ format }, { createPlugin }] = await Promise.all([
    import('prettier/standalone'),
    import('./prettier.ts'),
  ]);
  return format(text, { ...settings, parser: 'kmodel', plugins: [createPlugin(optionWords)] });
}
