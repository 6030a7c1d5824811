// The float64 products of metrics and oracles in machine code. Needs nothing of TensorFlow.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "float64.h"
#include "pool.h"

namespace {

using nearzero::Float64Tiles;
using nearzero::kDepth;
using nearzero::kPanel;
using nearzero::Pool;

const Float64Tiles* chosen() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f")) return &nearzero::nearzero_float64_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &nearzero::nearzero_float64_avx2;
  return nullptr;
#elif defined(__aarch64__)
  return &nearzero::nearzero_float64_plain;
#else
  return nullptr;
#endif
}

const Float64Tiles* const tiles = chosen();

int64_t up(int64_t value, int64_t unit) { return (value + unit - 1) / unit * unit; }

/** What a thread's products are of: y [n, d], kept between calls, for products cut into panels. */
struct Products {
  int64_t n = 0, d = 0;
  /** Slab by slab of d, panel by panel of n. */
  std::vector<double> packed;
};

/** What a thread's sums of shares have come to, [n, d] with rows of whole tiles. */
struct Sums {
  int64_t n = 0, d = 0;
  std::vector<double> totals;

  int64_t stride() const { return up(d, tiles->columns); }
};

thread_local Products products;
thread_local Sums sums;

/** What a thread is woken for: fewer products than this are done sooner than it begins. */
constexpr int64_t kWorthwhile = 1 << 16;

template <class Entry>
void mean_of(const Entry* rows, int64_t n, int64_t d, double* mean) {
  std::fill(mean, mean + d, 0.0);
  for (int64_t i = 0; i < n; i++) {
    for (int64_t j = 0; j < d; j++) mean[j] += rows[i * d + j];
  }
  for (int64_t j = 0; j < d; j++) mean[j] /= n;
}

/** Rows less their mean in panels of four columns; columns that are only padding are zero. */
template <class Entry>
void pack_centred(const Entry* rows, int64_t depth, int64_t d, const double* mean, double* packed) {
  // A line of the rows' memory holds several panels.
  constexpr int64_t kTogether = 4 * kPanel;
  for (int64_t first = 0; first < d; first += kTogether, packed += kTogether * depth) {
    const int64_t width = std::min(kTogether, d - first);
    for (int64_t k = 0; k < depth; k++) {
      const Entry* row = rows + k * d + first;
      double* to = packed + k * kPanel;
      for (int64_t j = 0; j < kTogether; j += kPanel, to += kPanel * depth) {
        for (int64_t i = 0; i < kPanel; i++) {
          to[i] = j + i < width ? row[j + i] - mean[first + j + i] : 0.0;
        }
      }
    }
  }
}

template <class Entry>
void scatter_of(const Entry* rows, int64_t n, int64_t d, int64_t slab, const int32_t* blocks, int64_t count,
                double* mean, double* scatter) {
  mean_of(rows, n, d, mean);
  thread_local std::vector<double> packed;
  packed.resize(up(d, 4 * kPanel) * slab);
  for (int64_t start = 0; start < n; start += slab) {
    const int64_t depth = std::min(slab, n - start);
    pack_centred(rows + start * d, depth, d, mean, packed.data());
    for (int64_t b = 0; b < count; b++) {
      const int32_t* block = blocks + 5 * b;
      const double *left = packed.data() + block[0] * depth, *right = packed.data() + block[1] * depth;
      tiles->block(left, right, scatter + block[4], block[2] / kPanel, block[3] / kPanel, depth, block[3]);
    }
  }
}

}  // namespace

#define EXPORTED extern "C" __attribute__((visibility("default")))

/** Whether this processor has the instructions that the library was compiled for. */
EXPORTED int32_t nearzero_block_supported() { return tiles != nullptr; }

