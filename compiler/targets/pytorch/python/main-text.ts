import { part, type ProgramPart } from '../../python/part.ts';
import type { ModelGraph } from '../../../graph/model-graph.ts';
import { numberText, stringText } from '../../python/expressions.ts';
import { returnByLoop } from '../../python/layout.ts';

export interface MainOptions {
  /** Whether layers of the model keep states from batch to batch. */
  readonly keepsStates: boolean;
  /** Whether classes weigh something, which `class_weights` says. */
  readonly isWeighted: boolean;
  /** Whether the text has callbacks, which `create_callbacks` makes. */
  readonly hasCallbacks: boolean;
  /** Whether something becomes of data before the model takes it, which `prepare` does. */
  readonly prepares: boolean;
  /** Whether there are heads to predict. */
  readonly predicts: boolean;
}

/**
 * The program that trains from the command line, with the flags of `kmodel train`.
 */
export function mainText(
  graph: ModelGraph,
  create: string,
  { keepsStates, isWeighted, hasCallbacks, prepares, predicts }: MainOptions,
): ProgramPart {
  const when = (lines: string): string => (keepsStates ? lines : '');
  const called = (lines: string): string => (hasCallbacks ? lines : '');
  const prepared = (lines: string): string => (prepares ? lines : '');
  const commands = predicts ? '["train", "predict"]' : '["train"]';
  const { epochs, batchSize, validationSplit, shuffle, seed } = graph.training;
  const { stepsPerEpoch, validationBatchSize, validationSteps, validationFreq } = graph.training;
  const numberOrNone = (value: number | null): string => (value === null ? 'None' : String(value));
  return part(
    `def main():
    parser = argparse.ArgumentParser(description=${stringText(`Trains ${graph.name}.`)})
    parser.add_argument("command", nargs="?", choices=${commands}, default="train")
    parser.add_argument("--data", action="append", required=True)
    parser.add_argument("--validation", action="append")
    parser.add_argument("--epochs", type=positive, default=${epochs})
    parser.add_argument("--batch-size", type=positive, default=${batchSize})
    parser.add_argument("--steps-per-epoch", type=positive, default=${numberOrNone(stepsPerEpoch)})
    parser.add_argument("--validation-batch-size", type=positive, default=${numberOrNone(validationBatchSize)})
    parser.add_argument("--validation-steps", type=positive, default=${numberOrNone(validationSteps)})
    parser.add_argument("--validation-freq", default=${stringText([validationFreq].flat().join(',') + (typeof validationFreq === 'number' ? '' : ','))})
    parser.add_argument("--seed", type=int, default=${seed ?? 0})
    parser.add_argument("--no-shuffle", action="store_true")
    parser.add_argument("--weights", type=present_file)
    parser.add_argument("-o", "--output")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--resume", action="store_true")
${when('    parser.add_argument("--keep-states", action="store_true")\n')}    parser.add_argument(
        "--device",
        type=present_device,
        default="cuda" if torch.cuda.is_available() else "cpu",
    )
    parser.add_argument(
        "--precision",
        choices=["float32", "mixed_float16", "mixed_bfloat16"],
        default=PRECISION,
    )
    arguments = parser.parse_args()
${predicts ? predicting(create, prepares) : ''}    arguments.output = arguments.output or "run"
    device = join_processes(arguments.device)
    torch.manual_seed(arguments.seed)
    model = ${create}()
    if arguments.weights:
        load_weights(model, arguments.weights)
    training = Training(model, arguments.seed, device, arguments.precision)
    if arguments.precision != "float32" and training.half is None:
        print("This training computes in float32: the processor has no float16.")
    torch.manual_seed(arguments.seed + training.rank)
    train, validation = read_samples(arguments)
${prepared(learning)}${fitCall(keepsStates)}    if training.is_split:
        distributed.destroy_process_group()


def read_samples(arguments):
    """Inputs and targets of the training and the validation part."""

    def part(sources):
        return [read_part(sources, ${prepares ? 'COLUMNS' : 'INPUTS'}), read_part(sources, ${prepares ? 'LABELS' : 'TARGETS'})]

    inputs, targets = part(arguments.data)
    if arguments.validation:
        return (inputs, targets), part(arguments.validation)
    count = len(next(iter(inputs.values())))
    kept = int(count * (1 - ${numberText(validationSplit, true)}))
    if kept == count:
        return (inputs, targets), None
    halves = [
        [
            {name: each[rows] for name, each in half.items()}
            for half in (inputs, targets)
        ]
        for rows in (slice(None, kept), slice(kept, None))
    ]
    return halves[0], halves[1]


${readPartText(prepares)}


def fit(training, train, validation, arguments):
    """Trains epoch after epoch; weights and what is needed to go on lie in the output."""
    output = pathlib.Path(arguments.output)
    leads = training.rank == 0
    if leads:
        output.mkdir(parents=True, exist_ok=True)
    history, start, best = {}, 0, None
${called(callbacksMade)}    if arguments.resume:
        kept = read_checkpoint(output / "checkpoint.pt")
        training.set_state(kept["state"])
        history, start, best = kept["history"], kept["epoch"], kept["best"]
${prepared('        training.model.learned = kept["learned"]\n')}${called(callbacksResumed)}${when('        training.states = training.on_device(kept["states"])\n')}    stopping = []
    signal.signal(signal.SIGINT, lambda *_: stopping.append(True))
    count, size = len(next(iter(train[0].values()))), arguments.batch_size
    batches = range(0, count, size)
    steps = min(arguments.steps_per_epoch or len(batches), len(batches))
    parts = -(-len(batches) // steps)
    for epoch in range(start, arguments.epochs):
${called('        if training.stopped:\n            break\n')}        began = time.perf_counter()
${called(eachCallback('on_epoch_begin(epoch)', 8))}        training.reset_metrics()
${when(statesOfEpoch)}        order = np.arange(count)
        if ${shuffle ? 'not arguments.no_shuffle' : 'False'}:
            order = permutation(count, arguments.seed, epoch // parts)
        begin = epoch % parts * steps
        for first in batches[begin : begin + steps]:
            rows = ${prepares ? 'order[first : first + size]' : 'torch.from_numpy(order[first : first + size])'}
            inputs, targets = [
                {name: each[rows] for name, each in half.items()} for half in train
            ]
${prepared('            inputs = prepare(training.model, inputs)\n            targets = targets_of(targets)\n')}${isWeighted ? '            weights = class_weights(targets)\n' : ''}            for index, turn in enumerate(TURNS):
                for _ in range(turn["repeat"]):
                    outputs = training.train_step(index, inputs, targets, ${isWeighted ? 'weights' : '{}'})
${called(batchCalls)}            if not math.isfinite(outputs["batch:"]):
                raise SystemExit(
                    f"The loss is {float(outputs['batch:'])} in epoch {epoch + 1}."
                )
            if stopping:
                break
        if stopping:
            break
        logs = logs_of(outputs)
${hasCallbacks ? validatesUnlessStopped : validates}            found = evaluate(training, validation, arguments)
            logs.update({f"val_{name}": value for name, value in found.items()})
${called(epochLogs)}        for name, value in logs.items():
            history.setdefault(name, []).append(value)
        measure = logs.get("val_loss") if validation else logs["loss"]
        is_best = measure is not None and (best is None or measure < best)
        best = measure if is_best else best
${called(eachCallback('on_epoch_end(epoch, logs)', 8))}${hasCallbacks ? sound : led}            save_weights(training.model, output / "last.safetensors")
            if is_best:
                save_weights(training.model, output / "best.safetensors")
            kept = {"epoch": epoch + 1, "history": history, "best": best}
${prepared('            kept["learned"] = training.model.learned\n')}${when('            kept["states"] = training.states\n')}${called(callbacksKept)}            torch.save({**kept, "state": training.state()}, output / "checkpoint.pt")
${called('        if leads:\n')}            event = {"event": "epoch", "epoch": epoch + 1, "epochs": arguments.epochs}
            seconds = time.perf_counter() - began
            tell(arguments, {**event, "steps": steps, "seconds": seconds, "logs": logs})
${called(callbacksEnd)}    if leads:
        weights = [
            str(output / name) for name in ("last.safetensors", "best.safetensors")
        ]
        end = {"event": "end", "history": history, "engine": "torch"}
        tell(arguments, {**end, "weights": weights[0], "best": weights[1]})
    if stopping:
        sys.exit(130)


def read_checkpoint(path):
    """What a stopped training has left to go on from."""
    if not path.exists():
        raise SystemExit(f"There is no {path} to go on from: train without --resume.")
    try:
        return torch.load(path, map_location="cpu")
    except Exception as error:
        raise SystemExit(f"{path} cannot be read ({error}): train without --resume.")


def is_validated(epoch, freq):
    """Whether validation comes after an epoch: after every so many, or after those of a list."""
    if "," in freq:
        return str(epoch) in freq.split(",")
    return epoch % int(freq) == 0


def evaluate(training, samples, arguments):
    """Losses and metrics of some samples."""
    training.reset_metrics()
${when(statesAside)}    size = arguments.validation_batch_size or arguments.batch_size
    batches = range(0, len(next(iter(samples[0].values()))), size)
    for first in batches[: arguments.validation_steps]:
        inputs, targets = [
            {name: each[first : first + size] for name, each in half.items()}
            for half in samples
        ]
${prepared('        inputs = prepare(training.model, inputs)\n        targets = targets_of(targets)\n')}        outputs = training.evaluate_step(inputs, targets, {})
${when('    training.states = present\n')}    return logs_of(outputs)


def logs_of(outputs):
    """Losses and metrics as they are logged."""
    return {
        name[4:]: value.tolist()
        for name, value in outputs.items()
        if name.startswith("log:")
    }


def plain(value):
    """What JSON can say: numbers that are none become null."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def tell(arguments, event):
    """An event as a line of JSON, or for readers."""
    if arguments.json:
        print(json.dumps(plain(event)), flush=True)
${called('    elif event["event"] == "note":\n        print(event["text"], flush=True)\n')}    elif event["event"] == "epoch":
        logs = " - ".join(f"{name}: {value}" for name, value in event["logs"].items())
        print(f"Epoch {event['epoch']}/{event['epochs']} - {logs}", flush=True)


if __name__ == "__main__":
    main()
`,
    'argparse',
    'json',
    'math',
    'pathlib',
    'signal',
    'sys',
    'time',
    'distributed',
  );
}

