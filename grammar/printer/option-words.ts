/**
 * Words of Keras that are option values: a string argument with one of these texts is written as a bare name.
 * The list is the formatter's own, so that formatting loads nothing of the compiler; words that it lacks stay
 * as they were written.
 */
const families = {
  activation:
    'celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu linear ' +
    'log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign sparse_plus ' +
    'sparse_sigmoid sparsemax squareplus swish tanh tanh_shrink threshold',
  padding: 'same valid causal',
  mode:
    'auto min max fan_in fan_out fan_avg concat dot sum mul ave mean macro micro weighted uniform truncated_normal ' +
    'untruncated_normal nearest bilinear bicubic lanczos3 lanczos5 reflect wrap constant interpolation majoring ' +
    'minoring ROC PR sum_over_batch_size mean_with_sample_weight channels_last channels_first int count multi_hot one_hot tf_idf',
  initializer:
    'glorot_normal glorot_uniform he_normal he_uniform lecun_normal lecun_uniform identity orthogonal one ones zero ' +
    'zeros normal random_normal random_uniform variance_scaling',
  regularizer: 'l1 l2 l1_l2 orthogonal_regularizer',
  constraint: 'max_norm min_max_norm non_neg unit_norm',
  loss:
    'bce binary_crossentropy binary_focal_crossentropy categorical_crossentropy categorical_focal_crossentropy ' +
    'categorical_hinge circle cosine_similarity ctc dice hinge huber kl_divergence kld log_cosh mae mape ' +
    'mean_absolute_error mean_absolute_percentage_error mean_squared_error mean_squared_logarithmic_error mse msle ' +
    'poisson sparse_categorical_crossentropy squared_hinge tversky',
  metric:
    'acc accuracy auc binary_accuracy categorical_accuracy ce crossentropy f1_score precision recall r2_score ' +
    'root_mean_squared_error rmse sparse_categorical_accuracy sparse_top_k_categorical_accuracy top_k_categorical_accuracy',
  monitor: 'loss val_loss val_accuracy val_acc',
} as const;

/** All of them, whatever argument they belong to. */
export const optionWords: ReadonlySet<string> = new Set(
  Object.values(families).flatMap((words) => words.split(' ')),
);

/** Arguments whose values are texts: a layer may be named `same`. */
export const textArguments: ReadonlySet<string> = new Set([
  'name',
  'filepath',
  'filename',
  'path',
  'log_dir',
  'directory',
  'backup_dir',
  'separator',
  'vocabulary',
  'mask_token',
  'oov_token',
  'mask_value',
  'classes',
  'missing',
  'equation',
]);

/** Names under which `optimizer: adam` is accepted, with the optimizer that each makes. */
export const optimizerClasses: ReadonlyMap<string, string> = new Map([
  ['adadelta', 'Adadelta'],
  ['adafactor', 'Adafactor'],
  ['adagrad', 'Adagrad'],
  ['adam', 'Adam'],
  ['adamax', 'Adamax'],
  ['adamw', 'AdamW'],
  ['ftrl', 'Ftrl'],
  ['lion', 'Lion'],
  ['muon', 'Muon'],
  ['nadam', 'Nadam'],
  ['rmsprop', 'RMSprop'],
  ['sgd', 'SGD'],
]);
