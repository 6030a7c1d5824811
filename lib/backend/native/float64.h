// The float64 products of metrics and oracles for one instruction set, and how one is chosen. Sums run in the order of the
// kit's WebAssembly kernels with one rounding for a product and its addition, so that all give the same bytes.
#pragma once

#include <cstdint>

namespace nearzero {

/** Terms summed before a sum is added to its total. */
constexpr int64_t kDepth = 64;

/** Rows or columns of the packed panels that blocks are made of. */
constexpr int64_t kPanel = 4;

/** The kernels of one instruction set. */
struct Float64Tiles {
  /** Rows and columns of a tile. */
  int rows, columns;
  /** c[i, j] += Σ over k < depth of left[i · kDepth + k] · panel[k · columns + j], rows of c `stride` apart. */
  void (*tile)(const double* left, const double* panel, int64_t depth, double* c, int64_t stride);
  /** C += the sum over k of the products of packed panels of four. */
  void (*block)(const double* a, const double* b, double* c, int64_t a_panels, int64_t b_panels, int64_t k,
                int64_t stride);
  /** y += A x: every row's sum in two halves, of its even and of its odd columns. Rows come in fours, columns in twos. */
  void (*rows_times)(const double* matrix, int64_t stride, int64_t rows, int64_t columns, const double* x, double* y);
  /** y += Aᵀ x, row after row. Rows come in fours, columns in twos. */
  void (*columns_times)(const double* matrix, int64_t stride, int64_t rows, int64_t columns, const double* x,
                        double* y);
};

extern "C" const Float64Tiles nearzero_float64_plain;
#if defined(__x86_64__)
extern "C" const Float64Tiles nearzero_float64_avx2, nearzero_float64_avx512;
#endif

}  // namespace nearzero
