/**
 * The words of a training command; the shell's quoting is the editor's matter.
 * @param command as configured, `npx kmodel`: words with spaces between, quoted where they hold spaces themselves
 */
export function trainingCommand(
  command: string,
  file: string,
  data: string,
  model?: string,
): [string, ...string[]] {
  const words = [...command.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
  const [program = 'npx', ...rest] = words.length > 0 ? words : ['npx', 'kmodel'];
  return [program, ...rest, 'train', file, '--data', data, ...(model ? ['--model', model] : [])];
}
