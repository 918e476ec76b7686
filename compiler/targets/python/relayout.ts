import { expressionOf, layout, lineWidth } from './layout.ts';
import { characters } from './operands.ts';

/** Lines whose statements are laid out anew where something in them has become too long. */
export function relaidOut(lines: readonly string[]): readonly string[] {
  const result: string[] = [];
  let statement: string[] = [];
  let depth = 0;
  let isDocumentation = false;
  for (const line of lines) {
    // Documentation and comments stay as they were written.
    const quotes = line.split('"""').length - 1;
    if (isDocumentation || quotes > 0 || /^ *#/.test(line)) {
      if (quotes === 1) isDocumentation = !isDocumentation;
      result.push(line);
      continue;
    }
    statement.push(line);
    depth += depthOf(line);
    if (depth > 0) continue;
    const laidOut = statement.some((each) => [...each].length > lineWidth) ? anew(statement) : statement;
    for (const line of laidOut) result.push(line);
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
  // Where a comprehension breaks is beyond this: those are written as they are to stand.
  if (/ (for|lambda|if) /.test(text)) return lines;
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
