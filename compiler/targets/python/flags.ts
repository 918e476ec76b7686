import { part } from './part.ts';

/** What reads the flags of a generated program: what they cannot mean ends it with one sentence. */
export const flagTypes = part(
  `def positive(text):
    """A whole number above 0, for a flag."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no whole number above 0")
    return int(text)


def present_file(text):
    """The path of a file that is there, for a flag."""
    if not pathlib.Path(text).is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return text
`,
  'argparse',
  'pathlib',
);

/** What reads the flag `--device` of a program for PyTorch. */
export const deviceFlag = part(
  `def present_device(text):
    """A device that is there, for a flag."""
    try:
        device = torch.device(text)
    except RuntimeError:
        raise argparse.ArgumentTypeError(f"PyTorch knows no device {text}") from None
    if device.type == "cuda" and not torch.cuda.is_available():
        raise argparse.ArgumentTypeError(
            "PyTorch finds no CUDA here: take --device cpu, or install a PyTorch with CUDA"
        )
    return text
`,
  'argparse',
);

/** Names that the types of flags take in a module. */
export const flagTypeNames = ['positive', 'present_file', 'present_device'] as const;
