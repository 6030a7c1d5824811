// The kit's own TensorFlow operations for the processor: what takes TensorFlow many small operations, each a pass over
// memory, in one or two. Registered through TensorFlow's C API when the addon is loaded.
//
// Feature maps are [n, …, c], channels last, float32. A thread takes whole samples or stretches of rows; sums that
// cross threads are added up in a fixed order, so that results do not depend on timing.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#if __has_include("absl/log/globals.h")
#include "absl/log/globals.h"
#endif

#include "attention.h"
#include "norm_convolution.h"
#include "normalisation.h"
#include "pool.h"
#include "residual.h"
#include "rows.h"
#include "tensors.h"
#include "tensorflow/c/ops.h"

namespace {

using namespace nearzero;

/** The attributes that are whole numbers, in the order in which `Attributes` holds them. */
constexpr const char* kNumbers[] = {"groups", "activate", "stride", "top", "left", "out_h", "out_w"};
constexpr int kGroups = 1, kPlace = 7;

struct Attributes {
  int64_t groups = 1, activate = 1, stride = 1, top = 0, left = 0, out_h = 0, out_w = 0;
  float eps = 0;

  int64_t* numbers() { return &groups; }
};

using Compute = void (*)(Context&, const Attributes&);

void silu(Context& context, const Attributes&) {
  Tensor x = context.input(0);
  if (!context.good()) return;
  Tensor y = context.output(0, x.shape);
  if (!context.good()) return;
  Pool::get().run(x.size, 16384, [&](int64_t i, int64_t end) { silu_row(x.data + i, y.data + i, end - i); });
}

void silu_grad(Context& context, const Attributes&) {
  Tensor x = context.input(0), dy = context.input(1);
  if (!context.require(x.size == dy.size, "x and dy must have one shape")) return;
  Tensor dx = context.output(0, x.shape);
  if (!context.good()) return;
  Pool::get().run(x.size, 16384, [&](int64_t i, int64_t end) {
    silu_grad_row(x.data + i, dy.data + i, dx.data + i, end - i);
  });
}

/** The normalisation that inputs x, scale and offset ask for, and how many rows a sample has; false if they do not fit. */
bool normalisation_of(Context& context, const Tensor& x, const Tensor& scale, const Tensor& offset,
                      const Attributes& attributes, Normalisation& norm) {
  norm = {scale.data, offset.data, scale.size, attributes.groups, attributes.eps};
  return context.require(norm.c > 0 && norm.groups > 0 && norm.c % norm.groups == 0 && offset.size == norm.c &&
                             x.shape.size() >= 2 && x.shape.back() == norm.c,
                         "x, scale, offset and groups do not fit");
}

template <bool activate>
void group_norm(Context& context, const Attributes& attributes) {
  Tensor x = context.input(0), scale = context.input(1), offset = context.input(2);
  Normalisation norm;
  if (!context.good() || !normalisation_of(context, x, scale, offset, attributes, norm)) return;
  const int64_t n = x.shape[0], rows = n == 0 ? 0 : x.size / n / norm.c, size = rows * norm.c;
  Tensor y = context.output(0, x.shape), statistics = context.output(1, {n, norm.groups, 2});
  if (!context.good()) return;
  if (size == 0) return;
  norm.measure_all(x.data, n, rows, statistics.data);
  norm.apply_all(x.data, y.data, n, rows, activate, statistics.data);
}

/** Inputs x, dx, scale and offset. */
void group_norm_silu_tangent(Context& context, const Attributes& attributes) {
  Tensor x = context.input(0), dx = context.input(1), scale = context.input(2), offset = context.input(3);
  Normalisation norm;
  if (!context.good() || !normalisation_of(context, x, scale, offset, attributes, norm)) return;
  if (!context.require(dx.size == x.size, "x and dx must have one shape")) return;
  Tensor out = context.output(0, x.shape);
  if (context.good() && x.size > 0) norm.tangent_all(x.data, dx.data, out.data, x.shape[0], x.size / x.shape[0] / norm.c);
}

/** Inputs x, scale, offset, the statistics of the forward pass and dy. */
template <bool activate>
void group_norm_grad(Context& context, const Attributes& attributes) {
  Tensor x = context.input(0), scale = context.input(1), offset = context.input(2);
  Tensor statistics = context.input(3), dy = context.input(4);
  Normalisation norm;
  if (!context.good() || !normalisation_of(context, x, scale, offset, attributes, norm)) return;
  const int64_t n = x.shape[0], c = norm.c, rows = n == 0 ? 0 : x.size / n / c, size = rows * c;
  if (!context.require(dy.size == x.size && statistics.size == n * norm.groups * 2,
                       "x, scale, offset, statistics, dy and groups do not fit")) {
    return;
  }
  Tensor dx = context.output(0, x.shape), d_scale = context.output(1, {c}), d_offset = context.output(2, {c});
  if (!context.good()) return;
  std::vector<double> sums(2 * n * c);
  Pool::get().run(n, 1 + 16384 / std::max<int64_t>(1, size), [&](int64_t i, int64_t end) {
    Normalisation::Work work(c);
    for (; i < end; i++) {
      norm.differentiate(x.data + i * size, dy.data + i * size, dx.data + i * size, rows, activate,
                         statistics.data + i * norm.groups * 2, sums.data() + 2 * i * c, work, kBlock,
                         [](int64_t) -> float* { return nullptr; });
    }
  });
  add_samples(sums.data(), n, 2 * c, c, d_offset.data);
  add_samples(sums.data() + c, n, 2 * c, c, d_scale.data);
}

/**
 * Inputs x [n, h, w, from], scale, offset [from], filter [rows, columns, from, to], bias [to] or [n, to], beside [n,
 * out_h, out_w, to]; those that are left out have no entries. Without groups nothing is normalised.
 */
bool convolution_of(Context& context, const std::vector<Tensor>& inputs, const Attributes& a, NormConvolution& all) {
  const Tensor &x = inputs[0], &scale = inputs[1], &offset = inputs[2], &filter = inputs[3], &bias = inputs[4];
  const Tensor& beside = inputs[5];
  const bool ranks = x.shape.size() == 4 && filter.shape.size() == 4 && x.shape[3] == filter.shape[2] &&
                     filter.size > 0 && a.stride > 0 && a.top >= 0 && a.left >= 0 && a.out_h >= 0 && a.out_w >= 0;
  if (!context.require(ranks, "x and filter do not fit")) return false;
  Geometry& g = all.g;
  g = {x.shape[0], x.shape[1], x.shape[2], x.shape[3], filter.shape[0], filter.shape[1], filter.shape[3],
       a.out_h,    a.out_w,    a.stride,   a.top,      a.left};
  all.before = a.groups == 0 ? Before::kNothing : a.activate ? Before::kNormSilu : Before::kNorm;
  if (a.groups > 0 && !normalisation_of(context, x, scale, offset, a, all.norm)) return false;
  all.x = x.data;
  all.filter = filter.data;
  all.bias = bias.size == 0 ? nullptr : bias.data;
  all.bias_rows = std::max<int64_t>(1, bias.size / g.to);
  all.beside = beside.size == 0 ? nullptr : beside.data;
  const bool fits = (bias.size == 0 || bias.size == all.bias_rows * g.to) && (g.n == 0 || g.n % all.bias_rows == 0) &&
                    (beside.size == 0 || beside.size == g.n * g.out_pixels() * g.to);
  return context.require(fits, "bias and what is added do not fit");
}

std::vector<Tensor> inputs_of(Context& context, int count) {
  std::vector<Tensor> inputs;
  for (int i = 0; i < count; i++) inputs.push_back(context.input(i));
  return inputs;
}

void norm_convolution(Context& context, const Attributes& attributes) {
  const std::vector<Tensor> inputs = inputs_of(context, 6);
  NormConvolution all;
  if (!context.good() || !convolution_of(context, inputs, attributes, all)) return;
  const Geometry& g = all.g;
  Tensor y = context.output(0, {g.n, g.out_h, g.out_w, g.to});
  Tensor statistics = context.output(1, {g.n, attributes.groups, 2});
  if (context.good()) all.forward(y.data, statistics.data);
}

/** The inputs of the convolution, the statistics of the forward pass and dy. */
void norm_convolution_grad(Context& context, const Attributes& attributes) {
  const std::vector<Tensor> inputs = inputs_of(context, 8);
  NormConvolution all;
  if (!context.good() || !convolution_of(context, inputs, attributes, all)) return;
  const Geometry& g = all.g;
  const Tensor &statistics = inputs[6], &dy = inputs[7];
  if (!context.require(dy.size == g.n * g.out_pixels() * g.to && statistics.size == g.n * attributes.groups * 2,
                       "dy and statistics do not fit")) {
    return;
  }
  Tensor dx = context.output(0, inputs[0].shape), scale = context.output(1, inputs[1].shape);
  Tensor offset = context.output(2, inputs[2].shape), filter = context.output(3, inputs[3].shape);
  Tensor bias = context.output(4, inputs[4].shape);
  if (context.good()) {
    all.backward(statistics.data, dy.data, {dx.data, scale.data, offset.data, filter.data, bias.data});
  }
}

/**
 * Inputs x0, x1, scale0, offset0, conv0, share, scale1, offset1, conv1, bias, skip, skip_bias; x1, skip and its bias have
 * no entries where there is none.
 */
bool residual_of(Context& context, const std::vector<Tensor>& t, const Attributes& a, Residual& all) {
  const Tensor &x0 = t[0], &x1 = t[1], &conv0 = t[4], &conv1 = t[8];
  if (!context.require(x0.shape.size() == 4 && conv0.shape.size() == 4 && x0.size > 0, "x and conv0 must have rank 4")) {
    return false;
  }
  all.n = x0.shape[0], all.h = x0.shape[1], all.w = x0.shape[2], all.first = x0.shape[3];
  all.second = x1.size == 0 ? 0 : x1.shape.back();
  all.to = conv0.shape[3];
  all.x0 = x0.data, all.x1 = x1.data;
  const int64_t c = all.from(), to = all.to, groups = a.groups;
  all.norm0 = {t[2].data, t[3].data, c, groups, a.eps};
  all.norm1 = {t[6].data, t[7].data, to, groups, a.eps};
  all.conv0 = conv0.data, all.share = t[5].data, all.conv1 = conv1.data, all.bias = t[9].data;
  all.skip = t[10].size == 0 ? nullptr : t[10].data;
  all.skip_bias = t[11].data;
  const bool fits = groups > 0 && c % groups == 0 && to % groups == 0 &&
                    x1.size == all.n * all.pixels() * all.second && t[2].size == c && t[3].size == c &&
                    conv0.size == 9 * c * to && t[5].size == all.n * to && t[6].size == to && t[7].size == to &&
                    conv1.size == 9 * to * to && t[9].size == to &&
                    (all.skip == nullptr ? c == to : t[10].size == c * to && t[11].size == to);
  return context.require(fits, "the parts of a residual block do not fit");
}

void residual(Context& context, const Attributes& attributes) {
  const std::vector<Tensor> inputs = inputs_of(context, 12);
  Residual all;
  if (!context.good() || !residual_of(context, inputs, attributes, all)) return;
  const std::vector<int64_t> shape = {all.n, all.h, all.w, all.to}, measured = {all.n, attributes.groups, 2};
  Tensor y = context.output(0, shape), middle = context.output(1, shape);
  Tensor statistics0 = context.output(2, measured), statistics1 = context.output(3, measured);
  if (context.good()) all.forward(y.data, middle.data, statistics0.data, statistics1.data);
}

/** The inputs of the block, what its forward pass has left, and dy. */
void residual_grad(Context& context, const Attributes& attributes) {
  const std::vector<Tensor> inputs = inputs_of(context, 16);
  Residual all;
  if (!context.good() || !residual_of(context, inputs, attributes, all)) return;
  const Tensor &middle = inputs[12], &dy = inputs[15];
  const int64_t size = all.n * all.pixels() * all.to, measured = all.n * attributes.groups * 2;
  if (!context.require(middle.size == size && dy.size == size && inputs[13].size == measured && inputs[14].size == measured,
                       "dy and what the block has left do not fit")) {
    return;
  }
  std::vector<Tensor> out;
  for (int i = 0; i < 12; i++) out.push_back(context.output(i, inputs[i].shape));
  if (!context.good()) return;
  all.backward(middle.data, inputs[13].data, inputs[14].data, dy.data,
               {out[0].data, out[1].data, out[2].data, out[3].data, out[4].data, out[5].data, out[6].data, out[7].data,
                out[8].data, out[9].data, out[10].data, out[11].data});
}

/** Input qkv [n, positions, 3c]; the attribute groups is the number of heads, which divides c. */
bool attention_of(Context& context, const Tensor& qkv, const Attributes& a) {
  return context.require(qkv.shape.size() == 3 && a.groups > 0 && qkv.shape[2] > 0 && qkv.shape[2] % (3 * a.groups) == 0,
                         "qkv and heads do not fit");
}

void attention(Context& context, const Attributes& attributes) {
  Tensor qkv = context.input(0);
  if (!context.good() || !attention_of(context, qkv, attributes)) return;
  const int64_t n = qkv.shape[0], positions = qkv.shape[1], c = qkv.shape[2] / 3;
  Tensor y = context.output(0, {n, positions, c});
  if (!context.good() || y.size == 0) return;
  const Attention all(positions, attributes.groups, c / attributes.groups);
  Pool::get().run(n, 1 + 65536 / (positions * positions * c), [&](int64_t i, int64_t end) {
    static thread_local Scratch own;
    for (; i < end; i++) all.forward(qkv.data + i * 3 * positions * c, y.data + i * positions * c, own);
  });
}

void attention_grad(Context& context, const Attributes& attributes) {
  Tensor qkv = context.input(0), dy = context.input(1);
  if (!context.good() || !attention_of(context, qkv, attributes)) return;
  if (!context.require(dy.size * 3 == qkv.size, "qkv and dy do not fit")) return;
  const int64_t n = qkv.shape[0], positions = qkv.shape[1], c = qkv.shape[2] / 3;
  Tensor out = context.output(0, qkv.shape);
  if (!context.good() || out.size == 0) return;
  const Attention all(positions, attributes.groups, c / attributes.groups);
  Pool::get().run(n, 1 + 65536 / (positions * positions * c), [&](int64_t i, int64_t end) {
    static thread_local Scratch own;
    for (; i < end; i++) {
      const int64_t at = i * positions * c;
      all.backward(qkv.data + 3 * at, dy.data + at, out.data + 3 * at, own);
    }
  });
}

/** x [n, …, c] + bias [c] or [m, c], m dividing the rows: each bias row serves as many rows of x. */
void bias_add(Context& context, const Attributes&) {
  Tensor x = context.input(0), bias = context.input(1);
  const int64_t c = x.shape.empty() ? 0 : x.shape.back(), m = c > 0 ? bias.size / c : 0;
  if (!context.require(m > 0 && bias.size % c == 0 && x.size / c % m == 0, "x and bias do not fit")) return;
  Tensor y = context.output(0, x.shape);
  if (!context.good()) return;
  const int64_t rows = x.size / c, share = rows / m;
  Pool::get().run(rows, 1 + 16384 / c, [&](int64_t r, int64_t end) {
    for (; r < end; r++) add_row(x.data + r * c, bias.data + (m == 1 ? 0 : r / share) * c, y.data + r * c, c);
  });
}

/** Sums of the rows that shared a bias row; the second input gives the bias's shape. */
void bias_add_grad(Context& context, const Attributes&) {
  Tensor dy = context.input(0), bias = context.input(1);
  const int64_t c = dy.shape.empty() ? 0 : dy.shape.back(), m = c > 0 ? bias.size / c : 0;
  if (!context.require(m > 0 && bias.size % c == 0 && dy.size / c % m == 0, "dy and bias do not fit")) return;
  Tensor out = context.output(0, bias.shape);
  if (!context.good()) return;
  const int64_t share = dy.size / c / m;
  // A single bias is cut into stretches of rows of a fixed length, whatever the number of threads.
  const int64_t stretch = m > 1 ? share : std::max<int64_t>(kBlock, 1 + 16384 / c);
  const int64_t pieces = (share + stretch - 1) / stretch;
  std::vector<double> sums(m * pieces * c);
  Pool::get().run(m * pieces, 1 + 16384 / (stretch * c), [&](int64_t i, int64_t end) {
    std::vector<float> part(c);
    for (; i < end; i++) {
      const int64_t row = i / pieces * share + i % pieces * stretch;
      const int64_t rows = std::min(stretch, share - i % pieces * stretch);
      column_sums(dy.data + row * c, rows, c, part.data(), sums.data() + i * c);
    }
  });
  for (int64_t i = 0; i < m; i++) {
    for (int64_t k = 0; k < c; k++) {
      double sum = 0;
      for (int64_t j = 0; j < pieces; j++) sum += sums[(i * pieces + j) * c + k];
      out.data[i * c + k] = sum;
    }
  }
}

/** [n, h, w, c] to [n, 2h, 2w, c] by repetition. */
void repeat(Context& context, const Attributes&) {
  Tensor x = context.input(0);
  if (!context.require(x.shape.size() == 4, "x must have rank 4")) return;
  const int64_t n = x.shape[0], h = x.shape[1], w = x.shape[2], c = x.shape[3];
  Tensor y = context.output(0, {n, 2 * h, 2 * w, c});
  if (!context.good()) return;
  Pool::get().run(n * h, 1 + 4096 / std::max<int64_t>(1, w * c), [&](int64_t row, int64_t end) {
    for (; row < end; row++) {
      float* out = y.data + row * 4 * w * c;
      for (int64_t i = 0; i < 2 * w; i++) std::memcpy(out + i * c, x.data + (row * w + i / 2) * c, c * sizeof(float));
      std::memcpy(out + 2 * w * c, out, 2 * w * c * sizeof(float));
    }
  });
}

/** The sum over each 2 × 2 block. */
void block_sums(Context& context, const Attributes&) {
  Tensor x = context.input(0);
  if (!context.require(x.shape.size() == 4 && x.shape[1] % 2 == 0 && x.shape[2] % 2 == 0, "x must be [n, 2h, 2w, c]")) return;
  const int64_t n = x.shape[0], h = x.shape[1] / 2, w = x.shape[2] / 2, c = x.shape[3];
  Tensor y = context.output(0, {n, h, w, c});
  if (!context.good()) return;
  Pool::get().run(n * h, 1 + 4096 / std::max<int64_t>(1, w * c), [&](int64_t row, int64_t end) {
    for (; row < end; row++) {
      const float *upper = x.data + row * 4 * w * c, *lower = upper + 2 * w * c;
      for (int64_t i = 0; i < w; i++) {
        float* out = y.data + (row * w + i) * c;
        add_row(upper + 2 * i * c, upper + (2 * i + 1) * c, out, c);
        add_row(lower + 2 * i * c, out, out, c);
        add_row(lower + (2 * i + 1) * c, out, out, c);
      }
    }
  });
}

void adam(Context& context, const Attributes&) {
  Tensor p = context.input(0), m = context.input(1), v = context.input(2), g = context.input(3), c = context.input(4);
  if (!context.require(m.size == p.size && v.size == p.size && g.size == p.size && c.size == 8, "shapes differ")) return;
  Tensor p2 = context.output(0, p.shape), m2 = context.output(1, p.shape), v2 = context.output(2, p.shape);
  if (!context.good()) return;
  AdamCoefficients coefficients;
  std::memcpy(&coefficients, c.data, sizeof(coefficients));
  Pool::get().run(p.size, 16384, [&](int64_t i, int64_t end) {
    adam_stretch(p.data + i, m.data + i, v.data + i, g.data + i, p2.data + i, m2.data + i, v2.data + i, end - i,
                 coefficients);
  });
}

/** keep·a + rest·b, the two factors in the third input. */
void mix(Context& context, const Attributes&) {
  Tensor a = context.input(0), b = context.input(1), factors = context.input(2);
  if (!context.require(a.size == b.size && factors.size == 2, "shapes differ")) return;
  Tensor out = context.output(0, a.shape);
  if (!context.good()) return;
  Pool::get().run(a.size, 16384, [&](int64_t i, int64_t end) {
    mix_stretch(a.data + i, b.data + i, out.data + i, end - i, factors.data[0], factors.data[1]);
  });
}

// ---- registration

struct Operation {
  Compute compute;
  Attributes attributes;
};

/** An operation has the first `numbers` of the attributes that are whole numbers, and eps or not. */
template <Compute compute, int numbers, bool with_eps>
void* create(TF_OpKernelConstruction* construction) {
  auto* operation = new Operation{compute, {}};
  TF_Status* status = TF_NewStatus();
  for (int i = 0; i < numbers && TF_GetCode(status) == TF_OK; i++) {
    TF_OpKernelConstruction_GetAttrInt64(construction, kNumbers[i], operation->attributes.numbers() + i, status);
  }
  if (with_eps && TF_GetCode(status) == TF_OK) {
    TF_OpKernelConstruction_GetAttrFloat(construction, "eps", &operation->attributes.eps, status);
  }
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(construction, status);
  TF_DeleteStatus(status);
  return operation;
}

void run_operation(void* kernel, TF_OpKernelContext* given) {
  auto* operation = static_cast<Operation*>(kernel);
  Context context(given);
  operation->compute(context, operation->attributes);
}

void destroy(void* kernel) { delete static_cast<Operation*>(kernel); }

template <Compute compute, int numbers = 0, bool with_eps = false>
void register_operation(const char* name, std::vector<const char*> inputs, std::vector<const char*> outputs) {
  TF_Status* status = TF_NewStatus();
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(name);
  for (const char* input : inputs) TF_OpDefinitionBuilderAddInput(definition, input);
  for (const char* output : outputs) TF_OpDefinitionBuilderAddOutput(definition, output);
  for (int i = 0; i < numbers; i++) {
    TF_OpDefinitionBuilderAddAttr(definition, (std::string(kNumbers[i]) + ": int").c_str());
  }
  if (with_eps) TF_OpDefinitionBuilderAddAttr(definition, "eps: float");
  TF_OpDefinitionBuilderSetShapeInferenceFunction(
      definition, [](TF_ShapeInferenceContext* context, TF_Status* s) {
        TF_ShapeInferenceContextSetUnknownShape(context, s);
      });
  TF_RegisterOpDefinition(definition, status);
  if (TF_GetCode(status) == TF_OK) {
    TF_KernelBuilder* builder =
        TF_NewKernelBuilder(name, "CPU", create<compute, numbers, with_eps>, run_operation, destroy);
    TF_RegisterKernelBuilder(name, builder, status);
  }
  // A failure shows when the operation is first called: the build's check calls them.
  TF_DeleteStatus(status);
}

/** TensorFlow logs its start-up to stderr, some of it whatever the environment says: only errors pass by default. */
void quieten() {
#if __has_include("absl/log/globals.h")
  const char* level = std::getenv("TF_CPP_MIN_LOG_LEVEL");
  absl::SetMinLogLevel(static_cast<absl::LogSeverityAtLeast>(level == nullptr ? 2 : std::atoi(level)));
#endif
}

__attribute__((constructor)) void register_all() {
  quieten();
  register_operation<silu>("NearzeroSilu", {"x: float"}, {"y: float"});
  register_operation<silu_grad>("NearzeroSiluGrad", {"x: float", "dy: float"}, {"dx: float"});
  register_operation<group_norm<false>, kGroups, true>("NearzeroGroupNorm", {"x: float", "scale: float", "offset: float"},
                                                    {"y: float", "statistics: float"});
  register_operation<group_norm<true>, kGroups, true>("NearzeroGroupNormSilu",
                                                   {"x: float", "scale: float", "offset: float"},
                                                   {"y: float", "statistics: float"});
  register_operation<group_norm_silu_tangent, kGroups, true>(
      "NearzeroGroupNormSiluTangent", {"x: float", "dx: float", "scale: float", "offset: float"}, {"tangent: float"});
  register_operation<group_norm_grad<false>, kGroups>(
      "NearzeroGroupNormGrad", {"x: float", "scale: float", "offset: float", "statistics: float", "dy: float"},
      {"dx: float", "d_scale: float", "d_offset: float"});
  register_operation<group_norm_grad<true>, kGroups>(
      "NearzeroGroupNormSiluGrad", {"x: float", "scale: float", "offset: float", "statistics: float", "dy: float"},
      {"dx: float", "d_scale: float", "d_offset: float"});
  register_operation<norm_convolution, kPlace, true>(
      "NearzeroNormConvolution",
      {"x: float", "scale: float", "offset: float", "filter: float", "bias: float", "beside: float"},
      {"y: float", "statistics: float"});
  register_operation<norm_convolution_grad, kPlace>(
      "NearzeroNormConvolutionGrad",
      {"x: float", "scale: float", "offset: float", "filter: float", "bias: float", "beside: float",
       "statistics: float", "dy: float"},
      {"dx: float", "d_scale: float", "d_offset: float", "d_filter: float", "d_bias: float"});
  const std::vector<const char*> block = {"x0: float",     "x1: float",      "scale0: float", "offset0: float",
                                          "conv0: float",  "share: float",   "scale1: float", "offset1: float",
                                          "conv1: float",  "bias: float",    "skip: float",   "skip_bias: float"};
  std::vector<const char*> left = block;
  for (const char* name : {"middle: float", "statistics0: float", "statistics1: float", "dy: float"}) left.push_back(name);
  register_operation<residual, kGroups, true>(
      "NearzeroResidual", block, {"y: float", "middle: float", "statistics0: float", "statistics1: float"});
  register_operation<residual_grad, kGroups>(
      "NearzeroResidualGrad", left,
      {"d_x0: float", "d_x1: float", "d_scale0: float", "d_offset0: float", "d_conv0: float", "d_share: float",
       "d_scale1: float", "d_offset1: float", "d_conv1: float", "d_bias: float", "d_skip: float", "d_skip_bias: float"});
  register_operation<attention, kGroups>("NearzeroAttention", {"qkv: float"}, {"y: float"});
  register_operation<attention_grad, kGroups>("NearzeroAttentionGrad", {"qkv: float", "dy: float"}, {"d_qkv: float"});
  register_operation<bias_add>("NearzeroBiasAdd", {"x: float", "bias: float"}, {"y: float"});
  register_operation<bias_add_grad>("NearzeroBiasAddGrad", {"dy: float", "bias: float"}, {"d_bias: float"});
  register_operation<repeat>("NearzeroRepeat2", {"x: float"}, {"y: float"});
  register_operation<block_sums>("NearzeroBlockSums2", {"x: float"}, {"y: float"});
  register_operation<adam>("NearzeroAdam", {"p: float", "m: float", "v: float", "g: float", "coefficients: float"},
                           {"p_next: float", "m_next: float", "v_next: float"});
  register_operation<mix>("NearzeroMix", {"a: float", "b: float", "factors: float"}, {"out: float"});
}

}  // namespace
