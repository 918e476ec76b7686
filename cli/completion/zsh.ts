import type { CommandSpecification, OptionSpecification } from './specification.ts';

/** The completion for zsh. */
export function zshCompletion(commands: readonly CommandSpecification[]): string {
  const cases = commands.map((command) => {
    const rest = command.words.length > 0 ? `1:word:(${command.words.join(' ')})` : '*:file:_files';
    const lines = [...command.options.flatMap(optionLines), quoted(rest)];
    return `    ${command.name})\n      _arguments \\\n        ${lines.join(' \\\n        ')} ;;`;
  });
  const names = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`);
  return `#compdef kmodel
# kmodel's completion for zsh. Add to ~/.zshrc, after compinit:  source <(kmodel completion zsh)
_kmodel() {
  local -a names
  names=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command names
    return
  fi
  # From here on the command's name counts as the first word.
  shift words
  (( CURRENT-- ))
  case "$words[1]" in
    help) _describe command names ;;
${cases.join('\n')}
  esac
}
compdef _kmodel kmodel
`;
}

/** One line for each name: `--output[where it goes]:value:_files`. */
function optionLines({ names, summary, takesValue, choices }: OptionSpecification): readonly string[] {
  const description = summary.replace(/[[\]:\\]/g, (character) => `\\${character}`);
  const values = choices.length > 0 ? `(${choices.join(' ')})` : '_files';
  return names.map((name) => quoted(`*${name}[${description}]${takesValue ? `:value:${values}` : ''}`));
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
