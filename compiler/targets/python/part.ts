/** Modules of Python's own library that generated programs import. */
export const standardModules = [
  'argparse',
  'csv',
  'datetime',
  'gzip',
  'io',
  'json',
  'math',
  'os',
  'pathlib',
  're',
  'shutil',
  'signal',
  'string',
  'sys',
  'time',
] as const;

/** What a part of a generated program reads beside the names of the program itself. */
export type PythonImport =
  | (typeof standardModules)[number]
  /** `torch.nn.functional`, as `F` */
  | 'functional'
  | 'distributed'
  | 'distributed.nn'
  /** What random numbers follow from, and the rows of each process. */
  | 'shared';

/** A part of a generated program, with what it imports. */
export interface ProgramPart {
  readonly text: string;
  readonly imports: readonly PythonImport[];
}

/** A part of a program without the empty lines at its end. */
export function part(text: string, ...imports: readonly PythonImport[]): ProgramPart {
  return { text: text.trimEnd(), imports };
}

/** What several parts import. */
export function importsOf(parts: readonly ProgramPart[]): ReadonlySet<PythonImport> {
  return new Set(parts.flatMap(({ imports }) => imports));
}

/** The lines that import modules of Python's own library. */
export function standardImports(imports: ReadonlySet<PythonImport>): readonly string[] {
  return standardModules.filter((name) => imports.has(name)).map((name) => `import ${name}`);
}
