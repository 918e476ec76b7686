import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createMarkdownInjection, createTextMateGrammar } from '../../../grammar/index.ts';
import { embeddedScope } from '../../../grammar/textmate-markdown.ts';
import { commandNames, languageId, settingsSection, type KmodelSettings } from '../../../lsp/protocol.ts';
import { ownCommands } from '../../../lsp/vscode/src/commands/names.ts';

const folder = new URL('../../../lsp/vscode/', import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(new URL(path, folder), 'utf8'));
const manifest = read('package.json');
const { contributes } = manifest;

test('the extension bears the version of the compiler in it', () => {
  expect(manifest.version).toBe(read('../../package.json').version);
});

test('commands are those that the code registers, in menus, keys and walkthrough too', () => {
  const registered = [...Object.values(commandNames), ...Object.values(ownCommands)].sort();
  const declared = contributes.commands.map(({ command }: { command: string }) => command).sort();
  expect(declared).toEqual(registered);

  const mentioned = JSON.stringify([contributes.menus, contributes.keybindings, contributes.walkthroughs]);
  for (const [command] of mentioned.matchAll(/kmodel\.[a-z]\w+(?=["\\)])/g)) {
    if (command !== 'kmodel.start') expect(registered).toContain(command);
  }
});

test('settings are those that the server knows, and two of the client', () => {
  const known: Required<Omit<KmodelSettings, 'inlayHints' | 'trace'>> & {
    inlayHints: Required<NonNullable<KmodelSettings['inlayHints']>>;
    trace: Required<NonNullable<KmodelSettings['trace']>>;
  } = {
    inlayHints: { shapes: true, argumentNames: true, parameters: true },
    codeLens: true,
    trace: { server: 'off' },
  };
  const flat = Object.fromEntries(
    Object.entries(known).flatMap(([name, value]) =>
      typeof value === 'object'
        ? Object.entries(value).map(([inner, each]) => [`${settingsSection}.${name}.${inner}`, each])
        : [[`${settingsSection}.${name}`, value]],
    ),
  );
  const declared = Object.fromEntries(
    Object.entries(contributes.configuration.properties as Record<string, { default: unknown }>).map(
      ([name, { default: value }]) => [name, value],
    ),
  );
  expect(declared).toEqual({ ...flat, [`${settingsSection}.command`]: 'npx --package kmodel-lang kmodel' });
});

test('the language and its grammars bear the names that the grammars have', () => {
  const [language] = contributes.languages;
  expect(language).toMatchObject({ id: languageId, extensions: ['.kmodel'] });
  const [own, injected] = contributes.grammars;
  expect(own.scopeName).toBe(createTextMateGrammar().scopeName);
  expect(injected).toMatchObject({
    scopeName: createMarkdownInjection().scopeName,
    injectTo: ['text.html.markdown'],
    embeddedLanguages: { [embeddedScope]: languageId },
  });
});

test('every file that the manifest names is there, but for what the packaging makes', () => {
  const paths = JSON.stringify(manifest).match(/(?<=")(?:\.\/|media\/)[\w./-]+(?=")/g)!;
  const made = paths.filter((path) => /^\.\/(dist|syntaxes)\//.test(path));
  expect(made).toHaveLength(4);
  for (const path of paths)
    if (!made.includes(path)) expect(existsSync(new URL(path, folder)), path).toBe(true);
});

test('the pattern of words is that of names, non-ASCII ones included', () => {
  const { wordPattern } = read('language-configuration.json');
  const words = 'branch größe_2 = x -> Dense(10)'.match(
    new RegExp(wordPattern.pattern, `g${wordPattern.flags}`),
  );
  expect(words).toEqual(['branch', 'größe_2', 'x', 'Dense']);
});

test('the icon is as large as galleries ask', () => {
  const png = readFileSync(new URL('media/icon.png', folder));
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([128, 128]);
});
