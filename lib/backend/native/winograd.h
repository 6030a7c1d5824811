// Convolutions by 3 × 3 filters with 4 multiplications where the sum of products takes 9, of maps of many channels.
//
// Chunk by chunk of tiles: pixels are made ready by all threads, then transformed into 16 planes, multiplied plane by plane
// with those of the filter, and transformed back. What a sum is made of does not depend on who computes it.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>

#include "convolution.h"
#include "pool.h"
#include "scratch.h"
#include "tiles.h"

namespace nearzero {

/** Maps [n, h, w, channels] in tiles of 2 × 2 pixels, in chunks of whole images or of rows of one. */
struct TileRows {
  int64_t n, h, w;
  /** Rows of tiles of an image, and tiles of a row. */
  int64_t down, across;
  /** Of a chunk: images and rows of tiles of each; one of them is all there is or one. */
  int64_t images, rows;

  TileRows(int64_t n, int64_t h, int64_t w, int64_t tiles)
      : n(n), h(h), w(w), down((h + 1) / 2), across((w + 1) / 2),
        images(std::max<int64_t>(1, std::min(n, tiles / (down * across)))),
        rows(std::max<int64_t>(1, std::min(down, tiles / across))) {}

  /** Tiles of the largest chunk. */
  int64_t most() const { return images * rows * across; }

  /** Calls use(first image, images, first row, rows) for each chunk. */
  template <typename Use>
  void each(Use use) const {
    for (int64_t i = 0; i < n; i += images) {
      for (int64_t r = 0; r < down; r += rows) use(i, std::min(images, n - i), r, std::min(rows, down - r));
    }
  }
};

/** Planes of transformed pixels. */
struct Planes {
  /** From a tile to the next, and from a plane to the next; not multiples of a page, of which the cache holds few. */
  int64_t pitch, plane;

  Planes(int64_t tiles, int64_t channels, int64_t unit) {
    pitch = (channels + unit - 1) / unit * unit;
    if (pitch % 256 == 0) pitch += 16;
    plane = tiles * pitch + 16;
  }
  /** The last tiles may be looked past. */
  int64_t size() const { return 16 * plane + 64 + 16 * pitch; }
};

/** Scratch of the thread that runs an operation; the others read it. */
struct WinogradScratch {
  Scratch lines, planes, others, sums;
};

/** A convolution of 3 × 3 taps without stride, by transforms; of its gradients, too. */
class Winograd {
 public:
  explicit Winograd(const Geometry& g) : g_(g) {}

  /** Whether tiles cover the maps well, and the channels are so many that transforms cost less than they save. */
  static bool suits(const Geometry& g) {
    if (g.rows != 3 || g.columns != 3 || g.stride != 1 || g.top != 1 || g.left != 1) return false;
    if (g.out_h != g.h || g.out_w != g.w || std::min(g.from, g.to) < kLeast) return false;
    const int64_t tiles = (g.h + 1) / 2 * ((g.w + 1) / 2);
    return g.n * tiles >= 12 && 16 * tiles * 3 <= 2 * 9 * g.h * g.w;
  }

  /** The image whose transforms `weights` takes: rows and columns of zeros complete the tiles. */
  Padded padded() const { return {2 * ((g_.h + 1) / 2) + 2, 2 * ((g_.w + 1) / 2) + 2, g_.from, 1, 1}; }

  /**
   * y = filter * x + bias + beside.
   * @param line Writes row `y` of sample `i`, [w, from], as line(i, y, to).
   * @param bias Of a sample, null for none.
   * @returns Whether all of the convolution is finite.
   */
  template <typename Line, typename Bias>
  bool forward(Line line, const float* filter, Bias bias, const float* beside, float* y, WinogradScratch& own) const {
    const int64_t from = g_.from, to = g_.to;
    const auto pack = [=](int64_t k, int64_t terms, int64_t c, int64_t width, float* out, int64_t plane, Scratch&) {
      tiles().winograd.filter(filter + k * to + c, from * to, terms, to, to - c, width, out, plane);
    };
    return convolve(from, to, line, pack, bias, beside, y, own);
  }

