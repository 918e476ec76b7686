import { Help, type Command } from 'commander';

/** What holds for every command: how mistakes end, what the help shows, and `--quiet`. */
export function configured(command: Command): Command {
  return command
    .exitOverride()
    .showSuggestionAfterError(true)
    .showHelpAfterError('(add --help for what this command takes)')
    .configureHelp({
      showGlobalOptions: false,
      optionDescription: (option) =>
        new Help()
          .optionDescription(option)
          // An option that may be repeated starts from an empty list, which is nothing to tell.
          .replace(/ ?\(default: \[\]\)$/, '')
          .replace(
            /\(choices: ([^)]*?)(, default: [^)]*)?\)$/,
            (_, choices: string, preset: string | undefined) =>
              `(${choices.replaceAll('"', '')}${preset?.replaceAll('"', '') ?? ''})`,
          ),
    });
}

/** The option that every command of the list has. */
export function addQuietOption(command: Command): Command {
  return command.option('-q, --quiet', 'say nothing but results, warnings and errors');
}
