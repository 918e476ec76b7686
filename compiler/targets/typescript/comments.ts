/** A doc comment; what would end it early is taken apart. Lines follow the text's own. */
export function docComment(...parts: readonly (string | undefined)[]): string {
  const text = parts.filter((part) => part !== undefined && part !== '').join('\n\n');
  if (text === '') return '';
  const lines = text.replaceAll('*/', '*\u200b/').split(/\r?\n/);
  if (lines.length === 1) return `/** ${lines[0]} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */\n`;
}