  /** dx of dy, which is the convolution by the filter turned by 180°, its channels exchanged. */
  bool backward(const float* dy, const float* filter, float* dx, WinogradScratch& own) const {
    const int64_t from = g_.from, to = g_.to, row = g_.w * to;
    const auto line = [=](int64_t i, int64_t y, float* out) {
      std::memcpy(out, dy + (i * g_.h + y) * row, row * sizeof(float));
    };
    const auto pack = [=](int64_t k, int64_t terms, int64_t c, int64_t width, float* out, int64_t plane,
                          Scratch& scratch) {
      constexpr int64_t kSquare = 16;
      const int64_t there = std::min(width, from - c);
      float* turned = scratch.take(9 * terms * width);
      for (int64_t tap = 0; tap < 9; tap++) {
        const float* taps = filter + ((8 - tap) * from + c) * to + k;
        float* at = turned + tap * terms * width;
        for (int64_t i = 0; i < terms; i += kSquare) {
          for (int64_t j = 0; j < width; j++) {
            for (int64_t t = i; t < std::min(terms, i + kSquare); t++) at[t * width + j] = j < there ? taps[j * to + t] : 0;
          }
        }
      }
      tiles().winograd.filter(turned, terms * width, terms, width, width, width, out, plane);
    };
    return convolve(to, from, line, pack, [](int64_t) -> const float* { return nullptr; }, nullptr, dx, own);
  }

  /** The gradient by the filter: Gᵀ [Σ over tiles of (Bᵀ x B)ᵀ (A dy Aᵀ)] G, of images that `padded` describes. */
  bool weights(const float* images, const float* dy, float* dw, WinogradScratch& own) const {
    constexpr int64_t kTerms = 192;  // Tiles whose planes stay in the second-level cache.
    const int64_t from = g_.from, to = g_.to, entries = from * to, height = tiles().groups * kGroup;
    const Padded around = padded();
    const TileRows chunks(g_.n, g_.h, g_.w, kPlanes / std::max(from, to));
    const Planes left(chunks.most(), from, 16), right(chunks.most(), to, tiles().panel);
    float *spread = own.planes.take(left.size()), *widened = own.others.take(right.size());
    float* sums = own.sums.take(16 * entries + 64);
    Pool::get().run(16 * entries, 65536, [&](int64_t i, int64_t end) { std::memset(sums + i, 0, (end - i) * sizeof(float)); });
    const Panels panels{to};
    const int64_t strips = (from + height - 1) / height, together = std::min<int64_t>(strips, 6);
    const int64_t bands = (strips + together - 1) / together;
    chunks.each([&](int64_t image, int64_t count, int64_t top, int64_t rows) {
      const int64_t all = count * rows * chunks.across;
      Pool::get().run(2 * count * rows, 1, [&](int64_t task, int64_t end) {
        for (; task < end; task++) {
          const int64_t row = task / 2, i = image + row / rows, y = 2 * (top + row % rows), at = row * chunks.across;
          if (task % 2 == 0) {
            tiles().winograd.spread(images + i * around.image() + y * around.row(), chunks.across, from, around.row(),
                                    spread + at * left.pitch, left.pitch, left.plane);
          } else {
            tiles().winograd.widen(dy + (i * g_.h + y) * g_.w * to, chunks.across, to, g_.w * to, g_.h - y, g_.w,
                                   widened + at * right.pitch, right.pitch, right.plane);
          }
        }
      });
      Pool::get().run(16 * bands, 1, [&](int64_t task, int64_t end) {
        for (; task < end; task++) {
          const int64_t plane = task / bands, first = task % bands * together;
          const int64_t last = std::min(strips, first + together);
          for (int64_t k = 0; k < all; k += kTerms) {
            const ColumnTerms terms = {1, 1, std::min(kTerms, all - k), left.pitch, right.pitch, 0, 0, 0, 0, to};
            for (int64_t c = 0; c < to; c += panels.width(c)) {
              for (int64_t strip = first; strip < last; strip++) {
                const int64_t f = strip * height;
                tiles().columns[panels.wide(c)](spread + plane * left.plane + k * left.pitch + f,
                                                widened + plane * right.plane + k * right.pitch + c, terms,
                                                sums + plane * entries + f * to + c, std::min(height, from - f),
                                                std::min(panels.width(c), to - c));
              }
            }
          }
        }
      });
    });
    std::atomic<bool> finite{true};
    Pool::get().run(entries, 4096, [&](int64_t i, int64_t end) {
      if (!tiles().winograd.taps(sums + i, end - i, entries, dw + i, entries)) finite = false;
    });
    return finite;
  }

