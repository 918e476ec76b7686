import { readFileSync } from 'node:fs';

/** A fenced block of a Markdown page. */
export interface CodeBlock {
  /** What stands behind the fence: `kmodel`, `text`, `kmodel fragment`. */
  readonly info: string;
  readonly code: string;
  /** The heading above it. */
  readonly heading: string;
  /** The line of its opening fence, from 1. */
  readonly line: number;
}

/** The fenced blocks of a page of the repository, in order. */
export function readCodeBlocks(path: string): readonly CodeBlock[] {
  const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const blocks: CodeBlock[] = [];
  let heading = '';
  let open: { info: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (open && line === '```') {
      blocks.push({ ...open, code: open.lines.map((each) => `${each}\n`).join(''), heading });
      open = undefined;
    } else if (open) open.lines.push(line);
    else if (line.startsWith('```')) open = { info: line.slice(3).trim(), line: index + 1, lines: [] };
    else if (/^#+ /.test(line)) heading = line.replace(/^#+ /, '');
  }
  if (open) throw new Error(`${path}:${open.line}: the fence is never closed.`);
  return blocks;
}
