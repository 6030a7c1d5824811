// The tiles of one instruction set: compiled several times, each time with other flags. Written with the vectors of GCC
// and Clang, whose products and sums these contract into fused operations.

#include "tiles.h"

namespace {

#if defined(__AVX512F__)
#define TILES nearzero_tiles_avx512
constexpr const char* kName = "AVX-512";
// Of 32 registers 24 hold sums, 2 a row of the right side and the others factors.
constexpr int kLanes = 16, kGroups = 3;
#elif defined(__AVX2__)
#define TILES nearzero_tiles_avx2
constexpr const char* kName = "AVX2";
constexpr int kLanes = 8, kGroups = 1;
#else
#define TILES nearzero_tiles_plain
constexpr const char* kName = "plain";
#if defined(__aarch64__)
constexpr int kLanes = 4, kGroups = 3;
#else
constexpr int kLanes = 4, kGroups = 1;
#endif
#endif

using nearzero::ColumnTerms;
using nearzero::kGroup;
using nearzero::PixelTerms;
using nearzero::PixelTile;
using nearzero::WinogradOut;

constexpr int kPanel = 2 * kLanes;

typedef float Vector __attribute__((vector_size(4 * kLanes)));
typedef float Anywhere __attribute__((vector_size(4 * kLanes), aligned(4), may_alias));

#define INLINE static inline __attribute__((always_inline))
// A compiler that took the trouble to keep an address for each pixel would run out of registers.
#define HIDE(pointer) __asm__("" : "+r"(pointer))

INLINE Vector load(const float* from) { return *reinterpret_cast<const Anywhere*>(from); }
INLINE void store(float* to, Vector value) { *reinterpret_cast<Anywhere*>(to) = value; }

/** Writes a row of sums, all of it or its first columns. */
template <int width>
INLINE void write(float* to, const Vector (&sums)[width], int64_t columns, bool add) {
  if (columns >= width * kLanes) {
#pragma GCC unroll 2
    for (int v = 0; v < width; v++) store(to + v * kLanes, add ? load(to + v * kLanes) + sums[v] : sums[v]);
    return;
  }
  float part[width * kLanes];
#pragma GCC unroll 2
  for (int v = 0; v < width; v++) store(part + v * kLanes, sums[v]);
  for (int64_t j = 0; j < columns; j++) to[j] = add ? to[j] + part[j] : part[j];
}

/** One term of every pixel. */
template <int width>
INLINE void add_term(Vector (&sums)[kGroups][kGroup][width], const char* const (&from)[kGroups], int64_t step,
                     const float* panel, int at) {
  Vector right[width];
#pragma GCC unroll 2
  for (int v = 0; v < width; v++) right[v] = load(panel + v * kLanes);
#pragma GCC unroll 4
  for (int g = 0; g < kGroups; g++) {
    const char* const later = from[g] + step;
    const float factors[kGroup] = {
        *reinterpret_cast<const float*>(from[g] + at), *reinterpret_cast<const float*>(from[g] + step + at),
        *reinterpret_cast<const float*>(from[g] + 2 * step + at), *reinterpret_cast<const float*>(later + 2 * step + at)};
#pragma GCC unroll 2
    for (int v = 0; v < width; v++) {
#pragma GCC unroll 4
      for (int i = 0; i < kGroup; i++) sums[g][i][v] += right[v] * factors[i];
    }
  }
}

template <int width>
void pixels(const PixelTile& tile, const PixelTerms& terms, const float* panel, int64_t columns) {
  Vector sums[kGroups][kGroup][width] = {};
  const char* from[kGroups];
#pragma GCC unroll 4
  for (int g = 0; g < kGroups; g++) from[g] = reinterpret_cast<const char*>(tile.from[g]);
  const int64_t step = sizeof(float) * terms.step, gap = sizeof(float) * terms.gap;
  for (int64_t run = 0; run < terms.runs; run++) {
    int64_t left = terms.length;
    for (; left >= 4; left -= 4) {
#pragma GCC unroll 4
      for (int k = 0; k < 4; k++) add_term<width>(sums, from, step, panel + k * width * kLanes, 4 * k);
      panel += 4 * width * kLanes;
#pragma GCC unroll 4
      for (int g = 0; g < kGroups; g++) {
        from[g] += 16;
        HIDE(from[g]);
      }
    }
    for (; left > 0; left--) {
      add_term<width>(sums, from, step, panel, 0);
      panel += width * kLanes;
#pragma GCC unroll 4
      for (int g = 0; g < kGroups; g++) {
        from[g] += 4;
        HIDE(from[g]);
      }
    }
#pragma GCC unroll 4
    for (int g = 0; g < kGroups; g++) from[g] += gap;
  }
#pragma GCC unroll 4
  for (int g = 0; g < kGroups; g++) {
    float* to = tile.to[g];
#pragma GCC unroll 4
    for (int i = 0; i < kGroup; i++) {
      if (i < tile.count[g]) write<width>(to + i * terms.out_step, sums[g][i], columns, terms.add);
    }
  }
}

template <int width>
void columns(const float* left, const float* right, const ColumnTerms& terms, float* out, int64_t rows,
             int64_t columns) {
  constexpr int kRows = kGroups * kGroup;
  Vector sums[kRows][width] = {};
  for (int64_t image = 0; image < terms.images; image++) {
    for (int64_t run = 0; run < terms.runs; run++) {
      for (int64_t k = 0; k < terms.length; k++) {
        Vector row[width];
#pragma GCC unroll 2
        for (int v = 0; v < width; v++) row[v] = load(right + v * kLanes);
#pragma GCC unroll 16
        for (int i = 0; i < kRows; i++) {
#pragma GCC unroll 2
          for (int v = 0; v < width; v++) sums[i][v] += row[v] * left[i];
        }
        left += terms.step;
        right += terms.right_step;
      }
      left += terms.gap;
      right += terms.right_gap;
    }
    left += terms.image_gap;
    right += terms.right_image_gap;
  }
#pragma GCC unroll 16
  for (int i = 0; i < kRows; i++) {
    if (i < rows) write<width>(out + i * terms.out_step, sums[i], columns, true);
  }
}

}  // namespace

#include "winograd_tiles.h"

extern "C" {
extern const nearzero::Tiles TILES;
const nearzero::Tiles TILES = {
    kName,   kPanel, kGroups, {pixels<1>, pixels<2>}, {columns<1>, columns<2>}, {spread, gather, widen, filter, taps},
};
}