/**
 * What reads the samples of a part, for training and for predicting.
 * @param prepares whether something becomes of them before the model takes them
 */
export function readPartText(prepares: boolean): string {
  const array = prepares ? 'each' : 'torch.from_numpy(each)';
  return `def read_part(sources, names):
    found = read_data(sources, names).items()
${returnByLoop(`name: with_rank(${array}, RANKS[name])`, 'for name, each in found')}


def with_rank(array, rank):
    """One number for each sample is a vector of one number, where that is wanted, and the other way round."""
    if array.ndim == rank - 1:
        return array[..., None]
    if array.ndim == rank + 1 and array.shape[-1] == 1:
        return array[..., 0]
    return array`;
}

/** The program of a model that nothing trains. */
export function predictMain(name: string, create: string, prepares: boolean): ProgramPart {
  return part(
    `def main():
    parser = argparse.ArgumentParser(description=${stringText(`Predicts with ${name}.`)})
    parser.add_argument("command", nargs="?", choices=["predict"], default="predict")
    parser.add_argument("--data", action="append", required=True)
    parser.add_argument("--weights", type=present_file)
    parser.add_argument("-o", "--output")
    parser.add_argument("--batch-size", type=positive, default=32)
    parser.add_argument(
        "--device",
        type=present_device,
        default="cuda" if torch.cuda.is_available() else "cpu",
    )
    arguments = parser.parse_args()
${predicting(create, prepares)}

${readPartText(prepares)}


if __name__ == "__main__":
    main()
`,
    'argparse',
  );
}