/** C += the sum over k of the products of packed panels of four, any number; offsets and strides in bytes. */
EXPORTED void nearzero_block(char* memory, uint32_t a, uint32_t b, uint32_t c, int32_t a_panels, int32_t b_panels,
                             int32_t k, int32_t c_stride) {
  // Squares of which both sides stay in a core's cache.
  constexpr int64_t kHigh = 16, kWide = 24;
  const auto *left = reinterpret_cast<const double*>(memory + a), *right = reinterpret_cast<const double*>(memory + b);
  auto* to = reinterpret_cast<double*>(memory + c);
  const int64_t stride = c_stride / 8, across = (b_panels + kWide - 1) / kWide;
  const int64_t squares = (a_panels + kHigh - 1) / kHigh * across;
  Pool::get().run(squares, kWorthwhile / (kHigh * kWide * k) + 1, [&](int64_t at, int64_t end) {
    for (; at < end; at++) {
      const int64_t i = at / across * kHigh, j = at % across * kWide;
      tiles->block(left + i * kPanel * k, right + j * kPanel * k, to + (i * stride + j) * kPanel,
                   std::min(kHigh, a_panels - i), std::min(kWide, b_panels - j), k, stride);
    }
  });
}

/** y += A x; offsets and strides in bytes, rows a multiple of 4, columns of 2. */
EXPORTED void nearzero_rows_times(char* memory, uint32_t matrix, int32_t stride, int32_t rows, int32_t columns,
                                  uint32_t x, uint32_t y) {
  const auto *a = reinterpret_cast<const double*>(memory + matrix), *from = reinterpret_cast<const double*>(memory + x);
  auto* to = reinterpret_cast<double*>(memory + y);
  Pool::get().run(rows / 4, kWorthwhile / (4 * columns) + 1, [&](int64_t at, int64_t end) {
    tiles->rows_times(a + 4 * at * (stride / 8), stride / 8, 4 * (end - at), columns, from, to + 4 * at);
  });
}

/** y += Aᵀ x, with the same bounds. */
EXPORTED void nearzero_columns_times(char* memory, uint32_t matrix, int32_t stride, int32_t rows, int32_t columns,
                                     uint32_t x, uint32_t y) {
  constexpr int64_t kTogether = 16;
  const auto *a = reinterpret_cast<const double*>(memory + matrix), *from = reinterpret_cast<const double*>(memory + x);
  auto* to = reinterpret_cast<double*>(memory + y);
  const int64_t strips = (columns + kTogether - 1) / kTogether;
  Pool::get().run(strips, kWorthwhile / (kTogether * rows) + 1, [&](int64_t at, int64_t end) {
    const int64_t first = at * kTogether, width = std::min<int64_t>(columns, end * kTogether) - first;
    tiles->columns_times(a + first, stride / 8, rows, width, from, to + first);
  });
}

/**
 * x += Aᵀ y and w += A x in one pass over A, which lies in strips of 32 columns, `height` rows long; `rows` of them from
 * `row` on take part. Strip s adds to part s mod 4 of w, so that no sum depends on the number of threads.
 */
EXPORTED void nearzero_gemvt(char* memory, uint32_t matrix, int32_t height, int32_t row, int32_t rows, int32_t strips,
                             uint32_t y, uint32_t x, uint32_t w) {
  constexpr int64_t kStrip = 32, kParts = 4;
  const auto *a = reinterpret_cast<const double*>(memory + matrix), *left = reinterpret_cast<const double*>(memory + y);
  auto *right = reinterpret_cast<double*>(memory + x), *out = reinterpret_cast<double*>(memory + w);
  Pool::get().run(kParts, rows * kStrip * strips < kWorthwhile ? kParts : 1, [&](int64_t part, int64_t end) {
    for (; part < end; part++) {
      for (int64_t s = part; s < strips; s += kParts) {
        const double* strip = a + (s * height + row) * kStrip;
        tiles->columns_times(strip, kStrip, rows, kStrip, left + row, right + s * kStrip);
        tiles->rows_times(strip, kStrip, rows, kStrip, right + s * kStrip, out + part * height + row);
      }
    }
  });
}

