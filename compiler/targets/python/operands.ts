/** The characters of a line, each with whether it stands in a string. */
export function* characters(
  text: string,
): Generator<{ readonly character: string; readonly at: number; readonly isText: boolean }> {
  let isText = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (isText && character === '\\') at++;
    else if (character === '"') isText = !isText;
    else yield { character, at, isText };
  }
}

/** Operators, the loosest first, as black breaks them. */
const operators = [
  /^,$/,
  /^([=!<>]=|[<>])$/,
  /^\|$/,
  /^\^$/,
  /^&$/,
  /^(<<|>>)$/,
  /^[-+]$/,
  /^(\*|\/\/?|%|@)$/,
];

/** An operand with the operator before it, and the comma behind it. */
export type Operand = readonly [operator: string, operand: string, comma: '' | ','];

/** An expression at its loosest operators outside of brackets. */
export function operands(text: string): readonly Operand[] {
  const found: { readonly at: number; readonly operator: string }[] = [];
  let depth = 0;
  for (const { character, at, isText } of characters(text)) {
    if (isText) continue;
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    else if (character === ' ' && depth === 0) {
      const operator = text[at - 1] === ',' ? ',' : /^ (\S{1,2}) /.exec(text.slice(at))?.[1];
      if (operator !== undefined) found.push({ at: at + 1, operator });
    }
  }
  if (found.length === 0) return methods(text);
  const loosest = operators.find((kind) => found.some(({ operator }) => kind.test(operator)));
  const places = found.filter(({ operator }) => loosest?.test(operator));
  const isList = places[0]?.operator === ',';
  return [{ at: 0, operator: '' }, ...places].map(({ at, operator }, index): Operand => {
    const end = places[index]?.at ?? text.length;
    const operand = text.slice(at, end).trim();
    if (isList) return ['', operand.replace(/,$/, ''), ','];
    return operator === '' ? ['', operand, ''] : [`${operator} `, operand.slice(operator.length + 1), ''];
  });
}

/** What is called one after the other, where that is more than one method: `.reshape(1, -1)`, `.expand(2, 3)`. */
function methods(text: string): readonly Operand[] {
  const places: number[] = [];
  let depth = 0;
  for (const { character, at, isText } of characters(text)) {
    if (isText) continue;
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    else if (character === '.' && depth === 0 && /[)\]}]/.test(text[at - 1] ?? '')) places.push(at);
  }
  if (places.length < 2) return [['', text, '']];
  return [0, ...places].map((at, index) => ['', text.slice(at, places[index] ?? text.length), '']);
}
