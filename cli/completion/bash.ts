import type { CommandSpecification } from './specification.ts';

/** The completion for bash, and for zsh by its `bashcompinit`. */
export function bashCompletion(commands: readonly CommandSpecification[]): string {
  const cases = commands.flatMap((command) => {
    const choices = command.options
      .filter((option) => option.choices.length > 0)
      .map((option) => `        ${option.names.join('|')}) words='${option.choices.join(' ')}' ;;`);
    const values = command.options
      .filter((option) => option.takesValue && option.choices.length === 0)
      .flatMap((option) => option.names);
    return [
      `    ${command.name})`,
      `      options='${command.options.flatMap((option) => option.names).join(' ')}'`,
      `      words='${command.words.join(' ')}'`,
      '      case "$before" in',
      ...choices,
      ...(values.length > 0 ? [`        ${values.join('|')}) words='' ;;`] : []),
      '      esac ;;',
    ];
  });
  return `# kmodel's completion for bash. Add to ~/.bashrc:  source <(kmodel completion bash)
_kmodel() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}" options='' words=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${['help', ...commands.map(({ name }) => name)].join(' ')} --help --version' -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
    help) words='${commands.map(({ name }) => name).join(' ')}' ;;
${cases.join('\n')}
  esac
  # Where no words are known, the shell completes files.
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
    *) COMPREPLY=($(compgen -W "$words" -- "$word")) ;;
  esac
}
complete -o default -F _kmodel kmodel
`;
}
