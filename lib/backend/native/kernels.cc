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
#include <vector>

#if __has_include("absl/log/globals.h")
#include "absl/log/globals.h"
#endif

#include "pool.h"
#include "rows.h"
#include "tensors.h"
#include "tensorflow/c/ops.h"

namespace {

using namespace nearzero;

struct Attributes {
  int64_t groups = 1;
  float eps = 0;
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

/** Mean, and 1 / √(variance + eps), of each group spread over its channels. */
void spread(const float* statistics, int64_t groups, int64_t c, float* mean, float* inverse) {
  for (int64_t k = 0; k < c; k++) {
    mean[k] = statistics[k / (c / groups) * 2];
    inverse[k] = statistics[k / (c / groups) * 2 + 1];
  }
}

template <bool activate>
void group_norm(Context& context, const Attributes& attributes) {
  Tensor x = context.input(0), scale = context.input(1), offset = context.input(2);
  const int64_t groups = attributes.groups, c = scale.size;
  if (!context.require(c > 0 && groups > 0 && c % groups == 0 && offset.size == c && x.shape.size() >= 2 &&
                           x.shape.back() == c,
                       "x, scale, offset and groups do not fit")) {
    return;
  }
  const int64_t n = x.shape[0], rows = n == 0 ? 0 : x.size / n / c, width = c / groups;
  Tensor y = context.output(0, x.shape), statistics = context.output(1, {n, groups, 2});
  if (!context.good()) return;
  Pool::get().run(n, 1 + 16384 / std::max<int64_t>(1, rows * c), [&](int64_t first, int64_t end) {
    std::vector<float> buffer(3 * c);
    std::vector<double> sums(c);
    float *part = buffer.data(), *mean = part + c, *factor = mean + c;
    for (int64_t i = first; i < end; i++) {
      const float* from = x.data + i * rows * c;
      float* stats = statistics.data + i * groups * 2;
      std::fill(sums.begin(), sums.end(), 0.0);
      column_sums(from, rows, c, part, sums.data());
      for (int64_t g = 0; g < groups; g++) {
        double sum = 0;
        for (int64_t k = g * width; k < (g + 1) * width; k++) sum += sums[k];
        stats[g * 2] = sum / (rows * width);
        for (int64_t k = g * width; k < (g + 1) * width; k++) mean[k] = stats[g * 2];
      }
      std::fill(sums.begin(), sums.end(), 0.0);
      column_squares(from, mean, rows, c, part, sums.data());
      for (int64_t g = 0; g < groups; g++) {
        double sum = 0;
        for (int64_t k = g * width; k < (g + 1) * width; k++) sum += sums[k];
        stats[g * 2 + 1] = 1.0 / std::sqrt(sum / (rows * width) + attributes.eps);
        for (int64_t k = g * width; k < (g + 1) * width; k++) factor[k] = scale.data[k] * stats[g * 2 + 1];
      }
      (activate ? normalise_silu : normalise)(from, y.data + i * rows * c, mean, factor, offset.data, rows, c);
    }
  });
}

/**
 * Inputs x, scale, offset, the statistics of the forward pass and dy. With x̂ the normalised value and d = dy through
 * the activation, dx = (d·scale − mean(d·scale) − x̂·mean(d·scale·x̂)) / √(variance + eps), means over a group.
 */
template <bool activate>
void group_norm_grad(Context& context, const Attributes& attributes) {
  Tensor x = context.input(0), scale = context.input(1), offset = context.input(2);
  Tensor statistics = context.input(3), dy = context.input(4);
  const int64_t groups = attributes.groups, c = scale.size;
  if (!context.require(c > 0 && groups > 0 && c % groups == 0 && offset.size == c && x.shape.size() >= 2 &&
                           x.shape.back() == c && dy.size == x.size && statistics.size == x.shape[0] * groups * 2,
                       "x, scale, offset, statistics, dy and groups do not fit")) {
    return;
  }
  const int64_t n = x.shape[0], rows = n == 0 ? 0 : x.size / n / c, width = c / groups;
  Tensor dx = context.output(0, x.shape), d_scale = context.output(1, {c}), d_offset = context.output(2, {c});
  if (!context.good()) return;
  std::vector<double> sums(2 * n * c);
  Pool::get().run(n, 1 + 16384 / std::max<int64_t>(1, rows * c), [&](int64_t first, int64_t end) {
    std::vector<float> buffer(7 * c);
    float *part = buffer.data(), *mean = part + 2 * c, *inverse = mean + c, *a = inverse + c, *b = a + c;
    float* constant = b + c;
    for (int64_t i = first; i < end; i++) {
      const float *xs = x.data + i * rows * c, *dys = dy.data + i * rows * c;
      float* out = dx.data + i * rows * c;
      double *sum = sums.data() + 2 * i * c, *along = sum + c;
      spread(statistics.data + i * groups * 2, groups, c, mean, inverse);
      (activate ? gradient_sums_silu : gradient_sums)(xs, dys, out, mean, inverse, scale.data, offset.data, rows, c,
                                                      part, sum, along);
      for (int64_t g = 0; g < groups; g++) {
        double direct = 0, through = 0;
        for (int64_t k = g * width; k < (g + 1) * width; k++) {
          direct += sum[k] * scale.data[k];
          through += along[k] * scale.data[k];
        }
        const double count = rows * width;
        for (int64_t k = g * width; k < (g + 1) * width; k++) {
          a[k] = scale.data[k] * inverse[k];
          b[k] = -through / count * inverse[k] * inverse[k];
          constant[k] = -direct / count * inverse[k];
        }
      }
      combine(xs, activate ? out : dys, out, mean, a, b, constant, rows, c);
    }
  });
  for (int64_t k = 0; k < c; k++) {
    double s = 0, o = 0;
    for (int64_t i = 0; i < n; i++) {
      o += sums[2 * i * c + k];
      s += sums[2 * i * c + c + k];
    }
    d_scale.data[k] = s;
    d_offset.data[k] = o;
  }
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

template <Compute compute, bool grouped, bool with_eps>
void* create(TF_OpKernelConstruction* construction) {
  auto* operation = new Operation{compute, {}};
  TF_Status* status = TF_NewStatus();
  if (grouped) TF_OpKernelConstruction_GetAttrInt64(construction, "groups", &operation->attributes.groups, status);
  if (with_eps) TF_OpKernelConstruction_GetAttrFloat(construction, "eps", &operation->attributes.eps, status);
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

template <Compute compute, bool grouped = false, bool with_eps = false>
void register_operation(const char* name, std::vector<const char*> inputs, std::vector<const char*> outputs) {
  TF_Status* status = TF_NewStatus();
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(name);
  for (const char* input : inputs) TF_OpDefinitionBuilderAddInput(definition, input);
  for (const char* output : outputs) TF_OpDefinitionBuilderAddOutput(definition, output);
  if (grouped) TF_OpDefinitionBuilderAddAttr(definition, "groups: int");
  if (with_eps) TF_OpDefinitionBuilderAddAttr(definition, "eps: float");
  TF_OpDefinitionBuilderSetShapeInferenceFunction(
      definition, [](TF_ShapeInferenceContext* context, TF_Status* s) {
        TF_ShapeInferenceContextSetUnknownShape(context, s);
      });
  TF_RegisterOpDefinition(definition, status);
  if (TF_GetCode(status) == TF_OK) {
    TF_KernelBuilder* builder =
        TF_NewKernelBuilder(name, "CPU", create<compute, grouped, with_eps>, run_operation, destroy);
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
  register_operation<group_norm<false>, true, true>("NearzeroGroupNorm", {"x: float", "scale: float", "offset: float"},
                                                    {"y: float", "statistics: float"});
  register_operation<group_norm<true>, true, true>("NearzeroGroupNormSilu",
                                                   {"x: float", "scale: float", "offset: float"},
                                                   {"y: float", "statistics: float"});
  register_operation<group_norm_grad<false>, true>(
      "NearzeroGroupNormGrad", {"x: float", "scale: float", "offset: float", "statistics: float", "dy: float"},
      {"dx: float", "d_scale: float", "d_offset: float"});
  register_operation<group_norm_grad<true>, true>(
      "NearzeroGroupNormSiluGrad", {"x: float", "scale: float", "offset: float", "statistics: float", "dy: float"},
      {"dx: float", "d_scale: float", "d_offset: float"});
  register_operation<bias_add>("NearzeroBiasAdd", {"x: float", "bias: float"}, {"y: float"});
  register_operation<bias_add_grad>("NearzeroBiasAddGrad", {"dy: float", "bias: float"}, {"d_bias: float"});
  register_operation<repeat>("NearzeroRepeat2", {"x: float"}, {"y: float"});
  register_operation<block_sums>("NearzeroBlockSums2", {"x: float"}, {"y: float"});
  register_operation<adam>("NearzeroAdam", {"p: float", "m: float", "v: float", "g: float", "coefficients: float"},
                           {"p_next: float", "m_next: float", "v_next: float"});
  register_operation<mix>("NearzeroMix", {"a: float", "b: float", "factors: float"}, {"out: float"});
}

}  // namespace
