// Arithmetic on rows of channels, written so that compilers vectorise it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

// One build serves every processor of its kind that shares the cache folder: the loader takes the widest version.
#if defined(__x86_64__)
#define HOT __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), noinline))
#else
#define HOT __attribute__((noinline))
#endif
#define INLINE static inline __attribute__((always_inline))

namespace nearzero {
namespace {

INLINE int32_t bits_of(float x) {
  int32_t bits;
  std::memcpy(&bits, &x, 4);
  return bits;
}

INLINE float from_bits(int32_t bits) {
  float x;
  std::memcpy(&x, &bits, 4);
  return x;
}

/**
 * e^x for x in [-87, 87], clamped outside, to 2 units in the last place; NaN for NaN. Written so that compilers vectorise
 * it. The clamp is one of integers: of a comparison of floats compilers make a case of its own for each constant, whose
 * products with x are subnormal, and a subnormal result costs more than a hundred cycles.
 */
INLINE float exponential(float given) {
  const int32_t sign = bits_of(given) & INT32_MIN, size = bits_of(given) & INT32_MAX, largest = 0x42AE0000;  // 87.
  const float x = from_bits(sign | (size < largest ? size : largest));
  const float magic = 12582912.0f;  // 1.5 · 2^23: adding it rounds to an integer and leaves that in the low bits.
  const float shifted = x * 1.44269504f + magic;
  const float n = shifted - magic;
  const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  const float y = p * r * r + r + 1.0f;
  const float result = from_bits(bits_of(y) + (bits_of(shifted) - 0x4B400000) * (1 << 23));
  return given != given ? given : result;
}

INLINE float sigmoid(float x) { return 1.0f / (1.0f + exponential(-x)); }

/** Derivative of x·sigmoid(x). */
INLINE float silu_slope(float x) {
  const float s = sigmoid(x);
  return s * (1.0f + x * (1.0f - s));
}

HOT void silu_row(const float* x, float* y, int64_t n) {
  for (int64_t i = 0; i < n; i++) y[i] = x[i] * sigmoid(x[i]);
}

HOT void silu_grad_row(const float* x, const float* dy, float* dx, int64_t n) {
  for (int64_t i = 0; i < n; i++) dx[i] = dy[i] * silu_slope(x[i]);
}

HOT void scale_row(float* x, int64_t n, float by) {
  for (int64_t i = 0; i < n; i++) x[i] *= by;
}

/** Entries whose exponentials have the sum 1. */
HOT void softmax_row(float* x, int64_t n) {
  float largest = x[0], sum = 0;
  for (int64_t i = 1; i < n; i++) largest = x[i] > largest ? x[i] : largest;
  for (int64_t i = 0; i < n; i++) x[i] = exponential(x[i] - largest);
  for (int64_t i = 0; i < n; i++) sum += x[i];
  const float inverse = 1.0f / sum;
  for (int64_t i = 0; i < n; i++) x[i] *= inverse;
}

/** From the gradient by n rows of softmax to that by what it was taken of, in place. */
HOT void softmax_slopes(const float* __restrict value, float* __restrict slope, int64_t n) {
  for (int64_t r = 0; r < n; r++, value += n, slope += n) {
    float sum = 0;
    for (int64_t i = 0; i < n; i++) sum += value[i] * slope[i];
    for (int64_t i = 0; i < n; i++) slope[i] = value[i] * (slope[i] - sum);
  }
}

HOT void add_row(const float* x, const float* y, float* out, int64_t n) {
  for (int64_t i = 0; i < n; i++) out[i] = x[i] + y[i];
}

/** Rows are summed in float32 in short blocks, and the blocks in float64. */
constexpr int64_t kBlock = 64;

HOT void column_sums(const float* __restrict x, int64_t rows, int64_t c, float* __restrict part, double* __restrict sum) {
  for (int64_t i = 0; i < rows; i += kBlock) {
    std::memset(part, 0, c * sizeof(float));
    for (int64_t r = i; r < std::min(rows, i + kBlock); r++) {
      for (int64_t k = 0; k < c; k++) part[k] += x[r * c + k];
    }
    for (int64_t k = 0; k < c; k++) sum[k] += part[k];
  }
}

HOT void column_squares(const float* __restrict x, const float* __restrict mean, int64_t rows, int64_t c,
                        float* __restrict part, double* __restrict sum) {
  for (int64_t i = 0; i < rows; i += kBlock) {
    std::memset(part, 0, c * sizeof(float));
    for (int64_t r = i; r < std::min(rows, i + kBlock); r++) {
      for (int64_t k = 0; k < c; k++) {
        const float d = x[r * c + k] - mean[k];
        part[k] += d * d;
      }
    }
    for (int64_t k = 0; k < c; k++) sum[k] += part[k];
  }
}

/** The sums of dx and of dx·(x − mean) of each channel. */
HOT void column_products(const float* __restrict x, const float* __restrict dx, const float* __restrict mean,
                         int64_t rows, int64_t c, float* __restrict part, double* __restrict sum) {
  float* __restrict along = part + c;
  for (int64_t i = 0; i < rows; i += kBlock) {
    std::memset(part, 0, 2 * c * sizeof(float));
    for (int64_t r = i; r < std::min(rows, i + kBlock); r++) {
      for (int64_t k = 0; k < c; k++) {
        part[k] += dx[r * c + k];
        along[k] += dx[r * c + k] * (x[r * c + k] - mean[k]);
      }
    }
    for (int64_t k = 0; k < 2 * c; k++) sum[k] += part[k];
  }
}

/** (dx·factor + (x − mean)·b + constant) · the slope of SiLU at (x − mean)·factor + offset. */
HOT void tangent_rows(const float* __restrict x, const float* __restrict dx, float* __restrict out,
                      const float* __restrict mean, const float* __restrict factor, const float* __restrict offset,
                      const float* __restrict b, const float* __restrict constant, int64_t rows, int64_t c) {
  for (int64_t r = 0; r < rows; r++) {
    for (int64_t k = 0; k < c; k++) {
      const float from_mean = x[r * c + k] - mean[k];
      out[r * c + k] = (dx[r * c + k] * factor[k] + from_mean * b[k] + constant[k]) *
                       silu_slope(from_mean * factor[k] + offset[k]);
    }
  }
}

template <bool activate>
INLINE void normalise_rows(const float* __restrict x, float* __restrict y, const float* __restrict mean,
                           const float* __restrict factor, const float* __restrict offset, int64_t rows, int64_t c) {
  for (int64_t r = 0; r < rows; r++) {
    for (int64_t k = 0; k < c; k++) {
      const float z = (x[r * c + k] - mean[k]) * factor[k] + offset[k];
      y[r * c + k] = activate ? z * sigmoid(z) : z;
    }
  }
}

HOT void normalise(const float* x, float* y, const float* mean, const float* factor, const float* offset, int64_t rows,
                   int64_t c) {
  normalise_rows<false>(x, y, mean, factor, offset, rows, c);
}

HOT void normalise_silu(const float* x, float* y, const float* mean, const float* factor, const float* offset,
                        int64_t rows, int64_t c) {
  normalise_rows<true>(x, y, mean, factor, offset, rows, c);
}

/** d = dy through the activation, kept for the second pass; its sums, and those of d·x̂, are added for each channel. */
template <bool activate>
INLINE void gradient_rows(const float* __restrict x, const float* __restrict dy, float* __restrict d,
                          const float* __restrict mean, const float* __restrict inverse, const float* __restrict scale,
                          const float* __restrict offset, int64_t rows, int64_t c, float* __restrict part,
                          float* __restrict along) {
  for (int64_t r = 0; r < rows; r++) {
    for (int64_t k = 0; k < c; k++) {
      const float unit = (x[r * c + k] - mean[k]) * inverse[k];
      float g = dy[r * c + k];
      if (activate) {
        g *= silu_slope(unit * scale[k] + offset[k]);
        d[r * c + k] = g;
      }
      part[k] += g;
      along[k] += g * unit;
    }
  }
}

HOT void gradient_plain(const float* x, const float* dy, float* d, const float* mean, const float* inverse,
                        const float* scale, const float* offset, int64_t rows, int64_t c, float* part, float* along) {
  gradient_rows<false>(x, dy, d, mean, inverse, scale, offset, rows, c, part, along);
}

HOT void gradient_silu(const float* x, const float* dy, float* d, const float* mean, const float* inverse,
                       const float* scale, const float* offset, int64_t rows, int64_t c, float* part, float* along) {
  gradient_rows<true>(x, dy, d, mean, inverse, scale, offset, rows, c, part, along);
}

/** The same with d over dy, and the normalised or activated value written besides: a sigmoid serves both. */
template <bool activate>
INLINE void gradient_and_value_rows(const float* __restrict x, float* __restrict d, float* __restrict y,
                                    const float* __restrict mean, const float* __restrict inverse,
                                    const float* __restrict scale, const float* __restrict offset, int64_t rows,
                                    int64_t c, float* __restrict part, float* __restrict along) {
  for (int64_t r = 0; r < rows; r++) {
    for (int64_t k = 0; k < c; k++) {
      const float unit = (x[r * c + k] - mean[k]) * inverse[k], z = unit * scale[k] + offset[k];
      float g = d[r * c + k];
      if (activate) {
        const float s = sigmoid(z);
        g *= s * (1.0f + z * (1.0f - s));
        y[r * c + k] = z * s;
        d[r * c + k] = g;
      } else {
        y[r * c + k] = z;
      }
      part[k] += g;
      along[k] += g * unit;
    }
  }
}

HOT void value_and_gradient(const float* x, float* d, float* y, const float* mean, const float* inverse,
                            const float* scale, const float* offset, int64_t rows, int64_t c, float* part,
                            float* along) {
  gradient_and_value_rows<false>(x, d, y, mean, inverse, scale, offset, rows, c, part, along);
}

HOT void value_and_gradient_silu(const float* x, float* d, float* y, const float* mean, const float* inverse,
                                 const float* scale, const float* offset, int64_t rows, int64_t c, float* part,
                                 float* along) {
  gradient_and_value_rows<true>(x, d, y, mean, inverse, scale, offset, rows, c, part, along);
}

/** Rows that are one row each, beside another's where that is given. */
HOT void begin_rows(const float* __restrict bias, const float* __restrict beside, float* __restrict y, int64_t rows,
                    int64_t c) {
  for (int64_t r = 0; r < rows; r++) {
    if (bias == nullptr) {
      std::memcpy(y + r * c, beside + r * c, c * sizeof(float));
    } else if (beside == nullptr) {
      std::memcpy(y + r * c, bias, c * sizeof(float));
    } else {
      for (int64_t k = 0; k < c; k++) y[r * c + k] = beside[r * c + k] + bias[k];
    }
  }
}

HOT void add_stretch(const float* __restrict x, float* __restrict out, int64_t n) {
  for (int64_t i = 0; i < n; i++) out[i] += x[i];
}

/** dx = d·a + (x − mean)·b + constant; d and dx may be one array. */
HOT void combine(const float* x, const float* d, float* dx, const float* mean, const float* a, const float* b,
                 const float* constant, int64_t rows, int64_t c) {
  for (int64_t r = 0; r < rows; r++) {
    const float *xr = x + r * c, *dr = d + r * c;
    float* out = dx + r * c;
#pragma GCC ivdep
    for (int64_t k = 0; k < c; k++) out[k] = dr[k] * a[k] + (xr[k] - mean[k]) * b[k] + constant[k];
  }
}

/** Coefficients of a step of Adam, in the order in which they are handed over. */
struct AdamCoefficients {
  float decay, rate, beta1, rest1, beta2, rest2, root, eps;
};

HOT void adam_stretch(const float* __restrict p, const float* __restrict m, const float* __restrict v,
                      const float* __restrict g, float* __restrict p2, float* __restrict m2, float* __restrict v2,
                      int64_t n, AdamCoefficients c) {
  for (int64_t i = 0; i < n; i++) {
    m2[i] = c.beta1 * m[i] + c.rest1 * g[i];
    v2[i] = c.beta2 * v[i] + c.rest2 * g[i] * g[i];
    p2[i] = p[i] - c.decay * p[i] - c.rate * m2[i] / (c.root * std::sqrt(v2[i]) + c.eps);
  }
}

HOT void mix_stretch(const float* __restrict a, const float* __restrict b, float* __restrict out, int64_t n, float keep,
                     float rest) {
  for (int64_t i = 0; i < n; i++) out[i] = keep * a[i] + rest * b[i];
}

}  // namespace
}  // namespace nearzero