/** Asks for large pages where memory is new: one by one, small ones take longer to get than what is written to them. */
EXPORTED void nearzero_ready(void* memory, size_t bytes) {
#ifdef MADV_HUGEPAGE
  constexpr uintptr_t kPage = 1 << 21;
  const uintptr_t begin = (reinterpret_cast<uintptr_t>(memory) + kPage - 1) & ~(kPage - 1);
  const uintptr_t end = (reinterpret_cast<uintptr_t>(memory) + bytes) & ~(kPage - 1);
  // Where they cannot be had, all goes on with small ones.
  if (begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#endif
}

/**
 * Mean of n rows of d entries, float32 where `single`, and blocks of Σ (x − mean)(x − mean)ᵀ: five numbers each, its first
 * row and column, its rows and columns, all multiples of 4, and where it is to be added to. A block's sums are written to
 * after every `slab` rows. Works on the caller's thread alone: several callers share a matrix's blocks out.
 */
EXPORTED void nearzero_scatter(const void* rows, bool single, int32_t n, int32_t d, int32_t slab,
                               const int32_t* blocks, int32_t count, double* mean, double* scatter) {
  if (single) {
    scatter_of(static_cast<const float*>(rows), n, d, slab, blocks, count, mean, scatter);
  } else {
    scatter_of(static_cast<const double*>(rows), n, d, slab, blocks, count, mean, scatter);
  }
}

/** Takes y_r = x[rows[r]] − shift for n rows of d entries, whose products with means are to be formed. */
EXPORTED void nearzero_products_begin(const double* x, const int32_t* rows, int32_t n, int32_t d, const double* shift) {
  const int64_t width = tiles->columns, slabs = up(d, kDepth) / kDepth, panels = up(n, width) / width;
  Products& p = products;
  p.n = n;
  p.d = d;
  p.packed.resize(slabs * panels * width * kDepth);
  double* packed = p.packed.data();
  Pool::get().run(slabs * panels, 16, [&](int64_t at, int64_t end) {
    for (; at < end; at++) {
      const int64_t panel = at % panels, first = at / panels * kDepth, depth = std::min<int64_t>(kDepth, d - first);
      double* to = packed + at * width * kDepth;
      for (int64_t k = 0; k < depth; k++) {
        for (int64_t j = 0; j < width; j++, to++) {
          const int64_t row = panel * width + j;
          *to = row < n ? x[rows[row] * d + first + k] - shift[first + k] : 0.0;
        }
      }
    }
  });
}

/** table[r, from + k] = y_r · (mean_k − centre) for `size` means; rows of the table are `stride` entries long. */
EXPORTED void nearzero_products(const double* means, const double* centre, int32_t size, double* table, int32_t stride,
                                int32_t from) {
  constexpr int64_t kTogether = 128;
  const Products& p = products;
  const int64_t width = tiles->columns, height = tiles->rows, d = p.d, n = p.n, all = up(n, width);
  // Means by rows of y: either may be few.
  const int64_t across = std::min(all, 16 * width), cuts = (all + across - 1) / across;
  Pool::get().run((size + kTogether - 1) / kTogether * cuts, 1, [&](int64_t task, int64_t end) {
    std::vector<double> totals(kTogether * across), left(height * kDepth);
    for (; task < end; task++) {
      const int64_t begin = task / cuts * kTogether, count = std::min<int64_t>(kTogether, size - begin);
      const int64_t row = task % cuts * across, wide = std::min(across, all - row);
      std::fill(totals.begin(), totals.end(), 0.0);
      for (int64_t first = 0; first < d; first += kDepth) {
        const int64_t depth = std::min(kDepth, d - first);
        const double* slab = p.packed.data() + first * all + row * kDepth;
        for (int64_t k = 0; k < count; k += height) {
          for (int64_t i = 0; i < height; i++) {
            const double* mean = means + (begin + std::min(k + i, count - 1)) * d + first;
            for (int64_t e = 0; e < depth; e++) left[i * kDepth + e] = mean[e] - centre[first + e];
          }
          for (int64_t j = 0; j < wide; j += width) {
            tiles->tile(left.data(), slab + j * kDepth, depth, totals.data() + k * across + j, across);
          }
        }
      }
      for (int64_t r = 0; r < std::min(wide, n - row); r++) {
        double* to = table + (row + r) * stride + from + begin;
        for (int64_t k = 0; k < count; k++) to[k] = totals[k * across + r];
      }
    }
  });
}

/** Begins sums over means for n rows of d entries. */
EXPORTED void nearzero_shares_begin(int32_t n, int32_t d) {
  sums.n = n;
  sums.d = d;
  sums.totals.assign(up(n, tiles->rows) * sums.stride(), 0.0);
}

/**
 * Adds Σ share[r, from + k] · (mean_k − centre) over `size` means; rows of shares are `stride` entries long. Means of
 * which no row has a share are left out of their slab, and rows that have none in it: what they would add is zero.
 */
EXPORTED void nearzero_shares(const double* means, const double* centre, int32_t size, const double* shares,
                              int32_t stride, int32_t from) {
  constexpr int64_t kPanels = 16, kRows = 512;
  Sums& s = sums;
  double* totals = s.totals.data();
  const int64_t width = tiles->columns, height = tiles->rows, wide = s.stride(), d = s.d, n = s.n;
  const int64_t slabs = (size + kDepth - 1) / kDepth, bands = (n + height - 1) / height;
  std::vector<std::vector<int32_t>> used(slabs);
  std::vector<char> busy(slabs * bands);
  for (int64_t slab = 0; slab < slabs; slab++) {
    const int64_t first = slab * kDepth, depth = std::min<int64_t>(kDepth, size - first);
    bool any[kDepth] = {};
    for (int64_t r = 0; r < n; r++) {
      const double* share = shares + r * stride + from + first;
      bool some = false;
      for (int64_t k = 0; k < depth; k++) {
        any[k] |= share[k] != 0;
        some |= share[k] != 0;
      }
      if (some) busy[slab * bands + r / height] = 1;
    }
    for (int64_t k = 0; k < depth; k++) {
      if (any[k]) used[slab].push_back(k);
    }
  }
  const int64_t columns = (wide / width + kPanels - 1) / kPanels, cuts = (n + kRows - 1) / kRows;
  Pool::get().run(columns * cuts, 1, [&](int64_t task, int64_t end) {
    std::vector<double> panels(kPanels * width * kDepth), left(height * kDepth);
    for (; task < end; task++) {
      const int64_t begin = task / cuts * kPanels * width, across = std::min(kPanels * width, wide - begin);
      const int64_t top = task % cuts * kRows, bottom = std::min(n, top + kRows);
      for (int64_t slab = 0; slab < slabs; slab++) {
        const int64_t first = slab * kDepth, depth = used[slab].size();
        if (depth == 0) continue;
        for (int64_t j = 0; j < across; j += width) {
          double* to = panels.data() + j * kDepth;
          const int64_t there = std::max<int64_t>(0, std::min(width, d - begin - j));
          for (int32_t k : used[slab]) {
            const double* mean = means + (first + k) * d + begin + j;
            for (int64_t i = 0; i < there; i++) to[i] = mean[i] - centre[begin + j + i];
            std::fill(to + there, to + width, 0.0);
            to += width;
          }
        }
        for (int64_t r = top; r < bottom; r += height) {
          if (!busy[slab * bands + r / height]) continue;
          for (int64_t i = 0; i < height; i++) {
            const double* share = shares + std::min(r + i, n - 1) * stride + from + first;
            for (int64_t k = 0; k < depth; k++) left[i * kDepth + k] = share[used[slab][k]];
          }
          for (int64_t j = 0; j < across; j += width) {
            tiles->tile(left.data(), panels.data() + j * kDepth, depth, totals + r * wide + begin + j, wide);
          }
        }
      }
    }
  });
}

/** Adds the sums to rows of out: row r of them to out[rows[r]]. */
EXPORTED void nearzero_shares_end(double* out, const int32_t* rows) {
  const Sums& s = sums;
  Pool::get().run(s.n, 16, [&](int64_t r, int64_t end) {
    for (; r < end; r++) {
      const double* from = s.totals.data() + r * s.stride();
      double* to = out + rows[r] * s.d;
      for (int64_t i = 0; i < s.d; i++) to[i] += from[i];
    }
  });
}
