// The innermost loops of convolutions: tiles of sums that stay in registers. Compiled once for each instruction set; the
// one that the processor has is chosen when the addon is loaded.
#pragma once

#include <cstdint>

namespace nearzero {

/** Pixels of one group: their addresses are evenly spaced. */
constexpr int kGroup = 4;

/** The largest number of groups in a tile, of any instruction set. */
constexpr int kMostGroups = 3;

/** The pixels of a tile, in groups of four; a group without pixels may point anywhere that can be read. */
struct PixelTile {
  /** Where each group's first pixel has its first term. */
  const float* from[kMostGroups];
  /** Where each group's first pixel has its first sum. */
  float* to[kMostGroups];
  /** How many pixels of each group there are, 0 to 4. */
  int32_t count[kMostGroups];
};

/** Terms that lie in runs; lengths and distances in floats. */
struct PixelTerms {
  /** From a pixel's first term to that of the next in its group. */
  int64_t step;
  int64_t runs;
  /** Terms in a run, one after the other. */
  int64_t length;
  /** From the end of a run to the next. */
  int64_t gap;
  /** From a pixel's first sum to that of the next in its group. */
  int64_t out_step;
  /** Whether to add to what is there. */
  bool add;
};

/** A left side given by terms: rows follow each other within a term, terms lie in images of runs. In floats. */
struct ColumnTerms {
  int64_t images;
  int64_t runs;
  int64_t length;
  /** From a term to the next, left and right. */
  int64_t step, right_step;
  /** From the end of a run to the next, and from the end of an image's last run to the next image. */
  int64_t gap, right_gap, image_gap, right_image_gap;
  /** From a row of sums to the next. */
  int64_t out_step;
};

/** Where Winograd's transform leaves 2 × 2 pixels of each tile of a row. In floats. */
struct WinogradOut {
  float* y;
  /** Added to every pixel, and to the pixels of the same place; null for nothing. */
  const float *bias, *beside;
  int64_t channels;
  /** From a pixel to the next, and from a row to the next. */
  int64_t step, row;
  /** How many there are: the last of an odd number are left out. */
  int64_t rows, columns;
};

/**
 * Winograd's transforms, F(2 × 2, 3 × 3); 16 planes lie `plane` apart, a tile's channels in them `pitch` apart, and are
 * looked at and written in whole vectors. What is not finite spreads over its tile: where false is returned, some result
 * was not.
 */
struct WinogradTiles {
  /** Bᵀ d B of a row of tiles of 4 × 4 pixels that begin 2 apart; pixels lie `channels` apart, rows `row`. */
  void (*spread)(const float* x, int64_t tiles, int64_t channels, int64_t row, float* out, int64_t pitch, int64_t plane);
  /** Aᵀ m A of a row of tiles. */
  bool (*gather)(const float* m, int64_t tiles, int64_t pitch, int64_t plane, const WinogradOut& to);
  /** A y Aᵀ, the transpose of `gather`, of a row of tiles of `rows` × `columns` pixels in all. */
  void (*widen)(const float* y, int64_t tiles, int64_t channels, int64_t row, int64_t rows, int64_t columns, float* out,
                int64_t pitch, int64_t plane);
  /** G g Gᵀ into a panel's columns: 9 taps lie `tap` apart, terms `term`; zeros behind the columns that are there. */
  void (*filter)(const float* taps, int64_t tap, int64_t terms, int64_t term, int64_t columns, int64_t width, float* out,
                 int64_t plane);
  /** Gᵀ m G, the transpose of `filter`, of `count` entries. */
  bool (*taps)(const float* m, int64_t count, int64_t plane, float* out, int64_t tap);
};

/** The tiles of one instruction set; `wide` ones have `panel` columns, narrow ones half as many. */
struct Tiles {
  const char* name;
  int panel;
  /** Groups of pixels in a tile of `pixels`, and four times that rows in a tile of `columns`. */
  int groups;
  /** to[pixel, j] (+)= Σ over k of from[pixel, k] · panels[k, j]; `columns` of them are written. */
  void (*pixels[2])(const PixelTile& tile, const PixelTerms& terms, const float* panels, int64_t columns);
  /** out[i, j] += Σ over k of left[k, i] · right[k, j]; of the sums `rows` × `columns` are written. */
  void (*columns[2])(const float* left, const float* right, const ColumnTerms& terms, float* out, int64_t rows,
                     int64_t columns);
  WinogradTiles winograd;
};

/** The tiles for this processor. */
const Tiles& tiles();

extern "C" const Tiles nearzero_tiles_plain;
#if defined(__x86_64__)
extern "C" const Tiles nearzero_tiles_avx2, nearzero_tiles_avx512;
#endif

inline const Tiles& tiles() {
  static const Tiles& chosen = []() -> const Tiles& {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")) {
      return nearzero_tiles_avx512;
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return nearzero_tiles_avx2;
#endif
    return nearzero_tiles_plain;
  }();
  return chosen;
}

}  // namespace nearzero