function predicting(create: string, prepares: boolean): string {
  return `    if arguments.command == "predict":
        model = ${create}()
        if arguments.weights:
            load_weights(model, arguments.weights)
        predict(model, arguments, read_part(arguments.data, ${prepares ? 'COLUMNS' : 'INPUTS'}))
        return
`;
}

const learning = `    is_new = getattr(training.model, "learned", None) is None
    if is_new and not arguments.resume:
        learn(training.model, train[0], training.device, arguments.batch_size)
`;

function fitCall(keepsStates: boolean): string {
  const call = 'fit(training, train, validation, arguments)';
  if (!keepsStates) return `    ${call}\n`;
  return [
    '    try:',
    `        ${call}`,
    '    except UnevenBatches as error:',
    '        raise SystemExit(str(error))',
    '',
  ].join('\n');
}

const statesOfEpoch = `        if not arguments.keep_states:
            training.states = {}
`;

const statesAside = `    present, training.states = training.states, {}
`;

/** One call for each callback. */
function eachCallback(what: string, indent: number): string {
  const space = ' '.repeat(indent);
  return `${space}for callback in callbacks:\n${space}    callback.${what}\n`;
}

const callbacksMade = `    training.stopped = False
    callbacks = create_callbacks(output)
    for callback in callbacks:
        callback.begin(
            training,
            leads,
            lambda text: leads and tell(arguments, {"event": "note", "text": text}),
        )
`;

const callbacksResumed = `        training.stopped = kept["stopped"]
        for callback, values in zip(callbacks, kept["callbacks"]):
            vars(callback).update(values)
`;

const callbacksKept = `            kept["stopped"] = training.stopped
            kept["callbacks"] = [callback.state() for callback in callbacks]
`;

const batchCalls = `            for callback in callbacks:
                callback.on_batch_end(first // size - begin, logs_of(outputs))
            if training.stopped:
                break
`;

const epochLogs = `        for callback in callbacks:
            logs.update(callback.logs_of_epoch())
`;

const callbacksEnd = `    if not stopping:
        for callback in callbacks:
            callback.on_train_end()
        weights = training.model.state_dict()
        if leads and are_numbers(weights):
            save_weights(training.model, output / "last.safetensors")
`;

const validates = `        if validation and is_validated(epoch + 1, arguments.validation_freq):
`;

const validatesUnlessStopped = `        is_due = is_validated(epoch + 1, arguments.validation_freq)
        if validation and is_due and not training.stopped:
`;

const led = `        if leads:
`;

const sound = `        weights = training.model.state_dict()
        if leads and are_numbers(weights):
`;
