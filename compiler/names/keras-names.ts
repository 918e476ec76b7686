import type { ComponentCategory } from '../declarations/values.ts';

/**
 * The names that Keras 3.16 has, so that one that kmodel lacks is told from a misspelt one.
 * Names only; what kmodel itself knows is in the registries.
 */
export const kerasNames: Readonly<Record<'layer' | ComponentCategory, readonly string[]>> = {
  layer:
    'InputSpec Layer Wrapper Activation ELU LeakyReLU PReLU ReLU Softmax AdditiveAttention Attention GroupQueryAttention MultiHeadAttention Conv1D Convolution1D Conv1DTranspose Convolution1DTranspose Conv2D Convolution2D Conv2DTranspose Convolution2DTranspose Conv3D Convolution3D Conv3DTranspose Convolution3DTranspose DepthwiseConv1D DepthwiseConv2D SeparableConv1D SeparableConvolution1D SeparableConv2D SeparableConvolution2D Dense EinsumDense Embedding Identity Input InputLayer Lambda Masking ReversibleEmbedding TernaryDense FlaxLayer JaxLayer TFSMLayer TorchModuleWrapper Add Average Concatenate Dot Maximum Minimum Multiply Subtract BatchNormalization GroupNormalization LayerNormalization RMSNormalization SpectralNormalization UnitNormalization AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D AveragePooling1D AvgPool1D AveragePooling2D AvgPool2D AveragePooling3D AvgPool3D GlobalAveragePooling1D GlobalAvgPool1D GlobalAveragePooling2D GlobalAvgPool2D GlobalAveragePooling3D GlobalAvgPool3D GlobalMaxPooling1D GlobalMaxPool1D GlobalMaxPooling2D GlobalMaxPool2D GlobalMaxPooling3D GlobalMaxPool3D MaxPooling1D MaxPool1D MaxPooling2D MaxPool2D MaxPooling3D MaxPool3D CategoryEncoding Discretization HashedCrossing Hashing IntegerLookup MelSpectrogram Normalization Pipeline Rescaling STFTSpectrogram StringLookup TextVectorization AugMix AutoContrast CenterCrop ContrastLimitedAdaptiveHistogramEqualization CutMix Equalization MaxNumBoundingBoxes MixUp RandAugment RandomBrightness RandomColorDegeneration RandomColorJitter RandomContrast RandomCrop RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale RandomHue RandomInvert RandomPerspective RandomPosterization RandomRotation RandomSaturation RandomSharpness RandomShear RandomTranslation RandomZoom Resizing Solarization Bidirectional ConvLSTM1D ConvLSTM2D ConvLSTM3D GRU GRUCell LSTM LSTMCell RNN SimpleRNN SimpleRNNCell StackedRNNCells TimeDistributed ActivityRegularization AlphaDropout Dropout GaussianDropout GaussianNoise SpatialDropout1D SpatialDropout2D SpatialDropout3D Cropping1D Cropping2D Cropping3D Flatten Permute RepeatVector Reshape UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D ZeroPadding2D ZeroPadding3D'.split(
      ' ',
    ),
  activation:
    'celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu linear log_sigmoid log_softmax mish relu relu6 selu sigmoid silu swish soft_shrink softmax softplus softsign sparse_plus sparse_sigmoid sparsemax squareplus tanh tanh_shrink threshold'.split(
      ' ',
    ),
  initializer:
    'Initializer Constant constant GlorotNormal glorot_normal GlorotUniform glorot_uniform HeNormal he_normal HeUniform he_uniform Identity IdentityInitializer identity LecunNormal lecun_normal LecunUniform lecun_uniform Ones one ones Orthogonal OrthogonalInitializer orthogonal RandomNormal normal random_normal RandomUniform random_uniform uniform STFT STFTInitializer stft TruncatedNormal truncated_normal VarianceScaling variance_scaling Zeros zero zeros'.split(
      ' ',
    ),
  regularizer: 'Regularizer L1 l1 L1L2 l1l2 l1_l2 L2 l2 OrthogonalRegularizer orthogonal_regularizer'.split(
    ' ',
  ),
  constraint: 'Constraint MaxNorm max_norm MinMaxNorm min_max_norm NonNeg non_neg UnitNorm unit_norm'.split(
    ' ',
  ),
  loss: 'Loss BinaryCrossentropy BCE bce binary_crossentropy BinaryFocalCrossentropy binary_focal_crossentropy CTC ctc CategoricalCrossentropy categorical_crossentropy CategoricalFocalCrossentropy categorical_focal_crossentropy CategoricalGeneralizedCrossEntropy CategoricalHinge categorical_hinge Circle circle CosineSimilarity cosine_similarity Dice dice Hinge hinge Huber huber KLDivergence KLD kl_divergence kld LogCosh log_cosh MeanAbsoluteError MAE mae mean_absolute_error MeanAbsolutePercentageError MAPE mape mean_absolute_percentage_error MeanSquaredError MSE mean_squared_error mse MeanSquaredLogarithmicError MSLE mean_squared_logarithmic_error msle Poisson poisson SparseCategoricalCrossentropy sparse_categorical_crossentropy SquaredHinge squared_hinge Tversky tversky'.split(
    ' ',
  ),
  metric:
    'AUC auc Accuracy accuracy BinaryAccuracy binary_accuracy BinaryCrossentropy BCE bce binary_crossentropy BinaryIoU binary_io_u CategoricalAccuracy categorical_accuracy CategoricalCrossentropy categorical_crossentropy CategoricalHinge categorical_hinge ConcordanceCorrelation concordance_correlation CosineSimilarity cosine_similarity F1Score f1_score FBetaScore f_beta_score FalseNegatives false_negatives FalsePositives false_positives Hinge hinge IoU io_u KLDivergence kl_divergence LogCoshError log_cosh_error Mean mean MeanAbsoluteError MAE mae mean_absolute_error MeanAbsolutePercentageError MAPE mape mean_absolute_percentage_error MeanIoU mean_io_u MeanMetricWrapper mean_metric_wrapper Metric MeanSquaredError MSE mean_squared_error mse MeanSquaredLogarithmicError MSLE mean_squared_logarithmic_error msle OneHotIoU one_hot_io_u OneHotMeanIoU one_hot_mean_io_u PearsonCorrelation pearson_correlation Poisson poisson Precision precision PrecisionAtRecall precision_at_recall R2Score r2_score Recall recall RecallAtPrecision recall_at_precision RootMeanSquaredError root_mean_squared_error SensitivityAtSpecificity sensitivity_at_specificity SparseCategoricalAccuracy sparse_categorical_accuracy SparseCategoricalCrossentropy sparse_categorical_crossentropy SparseTopKCategoricalAccuracy sparse_top_k_categorical_accuracy SpecificityAtSensitivity specificity_at_sensitivity SquaredHinge squared_hinge Sum sum TopKCategoricalAccuracy top_k_categorical_accuracy TrueNegatives true_negatives TruePositives true_positives'.split(
      ' ',
    ),
  optimizer:
    'Optimizer optimizer Adadelta adadelta Adafactor adafactor Adagrad adagrad Adam adam AdamW adamw Adamax adamax Ftrl ftrl Lamb Lion lion LossScaleOptimizer lossscaleoptimizer MultiOptimizer multioptimizer Muon muon Nadam nadam OptimizerMap optimizermap RMSprop rmsprop SGD sgd ScheduleFreeAdamW schedulefreeadamw'.split(
      ' ',
    ),
  schedule:
    'LearningRateSchedule CosineDecay CosineDecayRestarts ExponentialDecay InverseTimeDecay PiecewiseConstantDecay PolynomialDecay'.split(
      ' ',
    ),
  callback:
    'Callback CallbackList BackupAndRestore CSVLogger EarlyStopping History LambdaCallback LearningRateScheduler ModelCheckpoint OrbaxCheckpoint ProgbarLogger ReduceLROnPlateau RemoteMonitor SwapEMAWeights TensorBoard TerminateOnNaN'.split(
      ' ',
    ),
};

