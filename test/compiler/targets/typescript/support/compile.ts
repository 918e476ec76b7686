import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

const tfjs = join(import.meta.dirname, 'tfjs.ts');
const root = join(import.meta.dirname, '../../../../..');

/** Where generated modules find what they import. */
const packages: Readonly<Record<string, string>> = {
  '@tensorflow/tfjs': tfjs,
  'kmodel-lang/client': join(root, 'integrations/client.ts'),
};

/** Files of TypeScript, of Node's types and of this project, which no program changes: read and parsed once. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** @param folder the files in it are each program's own */
function hostOf(options: ts.CompilerOptions, folder: string): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (file, language) => {
    if (file.startsWith(folder)) return read(file, language);
    if (!parsed.has(file)) parsed.set(file, read(file, language));
    return parsed.get(file);
  };
  return host;
}

export interface CompiledModules {
  /** What tsc says, a line each. */
  readonly problems: readonly string[];
  /** Loads a module by its name. */
  readonly load: (name: string) => Promise<Record<string, unknown>>;
}

/**
 * Compiles modules by `tsc --strict`, all in one program, as in a project of their own in which `@tensorflow/tfjs` is
 * installed.
 * @param modules texts by file name
 * @param options `node`: the project has the types of Node too
 */
export function compileModules(
  modules: Readonly<Record<string, string>>,
  { node = false }: { readonly node?: boolean } = {},
): CompiledModules {
  const folder = mkdtempSync(join(tmpdir(), 'kmodel-generated-'));
  const files = Object.entries(modules).map(([name, text]) => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const options: ts.CompilerOptions = {
    strict: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    noImplicitOverride: true,
    noImplicitReturns: true,
    exactOptionalPropertyTypes: false,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    types: node ? ['node'] : [],
    typeRoots: node ? [join(root, 'node_modules/@types')] : [],
    rootDir: '/',
    paths: Object.fromEntries(Object.entries(packages).map(([name, path]) => [name, [path]])),
    noEmit: true,
  };
  const program = ts.createProgram(files, options, hostOf(options, folder));
  const own = files.flatMap((file) => {
    const source = program.getSourceFile(file)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  });
  const problems = own.map((problem) => {
    const text = ts.flattenDiagnosticMessageText(problem.messageText, '\n');
    if (!problem.file) return text;
    const { line } = problem.file.getLineAndCharacterOfPosition(problem.start!);
    return `${problem.file.fileName.slice(folder.length + 1)}:${line + 1} ${text}`;
  });
  return {
    problems,
    load: async (name) => {
      const source = readFileSync(join(folder, name), 'utf8');
      const { outputText } = ts.transpileModule(source, {
        compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
      });
      const file = join(folder, `${name.replace(/\.ts$/, '')}.mjs`);
      const linked = Object.entries(packages).reduce(
        (text, [from, path]) => text.replaceAll(`'${from}'`, JSON.stringify(path)),
        outputText,
      );
      writeFileSync(file, linked);
      return import(/* @vite-ignore */ pathToFileURL(file).href) as Promise<Record<string, unknown>>;
    },
  };
}
