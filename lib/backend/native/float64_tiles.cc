// The float64 tiles of one instruction set: compiled several times, each time with other flags. GCC and Clang contract
// products and additions of their vectors into one operation.

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

#include "float64.h"

namespace {

#if defined(__AVX512F__)
#define TILES nearzero_float64_avx512
constexpr int kLanes = 8, kRows = 8;
#elif defined(__AVX2__)
#define TILES nearzero_float64_avx2
constexpr int kLanes = 4, kRows = 4;
#else
#define TILES nearzero_float64_plain
constexpr int kLanes = 2, kRows = 4;
#endif

constexpr int kWidth = 3;
constexpr int kPanel = nearzero::kPanel;

typedef double Vector __attribute__((vector_size(8 * kLanes)));
typedef double Anywhere __attribute__((vector_size(8 * kLanes), aligned(8), may_alias));
typedef double Four __attribute__((vector_size(32), aligned(8), may_alias));
typedef double Pair __attribute__((vector_size(16)));
typedef double PairAnywhere __attribute__((vector_size(16), aligned(8), may_alias));

#define INLINE static inline __attribute__((always_inline))

INLINE Vector load(const double* from) { return *reinterpret_cast<const Anywhere*>(from); }
INLINE Pair pair(const double* from) { return *reinterpret_cast<const PairAnywhere*>(from); }
INLINE void add(double* to, Vector value) { *reinterpret_cast<Anywhere*>(to) += value; }

void tile(const double* left, const double* panel, int64_t depth, double* c, int64_t stride) {
  Vector sums[kRows][kWidth] = {};
  for (int64_t k = 0; k < depth; k++, left++, panel += kWidth * kLanes) {
    Vector right[kWidth];
#pragma GCC unroll 3
    for (int v = 0; v < kWidth; v++) right[v] = load(panel + v * kLanes);
#pragma GCC unroll 8
    for (int i = 0; i < kRows; i++) {
#pragma GCC unroll 3
      for (int v = 0; v < kWidth; v++) sums[i][v] += right[v] * left[i * nearzero::kDepth];
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < kRows; i++) {
#pragma GCC unroll 3
    for (int v = 0; v < kWidth; v++) add(c + i * stride + v * kLanes, sums[i][v]);
  }
}

/** A row of kLanes columns: one panel of four, a part of one or two beside each other. */
INLINE Vector row(const double* b, int64_t size, int vector) {
#if defined(__AVX512F__)
  // By the instruction: put together in memory, the load waits for both stores and the product takes twice as long.
  const __m256d first = _mm256_loadu_pd(b + 2 * vector * size), second = _mm256_loadu_pd(b + (2 * vector + 1) * size);
  return _mm512_insertf64x4(_mm512_castpd256_pd512(first), second, 1);
#elif defined(__AVX2__)
  return load(b + vector * size);
#else
  return load(b + vector / 2 * size + vector % 2 * kLanes);
#endif
}

/** `height` panels of A by as many of B as `width` vectors hold. */
template <int height, int width>
INLINE void panels(const double* a, const double* b, int64_t size, double* c, int64_t stride) {
  Vector sums[height][kPanel][width] = {};
  for (int64_t at = 0; at < size; at += kPanel) {
    Vector right[width];
#pragma GCC unroll 4
    for (int v = 0; v < width; v++) right[v] = row(b + at, size, v);
#pragma GCC unroll 2
    for (int p = 0; p < height; p++) {
#pragma GCC unroll 4
      for (int i = 0; i < kPanel; i++) {
#pragma GCC unroll 4
        for (int v = 0; v < width; v++) sums[p][i][v] += right[v] * a[p * size + at + i];
      }
    }
  }
#pragma GCC unroll 2
  for (int p = 0; p < height; p++) {
#pragma GCC unroll 4
    for (int i = 0; i < kPanel; i++) {
#pragma GCC unroll 4
      for (int v = 0; v < width; v++) add(c + (kPanel * p + i) * stride + v * kLanes, sums[p][i][v]);
    }
  }
}

#if defined(__AVX512F__)
/** One panel of each. */
INLINE void single(const double* a, const double* b, int64_t size, double* c, int64_t stride) {
  typedef double Row __attribute__((vector_size(32)));
  Row sums[kPanel] = {};
  for (int64_t at = 0; at < size; at += kPanel) {
    const Row right = *reinterpret_cast<const Four*>(b + at);
#pragma GCC unroll 4
    for (int i = 0; i < kPanel; i++) sums[i] += right * a[at + i];
  }
#pragma GCC unroll 4
  for (int i = 0; i < kPanel; i++) *reinterpret_cast<Four*>(c + i * stride) += sums[i];
}
#endif

template <int height>
INLINE void band(const double* a, const double* b, int64_t size, double* c, int64_t b_panels, int64_t stride) {
  int64_t j = 0;
#if defined(__AVX512F__)
  for (; j + 6 <= b_panels; j += 6) panels<height, 3>(a, b + j * size, size, c + kPanel * j, stride);
  for (; j + 2 <= b_panels; j += 2) panels<height, 1>(a, b + j * size, size, c + kPanel * j, stride);
  for (; j < b_panels; j++) {
    for (int p = 0; p < height; p++) {
      single(a + p * size, b + j * size, size, c + kPanel * (p * stride + j), stride);
    }
  }
#elif defined(__AVX2__)
  for (; j + 3 <= b_panels; j += 3) panels<height, 3>(a, b + j * size, size, c + kPanel * j, stride);
  for (; j < b_panels; j++) panels<height, 1>(a, b + j * size, size, c + kPanel * j, stride);
#else
  for (; j < b_panels; j++) panels<height, 2>(a, b + j * size, size, c + kPanel * j, stride);
#endif
}

void block(const double* a, const double* b, double* c, int64_t a_panels, int64_t b_panels, int64_t k, int64_t stride) {
  const int64_t size = kPanel * k;
  int64_t i = 0;
#if defined(__AVX512F__)
  for (; i + 2 <= a_panels; i += 2) band<2>(a + i * size, b, size, c + kPanel * i * stride, b_panels, stride);
#endif
  for (; i < a_panels; i++) band<1>(a + i * size, b, size, c + kPanel * i * stride, b_panels, stride);
}

/** So many rows at once: enough independent sums to hide the latency of one. */
template <int rows>
INLINE void few_rows_times(const double* matrix, int64_t stride, int64_t columns, const double* x, double* y) {
  Pair sums[rows] = {};
  for (int64_t j = 0; j < columns; j += 2) {
    const Pair value = pair(x + j);
#pragma GCC unroll 8
    for (int i = 0; i < rows; i++) sums[i] += pair(matrix + i * stride + j) * value;
  }
#pragma GCC unroll 8
  for (int i = 0; i < rows; i++) y[i] += sums[i][0] + sums[i][1];
}

void rows_times(const double* matrix, int64_t stride, int64_t rows, int64_t columns, const double* x, double* y) {
  int64_t i = 0;
  for (; i + 8 <= rows; i += 8) few_rows_times<8>(matrix + i * stride, stride, columns, x, y + i);
  for (; i < rows; i += 4) few_rows_times<4>(matrix + i * stride, stride, columns, x, y + i);
}

template <int rows>
INLINE void add_few_rows(const double* matrix, int64_t stride, int64_t columns, const double* x, double* y) {
  int64_t j = 0;
#pragma GCC unroll 4
  for (; j + kLanes <= columns; j += kLanes) {
    Vector sum = load(y + j);
#pragma GCC unroll 8
    for (int i = 0; i < rows; i++) sum += load(matrix + i * stride + j) * x[i];
    *reinterpret_cast<Anywhere*>(y + j) = sum;
  }
  for (; j < columns; j += 2) {
    Pair sum = pair(y + j);
#pragma GCC unroll 8
    for (int i = 0; i < rows; i++) sum += pair(matrix + i * stride + j) * x[i];
    *reinterpret_cast<PairAnywhere*>(y + j) = sum;
  }
}

void columns_times(const double* matrix, int64_t stride, int64_t rows, int64_t columns, const double* x, double* y) {
  int64_t i = 0;
  for (; i + 8 <= rows; i += 8) add_few_rows<8>(matrix + i * stride, stride, columns, x + i, y);
  for (; i < rows; i += 4) add_few_rows<4>(matrix + i * stride, stride, columns, x + i, y);
}

}  // namespace

extern "C" {
extern const nearzero::Float64Tiles TILES;
const nearzero::Float64Tiles TILES = {kRows, kWidth * kLanes, tile, block, rows_times, columns_times};
}
