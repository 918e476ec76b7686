/** The text of a doc comment as a docstring of a function or module; nothing where there is none. */
export function docstring(doc: string | undefined, indent: string): readonly string[] {
  if (doc === undefined || doc.trim() === '') return [];
  const text = doc.trim().replaceAll('\\', '\\\\').replaceAll('"""', '\\"\\"\\"');
  // A quote at the end would close the docstring one character early.
  const lines = text.replace(/"$/, '\\"').split(/\r?\n/);
  if (lines.length === 1) return [`${indent}"""${lines[0]!}"""`];
  return [
    `${indent}"""${lines[0]!}`,
    ...lines.slice(1).map((line) => `${indent}${line}`.trimEnd()),
    `${indent}"""`,
  ];
}

/** The text of a doc comment as comments before a statement. */
export function comments(doc: string | undefined, indent: string): readonly string[] {
  if (doc === undefined || doc.trim() === '') return [];
  return doc
    .trim()
    .split(/\r?\n/)
    .map((line) => `${indent}# ${line}`.trimEnd());
}
