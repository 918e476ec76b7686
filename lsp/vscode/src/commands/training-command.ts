/** Names the package: another one on npm is called like the command. */
const defaultCommand = ['npx', '--package', 'kmodel-lang', 'kmodel'] as const;

/**
 * The words of a training command; the shell's quoting is the editor's matter.
 * @param command as configured, `npx --package kmodel-lang kmodel`: words with spaces between, quoted where they hold spaces themselves
 */
export function trainingCommand(
  command: string,
  file: string,
  data: string,
  model?: string,
): [string, ...string[]] {
  return [...commandWords(command), 'train', file, '--data', data, ...(model ? ['--model', model] : [])];
}

/** The words of a command as configured; kmodel's own where none are. */
export function commandWords(command: string): [string, ...string[]] {
  const words = [...command.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
  const [program, ...rest] = words.length > 0 ? words : defaultCommand;
  return [program!, ...rest];
}
