import { part } from '../../python/part.ts';

/** What gives samples their weights in a generated program of PyTorch. */
export const classWeightsText = part(`def class_weights(targets):
    """What the class of each target weighs in training, by head; others weigh 1."""
    weights = {}
    for name, (by_class, width) in CLASS_WEIGHTS.items():
        found = targets[name]
        if width is not None:
            found = found.argmax(-1) if width > 1 else found[..., 0]
        found = torch.floor(found.double() + 0.5).long()
        count = len(by_class)
        found = found.masked_fill((found < 0) | (found >= count), count)
        weights[name] = torch.tensor([*by_class, 1.0], device=found.device)[found]
    return weights
`);
