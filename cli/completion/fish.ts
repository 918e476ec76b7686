import type { CommandSpecification } from './specification.ts';

/** The completion for fish. */
export function fishCompletion(commands: readonly CommandSpecification[]): string {
  const lines = [
    '# kmodel’s completion for fish. Save it:  kmodel completion fish > ~/.config/fish/completions/kmodel.fish',
  ];
  const names = commands.map(({ name }) => name).join(' ');
  for (const { name, summary } of commands)
    lines.push(`complete -c kmodel -f -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`);
  lines.push(`complete -c kmodel -f -n '__fish_seen_subcommand_from help' -a ${quoted(names)}`);
  for (const command of commands) {
    const within = `-n '__fish_seen_subcommand_from ${command.name}'`;
    if (command.words.length > 0)
      lines.push(`complete -c kmodel -f ${within} -a ${quoted(command.words.join(' '))}`);
    for (const { names: optionNames, summary, takesValue, choices } of command.options) {
      const flags = optionNames.map((each) =>
        each.startsWith('--') ? `-l ${each.slice(2)}` : `-s ${each.slice(1)}`,
      );
      // -x: a value of these words; -r: a value, such as a file.
      const value = choices.length > 0 ? [`-x -a ${quoted(choices.join(' '))}`] : takesValue ? ['-r'] : [];
      lines.push(['complete -c kmodel', within, ...flags, ...value, `-d ${quoted(summary)}`].join(' '));
    }
  }
  return `${lines.join('\n')}\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