/** The functions of tensors that Keras 3 has in `keras.ops`, so that one that kmodel lacks is told from a misspelt one. */
export const kerasFunctions: ReadonlySet<string> = new Set(
  'abs absolute adaptive_average_pool adaptive_max_pool add all allclose amax amin angle any append arange arccos arccosh arcsin arcsinh arctan arctan2 arctanh argmax argmin argpartition argsort array array_split associative_scan average average_pool bartlett batch_normalization binary_crossentropy bincount bitwise_and bitwise_invert bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift bitwise_xor blackman broadcast_to cast categorical_crossentropy cbrt cdist ceil celu cholesky cholesky_inverse clip concatenate cond conj conjugate conv conv_transpose convert_to_numpy convert_to_tensor copy corrcoef correlate cos cosh count_nonzero cross ctc_decode ctc_loss cumprod cumsum custom_gradient deg2rad depth_to_space depthwise_conv det diag diagflat diagonal diff digitize divide divide_no_nan dot dot_product_attention dsplit dstack dtype eig eigh einsum elu empty empty_like equal erf erfc erfinv exp exp2 expand_dims expm1 extract_sequences eye fabs fft fft2 flip fliplr flipud floor floor_divide fmax fmin fmod fold fori_loop full full_like gcd gelu geomspace get_item glu greater greater_equal hamming hanning hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh heaviside histogram hsplit hstack hypot i0 identity ifft2 imag in_top_k inner inv irfft is_tensor isclose isfinite isin isinf isnan isneginf isposinf isreal istft jvp kaiser kron layer_normalization lcm ldexp leaky_relu left_shift less less_equal linspace log log10 log1p log2 log_sigmoid log_softmax logaddexp logaddexp2 logdet logical_and logical_not logical_or logical_xor logspace logsumexp lstsq lu_factor map matmul matrix_rank max max_pool maximum mean median meshgrid min minimum mod moments moveaxis multi_hot multiply nan_to_num nanargmax nanargmin nancumprod nancumsum nanmax nanmean nanmedian nanmin nanpercentile nanprod nanquantile nanstd nansum nanvar ndim negative nextafter nonzero norm normalize not_equal one_hot ones ones_like outer pad percentile pinv polar power prod psnr ptp qr quantile rad2deg ravel real rearrange reciprocal relu relu6 repeat reshape rfft right_shift rms_normalization roll rot90 round rsqrt saturate_cast scan scatter scatter_update searchsorted segment_max segment_min segment_prod segment_sum select selu separable_conv shape sigmoid sign signbit silu sin sinc sinh size slice slice_update slogdet soft_shrink softmax softplus softsign solve solve_triangular sort space_to_depth sparse_categorical_crossentropy sparse_plus sparse_sigmoid sparsemax split sqrt square squareplus squeeze stack std stft stop_gradient subtract sum svd swapaxes swish switch take take_along_axis tan tanh tanh_shrink tensordot threshold tile top_k trace transpose trapezoid tri tril triu true_divide trunc unfold unique unravel_index unstack vander var vdot vectorize vectorized_map view view_as_complex view_as_real vsplit vstack where while_loop zeros zeros_like'.split(
    ' ',
  ),
);

const sets = new Map(Object.entries(kerasNames).map(([category, names]) => [category, new Set(names)]));

/** True for a name of Keras in this category. */
export function isKerasName(category: 'layer' | ComponentCategory, name: string): boolean {
  return sets.get(category)!.has(name);
}
