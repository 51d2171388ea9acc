"""Why operations are refused: a table of reasons, for the readers of ONNX and of torch alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum

from polyregions.interface import option

__all__ = ["REFUSALS", "Reason", "Refusal", "reason_of", "refusal"]


class Reason(Enum):
    """Why an operation is refused; the value says it in a few words."""

    NOT_PIECEWISE_LINEAR = "not piecewise linear"
    DISCONTINUOUS = "discontinuous"
    AT_THE_END = "drop it at the end"
    UNWRAP = "unwrap it"
    DEQUANTISE = "dequantise it"
    RANDOM_OR_TRAINING = "random, or for training"
    CONTROL_FLOW = "control flow"
    NO_NUMBERS = "no tensors of numbers"
    NOT_YET_READ = "not yet read"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Operations that are refused for the same cause.

    Attributes
    ----------
    reason
        The reason.
    operators
        The names of the operations, as ONNX or torch spell them.
    cause
        What is the matter, after the name of an operation.
    fix
        What to do about it.
    """

    reason: Reason
    operators: tuple[str, ...]
    cause: str
    fix: str


_ANOTHER_ACTIVATION = (
    "train the network with ReLU, LeakyReLU, Hardtanh or another piecewise linear function in its "
    "place"
)

REFUSALS = (
    Refusal(
        Reason.NOT_PIECEWISE_LINEAR,
        (
            *("Gelu", "FastGelu", "QuickGelu", "BiasGelu", "SiLU", "Swish", "Mish", "Elu", "Celu"),
            *("Selu", "Softplus", "Softsign", "Sigmoid", "LogSigmoid", "Tanh", "Tanhshrink"),
            *("Softmax", "Softmax2d", "LogSoftmax", "Softmin", "Erf", "Erfc", "Exp", "Exp2"),
            *("Expm1", "Log", "Log2", "Log10", "Log1p", "LogSumExp", "ReduceLogSum"),
            *("ReduceLogSumExp", "Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Atan2", "Sinh"),
            *("Cosh", "Asinh", "Acosh", "Atanh", "Sqrt", "Rsqrt", "Reciprocal"),
        ),
        "is curved, not piecewise linear",
        _ANOTHER_ACTIVATION,
    ),
    Refusal(
        Reason.NOT_PIECEWISE_LINEAR,
        (
            *("HardSwish", "GLU", "SwiGLU", "Bilinear", "Pow", "Square", "Prod", "ReduceProd"),
            *("CumProd", "ReduceSumSquare", "ReduceL2", "Norm", "Var", "Std", "Det", "Inverse"),
            *("Attention", "MultiHeadAttention", "GroupQueryAttention", "LinearAttention"),
            *("scaled_dot_product_attention", "TransformerEncoder", "TransformerEncoderLayer"),
            *("TransformerDecoder", "TransformerDecoderLayer", "Transformer", "RotaryEmbedding"),
            *("CosineSimilarity", "PairwiseDistance", "CDist"),
        ),
        "multiplies values that depend on the input, which is not piecewise linear",
        "train the network with operations in its place that are, such as ReLU and products with "
        "constants",
    ),
    Refusal(
        Reason.NOT_PIECEWISE_LINEAR,
        (
            *("LayerNorm", "LayerNormalization", "SkipLayerNormalization", "GroupNorm"),
            *("GroupNormalization", "InstanceNorm", "InstanceNorm1d", "InstanceNorm2d"),
            *("InstanceNorm3d", "InstanceNormalization", "RMSNorm", "RMSNormalization"),
            *(
                "SimplifiedLayerNormalization",
                "SkipSimplifiedLayerNormalization",
                "LocalResponseNorm",
            ),
            *("LRN", "LpNormalization", "Normalizer", "Normalize", "MeanVarianceNormalization"),
        ),
        "divides by the size or deviation of its input, which is not piecewise linear",
        "train the network with a batch normalisation, which divides by constants, or without any",
    ),
    Refusal(
        Reason.NOT_PIECEWISE_LINEAR,
        ("LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "RNNCell"),
        "is recurrent, with sigmoids or tanhs as a rule, which are not piecewise linear",
        "write the steps out, with ReLU as the activation",
    ),
    Refusal(
        Reason.DISCONTINUOUS,
        (
            *("Sign", "Floor", "Ceil", "Round", "Trunc", "Frac", "Mod", "Fmod", "Remainder"),
            *("FloorDivide", "Heaviside", "HardShrink", "Shrink", "ThresholdedRelu", "Threshold"),
            *("Binarizer", "IsNaN", "IsInf", "BitShift", "BitwiseAnd", "BitwiseOr", "BitwiseXor"),
            *("BitwiseNot", "TreeEnsemble", "TreeEnsembleClassifier", "TreeEnsembleRegressor"),
        ),
        "jumps, and a network of ReLUs is continuous",
        _ANOTHER_ACTIVATION,
    ),
    Refusal(
        Reason.DISCONTINUOUS,
        (
            *("Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Equal", "Not", "And", "Or"),
            *("Xor", "gt", "ge", "lt", "le", "eq", "ne", "NotEqual", "logical_and", "logical_or"),
            *("logical_not", "logical_xor"),
        ),
        "gives a truth value, which jumps",
        "use it only to choose between two values that meet where it changes, as torch.where does "
        "for a leaky ReLU",
    ),
    Refusal(
        Reason.DISCONTINUOUS,
        (
            *("ArgMax", "ArgMin", "ArgSort", "Hardmax", "OneHot", "NonZero", "Unique", "Compress"),
            *("NonMaxSuppression", "SearchSorted", "Bucketize"),
        ),
        "gives places or indices, which jump",
        "read the values that it compares, whose greatest it finds",
    ),
    Refusal(
        Reason.DISCONTINUOUS,
        (
            "QuantizeLinear",
            "DynamicQuantizeLinear",
            "FakeQuantize",
            "fake_quantize_per_tensor_affine",
        ),
        "rounds to whole steps, so it jumps",
        "read the network of floats from which the quantised one was made",
    ),
    Refusal(
        Reason.AT_THE_END,
        ("Softmax", "LogSoftmax"),
        "at the end is not piecewise linear, and without it the argmax is the same",
        "read up to before it by {logits}",
    ),
    Refusal(
        Reason.AT_THE_END,
        ("Sigmoid",),
        "at the end is not piecewise linear, and without it the order of the outputs is the same, "
        "1/2 becoming 0",
        "read up to before it by {logits}",
    ),
    Refusal(
        Reason.AT_THE_END,
        ("Tanh",),
        "at the end is not piecewise linear, and without it the order and the signs of the outputs "
        "are the same",
        "read up to before it by {logits}",
    ),
    Refusal(
        Reason.UNWRAP,
        (
            *("DataParallel", "DistributedDataParallel", "FullyShardedDataParallel"),
            *("OptimizedModule", "RecursiveScriptModule", "ScriptModule", "TopLevelTracedModule"),
            *("LightningModule", "AveragedModel"),
        ),
        "only wraps the module that computes",
        "give the module inside, as it was before it was wrapped, compiled or scripted",
    ),
    Refusal(
        Reason.DEQUANTISE,
        (
            *("QLinearConv", "QLinearMatMul", "QLinearAdd", "QLinearMul", "QLinearSigmoid"),
            *(
                "QLinearLeakyRelu",
                "QLinearAveragePool",
                "QLinearGlobalAveragePool",
                "QLinearConcat",
            ),
            *("QGemm", "MatMulInteger", "ConvInteger", "MatMulNBits", "DynamicQuantizeMatMul"),
            *("MatMulIntegerToFloat", "quantize_per_tensor", "QuantizedLinear", "QuantizedConv2d"),
        ),
        "computes with rounded integers, so it jumps",
        "read the network of floats from which it was made, or one whose weights alone are "
        "quantised, by DequantizeLinear of constants",
    ),
    Refusal(
        Reason.RANDOM_OR_TRAINING,
        (
            *("RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike"),
            *("Bernoulli", "Multinomial", "rand", "randn", "rand_like", "randn_like", "normal"),
            *("gumbel_softmax", "Gradient", "Adam", "Adagrad", "Momentum"),
            *("SoftmaxCrossEntropyLoss", "NegativeLogLikelihoodLoss", "CrossEntropyLoss"),
            *("NLLLoss", "MSELoss", "BCELoss", "BCEWithLogitsLoss"),
        ),
        "is random, or belongs to training",
        "export the model for inference",
    ),
    Refusal(
        Reason.CONTROL_FLOW,
        ("If", "Loop", "Scan", "SequenceMap", "cond", "while_loop"),
        "decides what is computed only while it runs",
        "export the model by tracing, with fixed shapes and for inference, so that it is one graph",
    ),
    Refusal(
        Reason.NO_NUMBERS,
        (
            *("SequenceAt", "SequenceConstruct", "SequenceEmpty", "SequenceErase"),
            *("SequenceInsert", "SequenceLength", "SplitToSequence", "ConcatFromSequence"),
            *("Optional", "OptionalGetElement", "OptionalHasElement", "StringConcat"),
            *(
                "StringNormalizer",
                "StringSplit",
                "RegexFullMatch",
                "TfIdfVectorizer",
                "LabelEncoder",
            ),
            *("CategoryMapper", "DictVectorizer", "CastMap", "ZipMap", "ImageDecoder"),
            *("Embedding", "EmbeddingBag"),
        ),
        "takes or gives texts, indices, tables or lists, not one tensor of real numbers",
        "read the part of the model that takes a tensor of floats and gives one",
    ),
    Refusal(
        Reason.NOT_YET_READ,
        (
            *("TopK", "Sort", "Median", "GridSample", "AffineGrid", "MaxUnpool", "MaxRoiPool"),
            *("RoiAlign", "DeformConv", "Scatter", "ScatterND", "ScatterElements"),
            *("FusedMatMul", "FusedGemm", "FusedConv", "Fold", "Unfold", "Col2Im", "Im2Col"),
            *("DFT", "STFT", "CausalConvWithState"),
        ),
        "is not yet read",
        "write it with operations that are",
    ),
)
"""The operations that are refused, by cause; one that stands nowhere here is not yet read."""


def reason_of(operator: str, *, at_the_end: bool = False) -> Reason:
    """Return why an operation is refused.

    Parameters
    ----------
    operator, at_the_end
        See :func:`refusal`.

    Examples
    --------
    >>> reason_of("torch.layer_norm").value, reason_of("LogSoftmax", at_the_end=True).value
    ('not piecewise linear', 'drop it at the end')
    """
    return _row(operator, at_the_end).reason


def refusal(operator: str, *, at_the_end: bool = False, read: Iterable[str] = ()) -> str:
    """Return why an operation is refused and what to do: a cause, a colon and a fix.

    Parameters
    ----------
    operator
        The common name of the operation, as the message is to show it. Capital letters,
        underscores and a place before a dot, as in ``torch.log_softmax``, play no role.
    at_the_end
        Whether it makes the output, and nothing else takes what it makes.
    read
        The names of the operations that are read; those much like it end the message.

    Examples
    --------
    >>> refusal("GELU")
    'GELU is curved, not piecewise linear: train the network with ReLU, LeakyReLU, Hardtanh or \
another piecewise linear function in its place'
    >>> refusal("log_softmax", at_the_end=True)
    'log_softmax at the end is not piecewise linear, and without it the argmax is the same: read \
up to before it by logits=True'
    >>> refusal("LeakyReluu", read=["Gemm", "LeakyRelu"])
    'LeakyReluu is not yet read: write it with operations that are; did you mean LeakyRelu?'
    """
    row = _row(operator, at_the_end)
    fix = row.fix.format(logits=option("logits=True", "--logits"))
    sentence = f"{operator} {row.cause}: {fix}"
    similar = _similar(operator, read) if row.reason is Reason.NOT_YET_READ else []
    return f"{sentence}; did you mean {' or '.join(similar)}?" if similar else sentence


def _row(operator: str, at_the_end: bool) -> Refusal:
    key = _key(operator)
    if at_the_end and key in _AT_THE_END:
        return _AT_THE_END[key]
    return _ANYWHERE.get(key, REFUSALS[-1])


def _key(operator: str) -> str:
    return operator.rpartition(".")[2].replace("_", "").lower()


def _similar(operator: str, read: Iterable[str]) -> list[str]:
    names = {_key(name): name for name in sorted(read)}
    return [names[key] for key in get_close_matches(_key(operator), names, n=3, cutoff=0.7)]


_AT_THE_END = {
    _key(name): row for row in REFUSALS if row.reason is Reason.AT_THE_END for name in row.operators
}
_ANYWHERE = {
    _key(name): row
    for row in REFUSALS
    if row.reason is not Reason.AT_THE_END
    for name in row.operators
}
