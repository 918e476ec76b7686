const tabWidth = 4;

/** How many columns of a terminal a piece of text takes, starting at a column: tabs, wide and joined characters. */
export function textWidth(text: string, startColumn = 0): number {
  let column = startColumn;
  for (const character of text) column += characterWidth(character, column);
  return column - startColumn;
}

/** The text with tabs as spaces, so that marks below it line up. */
export function expandTabs(text: string, startColumn = 0): string {
  let column = startColumn;
  let expanded = '';
  for (const character of text) {
    const width = characterWidth(character, column);
    if (character === '\t') expanded += ' '.repeat(width);
    else expanded += isControl(character) ? '�' : character;
    column += width;
  }
  return expanded;
}

function characterWidth(character: string, column: number): number {
  if (character === '\t') return tabWidth - (column % tabWidth);
  if (isControl(character)) return 1;
  const code = character.codePointAt(0)!;
  if (code < 0x300) return 1;
  if (isJoined(character)) return 0;
  return isWide(code) ? 2 : 1;
}

function isControl(character: string): boolean {
  return /^\p{Cc}$/u.test(character);
}

/** Accents and joiners take no room of their own. */
function isJoined(character: string): boolean {
  return /^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character);
}

/** East Asian wide and full-width forms, and emoji. */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1f64f) ||
    (code >= 0x1f680 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}