 private:
  /** Channels below which the transforms cost more than they save. */
  static constexpr int64_t kLeast = 32;
  /** Floats of each plane of a chunk: 16 of them are a part of a common third-level cache. */
  static constexpr int64_t kPlanes = 131072;
  /** Tiles of a task and terms of a panel at once: what a task sums and a panel's planes share the second-level cache. */
  static constexpr int64_t kTiles = 256, kTerms = 128;
  /** Tiles from which on the filter is transformed beforehand, what a task's planes then hold, and terms at once. */
  static constexpr int64_t kMany = 256, kTogether = 9216, kWide = 256;

  /**
   * Of many tiles the filter's transform is made once, and each task makes and sums its own tiles' planes, which stay in the
   * second-level cache. Of few tiles the planes are made once, and each task transforms what its columns need of the filter,
   * which would otherwise be more to write and to read than the maps.
   */
  template <typename Line, typename Pack, typename Bias>
  bool convolve(int64_t from, int64_t to, Line line, Pack pack, Bias bias, const float* beside, float* y,
                WinogradScratch& own) const {
    const int64_t h = g_.h, w = g_.w, panel = tiles().panel, cuts = (to + panel - 1) / panel;
    const bool many = g_.n * ((h + 1) / 2) * ((w + 1) / 2) >= kMany;
    const TileRows chunks(g_.n, h, w, (many ? 2 : 1) * kPlanes / from);
    const int64_t lines = 2 * chunks.rows + 2, row = (2 * chunks.across + 2) * from, across = chunks.across;
    float* band = own.lines.take(chunks.images * lines * row + 64);
    const Panels panels{to};
    const Planes planes(many ? std::max<int64_t>(24, kTogether / from) : chunks.most(), from, 16);
    float* spread = many ? nullptr : own.planes.take(planes.size());
    float* packed = many ? own.others.take(16 * (cuts * (from * panel + 16))) : nullptr;
    const auto filter_of = [&](int64_t cut) { return packed + 16 * cut * (from * panel + 16); };
    const auto plane_of = [&](int64_t width) { return from * width + 16; };
    if (many) {
      const int64_t stretches = (from + kTerms - 1) / kTerms;
      Pool::get().run(cuts * stretches, 1, [&](int64_t task, int64_t end) {
        static thread_local Scratch turned;
        for (; task < end; task++) {
          const int64_t cut = task / stretches, k = task % stretches * kTerms, width = panels.width(cut * panel);
          pack(k, std::min(kTerms, from - k), cut * panel, width, filter_of(cut) + k * width, plane_of(width), turned);
        }
      });
    }
    std::atomic<bool> finite{true};
    chunks.each([&](int64_t image, int64_t count, int64_t top, int64_t rows) {
      const int64_t each = 2 * rows + 2, all = count * rows * across;
      Pool::get().run(count * each, 1, [&](int64_t at, int64_t end) {
        for (; at < end; at++) {
          float* out = band + at * row;
          const int64_t source = 2 * top - 1 + at % each;
          if (source < 0 || source >= h) {
            std::memset(out, 0, row * sizeof(float));
            continue;
          }
          std::memset(out, 0, from * sizeof(float));
          line(image + at / each, source, out + from);
          std::memset(out + (w + 1) * from, 0, (row - (w + 1) * from) * sizeof(float));
        }
      });
      // Tiles [begin, end), row by row: use(first tile, its column, its row among all images, how many).
      const auto each_row = [&](int64_t begin, int64_t end, auto use) {
        for (int64_t t = begin, now; t < end; t += now) {
          now = std::min(across - t % across, end - t);
          use(t, t % across, t / across, now);
        }
      };
      const auto spread_tiles = [&](int64_t begin, int64_t end, float* to_planes, int64_t first) {
        each_row(begin, end, [&](int64_t t, int64_t x, int64_t r, int64_t now) {
          tiles().winograd.spread(band + (r / rows * each + r % rows * 2) * row + 2 * x * from, now, from, row,
                                  to_planes + (t - first) * planes.pitch, planes.pitch, planes.plane);
        });
      };
      const auto gather_tiles = [&](int64_t begin, int64_t end, const float* m, int64_t c, int64_t width, int64_t plane) {
        each_row(begin, end, [&](int64_t t, int64_t x, int64_t r, int64_t now) {
          const int64_t i = image + r / rows, first = 2 * (top + r % rows), pixel = ((i * h + first) * w + 2 * x) * to + c;
          const float* added = bias(i);
          const WinogradOut out = {y + pixel, added == nullptr ? nullptr : added + c,
                                   beside == nullptr ? nullptr : beside + pixel, std::min(width, to - c), to, w * to,
                                   std::min<int64_t>(2, h - first), w - 2 * x};
          if (!tiles().winograd.gather(m + (t - begin) * width, now, width, plane, out)) finite = false;
        });
      };
      if (many) {
        const int64_t together = std::max<int64_t>(24, kTogether / from), parts = (all + together - 1) / together;
        Pool::get().run(parts, 1, [&](int64_t part, int64_t end) {
          static thread_local Scratch own_planes, products;
          float* mine = own_planes.take(planes.size());
          for (; part < end; part++) {
            const int64_t begin = all * part / parts, stop = all * (part + 1) / parts, now = stop - begin;
            spread_tiles(begin, stop, mine, begin);
            for (int64_t cut = 0; cut < cuts; cut++) {
              const int64_t c = cut * panel, width = panels.width(c), plane = now * width + 16;
              float* m = products.take(16 * plane);
              for (int64_t p = 0; p < 16; p++) {
                for (int64_t k = 0; k < from; k += kWide) {
                  multiply(mine + p * planes.plane + k, planes.pitch, now, std::min(kWide, from - k),
                           filter_of(cut) + p * plane_of(width) + k * width, panels.wide(c), width, m + p * plane, k > 0);
                }
              }
              gather_tiles(begin, stop, m, c, width, plane);
            }
          }
        });
        return;
      }
      Pool::get().run(count * rows, 1, [&](int64_t r, int64_t end) { spread_tiles(r * across, end * across, spread, 0); });
      const int64_t parts = (all + kTiles - 1) / kTiles;
      Pool::get().run(cuts * parts, 1, [&](int64_t task, int64_t end) {
        static thread_local Scratch filters, products, turned;
        for (; task < end; task++) {
          const int64_t c = task / parts * panel, part = task % parts;
          const int64_t begin = all * part / parts, stop = all * (part + 1) / parts, width = panels.width(c);
          const int64_t filter_plane = kTerms * width + 16, plane = (stop - begin) * width + 16;
          float *own_filter = filters.take(16 * filter_plane), *m = products.take(16 * plane);
          for (int64_t k = 0; k < from; k += kTerms) {
            const int64_t terms = std::min(kTerms, from - k);
            pack(k, terms, c, width, own_filter, filter_plane, turned);
            for (int64_t p = 0; p < 16; p++) {
              multiply(spread + p * planes.plane + begin * planes.pitch + k, planes.pitch, stop - begin, terms,
                       own_filter + p * filter_plane, panels.wide(c), width, m + p * plane, k > 0);
            }
          }
          gather_tiles(begin, stop, m, c, width, plane);
        }
      });
    });
    return finite;
  }

  /** to[tile, j] (+)= Σ over k of from[tile, k] · panel[k, j]. */
  static void multiply(const float* from, int64_t pitch, int64_t count, int64_t terms, const float* panel, int wide,
                       int64_t width, float* to, bool add) {
    const Tiles& tile = tiles();
    const PixelTerms all = {pitch, 1, terms, 0, width, add};
    for (int64_t i = 0; i < count; i += tile.groups * kGroup) {
      PixelTile now;
      for (int g = 0; g < tile.groups; g++) {
        const int64_t first = std::min(i + g * kGroup, count - 1);
        now.from[g] = from + first * pitch;
        now.to[g] = to + first * width;
        now.count[g] = std::max<int64_t>(0, std::min<int64_t>(kGroup, count - i - g * kGroup));
      }
      tile.pixels[wide](now, all, panel, width);
    }
  }

  Geometry g_;
};

}  // namespace nearzero
