import { Command, type Argument, type Option } from 'commander';
import { commands } from '../cli/commands/index.ts';
import { addQuietOption } from '../cli/configured.ts';

/** `docs/command-line.md`: every command with its arguments and options, from what the command line declares. */
export async function commandLinePage(): Promise<string> {
  const sections = [];
  for (const { name, summary, load } of commands) {
    const command = addQuietOption(new Command(name));
    (await load())(command, () => undefined, commands);
    sections.push(commandSection(command, summary));
  }
  const rows = commands.map(({ name, summary }) => `| [\`kmodel ${name}\`](#kmodel-${name}) | ${summary} |`);
  return (
    [
      '# The command line',
      'Written from the declarations by `npm run reference`.',
      ['| command | does |', '| --- | --- |', ...rows].join('\n'),
      '`kmodel COMMAND --help` prints the same in the terminal, and `kmodel --version` the version. Exit codes: 0 is done, 1 is an error in a model, in data or in a run, 2 is a wrong command line, 130 is a run that Ctrl-C ended.',
      ...sections,
    ].join('\n\n') + '\n'
  );
}

function commandSection(command: Command, summary: string): string {
  const help = command.createHelp();
  const taken = command.registeredArguments;
  const options = command.options.filter((option) => !option.hidden);
  const usage = [
    'kmodel',
    command.name(),
    ...taken.map(argumentText),
    ...(options.length > 0 ? ['[options]'] : []),
  ];
  const lines = [
    ...taken.map(
      (argument) => `- \`${argument.name()}\`: ${markdownText(help.argumentDescription(argument))}`,
    ),
    ...options.map((option) => `- \`${option.flags}\`: ${markdownText(optionText(option))}`),
  ];
  return [
    `## kmodel ${command.name()}`,
    summary,
    `\`\`\`sh\n${usage.join(' ')}\n\`\`\``,
    lines.join('\n'),
    examplesOf(command),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** As in a usage line: `<file...>` must be there, `[dir]` may. */
function argumentText(argument: Argument): string {
  const name = argument.name() + (argument.variadic ? '...' : '');
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** The default that a user can see: an option that may be repeated starts from an empty list, which is none. */
function optionText({ description, defaultValue, negate, required, optional, argChoices }: Option): string {
  const shown = typeof defaultValue === 'string' || typeof defaultValue === 'number';
  const notes = [
    ...(argChoices ?? []),
    ...(shown && !negate && (required || optional) ? [`default: ${defaultValue}`] : []),
  ];
  return notes.length > 0 ? `${description} (${notes.join(', ')})` : description;
}

/** Names in capitals and paths with `*` or `<` would be taken for Markdown. */
function markdownText(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll(/[*_<|]/g, '\\$&')))
    .join('');
}

/** The text behind the help, as commander prints it, as a block of commands. */
function examplesOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  const examples = /^Examples?:\n([\s\S]*)$/m.exec(text)?.[1];
  if (examples === undefined) return '';
  const lines = examples.split('\n').filter((line) => line.startsWith('  '));
  return ['For example:', `\`\`\`sh\n${lines.map((line) => line.slice(2)).join('\n')}\n\`\`\``].join('\n\n');
}
