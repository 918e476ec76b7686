import { layout, lineWidth, type PythonExpression } from './layout.ts';

/** Lines whose statements are laid out anew where something in them has become too long. */
export function relaidOut(lines: readonly string[]): readonly string[] {
  const result: string[] = [];
  let statement: string[] = [];
  let depth = 0;
  for (const line of lines) {
    statement.push(line);
    depth += depthOf(line);
    if (depth > 0) continue;
    result.push(...(statement.some((each) => [...each].length > lineWidth) ? anew(statement) : statement));
    statement = [];
  }
  return [...result, ...statement];
}

function anew(lines: readonly string[]): readonly string[] {
  const indent = /^ */.exec(lines[0]!)![0];
  const text = lines
    .map((line) => line.trim())
    .join(' ')
    .replace(/([([{]) /g, '$1')
    .replace(/,? ([)\]}])/g, '$1');
  const prefix = /^(return |[\w., ]+ = )?/.exec(text)![0];
  return layout(prefix, expressionOf(text.slice(prefix.length)), '', indent);
}

/** How many brackets a line opens that it does not close. */
function depthOf(line: string): number {
  let depth = 0;
  for (const { character, isText } of characters(line))
    if (!isText) depth += '([{'.includes(character) ? 1 : ')]}'.includes(character) ? -1 : 0;
  return depth;
}

/** The characters of a line, each with whether it stands in a string. */
function* characters(
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

/** Text as its layout needs to know it: the last bracket, and what stands in it. */
function expressionOf(text: string): PythonExpression {
  const pair = /^(\w+=|"[^"]*": )(?!=)/.exec(text);
  if (pair) return { kind: 'pair', name: pair[0], value: expressionOf(text.slice(pair[0].length)) };
  // A tuple of one entry keeps its comma.
  if (!/[)\]}]$/.test(text) || text.endsWith(',)')) return text;
  const opened: number[] = [];
  let start = -1;
  const commas: (readonly [depth: number, at: number])[] = [];
  for (const { character, at, isText } of characters(text)) {
    if (isText) continue;
    if ('([{'.includes(character)) opened.push(at);
    else if (')]}'.includes(character)) start = opened.pop()!;
    else if (character === ',') commas.push([opened.length, at]);
  }
  const inside = commas.filter(([depth, at]) => depth === 1 && at > start).map(([, at]) => at);
  const ends = [...inside, text.length - 1];
  const items = ends.map((end, index) =>
    text.slice(index === 0 ? start + 1 : ends[index - 1]! + 1, end).trim(),
  );
  return {
    kind: 'brackets',
    head: expressionOf(text.slice(0, start)),
    open: text[start] as '(' | '[' | '{',
    items: items.filter((item) => item !== '').map(expressionOf),
  };
}
