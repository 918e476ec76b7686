import { part } from '../../python/part.ts';

/** How a generated module reads, sets and forgets what its layers keep from batch to batch. */
export const statesText = part(`def states_of(model):
    """What layers keep from batch to batch, by kmodel's names; None before the first batch."""
    return {name: getattr(*place_of(model, name)) for name in STATES}


def set_states(model, states):
    """Sets what layers keep: zeros where nothing is given."""
    for name in STATES:
        setattr(*place_of(model, name), states.get(name))


def reset_states(model):
    """Has the next batch begin with states of zeros."""
    set_states(model, {})


def place_of(model, name):
    """The module that keeps a state, and what it is called there."""
    owner, _, attribute = STATES[name].rpartition(".")
    return model.get_submodule(owner), attribute
`);
