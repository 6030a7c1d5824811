// Convolutions of maps with channels last, as sums of products of tiles: the filter in panels, the image with a rim of
// zeros, so that the terms of a pixel lie in as many runs as the filter has rows.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "pool.h"
#include "tiles.h"

namespace nearzero {

/** A convolution's sizes: x [n, h, w, from], filter [rows, columns, from, to], y [n, out_h, out_w, to]. */
struct Geometry {
  int64_t n, h, w, from, rows, columns, to, out_h, out_w, stride, top, left;

  int64_t in_pixels() const { return h * w; }
  int64_t out_pixels() const { return out_h * out_w; }
  int64_t filter_size() const { return rows * columns * from * to; }
};

/** Images side by side in memory, each with a rim of zeros. */
struct Padded {
  int64_t height, width, channels, top, left;

  int64_t row() const { return width * channels; }
  int64_t image() const { return height * row(); }

  /** Floats for so many images; the last pixels of a tile may look beyond the last image. */
  int64_t size(int64_t images, int64_t reach) const { return images * image() + 4 * reach + 64; }

  /** Writes the rim of one image, whose inside is [h, w, channels]. */
  void clear_rim(float* to, int64_t h, int64_t w) const {
    std::memset(to, 0, top * row() * sizeof(float));
    const int64_t right = (width - left - w) * channels, inside = w * channels, before = left * channels;
    for (int64_t y = top; y < top + h; y++) {
      float* line = to + y * row();
      if (before > 0) std::memset(line, 0, before * sizeof(float));
      if (right > 0) std::memset(line + before + inside, 0, right * sizeof(float));
    }
    std::memset(to + (top + h) * row(), 0, (height - top - h) * row() * sizeof(float));
  }

  /** Where a row of the inside begins. */
  float* line(float* image, int64_t y) const { return image + (y + top) * row() + left * channels; }

  void put(const float* from, float* to, int64_t h, int64_t w) const {
    clear_rim(to, h, w);
    for (int64_t y = 0; y < h; y++) {
      std::memcpy(line(to, y), from + y * w * channels, w * channels * sizeof(float));
    }
  }
};

/** The image that a convolution's filter is moved over. */
inline Padded padded_input(const Geometry& g) {
  const int64_t height = std::max((g.out_h - 1) * g.stride + g.rows, g.top + g.h);
  const int64_t width = std::max((g.out_w - 1) * g.stride + g.columns, g.left + g.w);
  return {height, width, g.from, g.top, g.left};
}

/** The columns of a right side, cut into panels: wide ones, then a narrow one if half a panel holds the rest. */
struct Panels {
  int64_t columns;

  int64_t width(int64_t first) const {
    const int64_t panel = tiles().panel, left = columns - first;
    return left <= panel / 2 ? panel / 2 : panel;
  }
  int wide(int64_t first) const { return width(first) == tiles().panel; }

  /** Floats for so many terms. */
  int64_t size(int64_t terms) const {
    int64_t total = 0;
    for (int64_t c = 0; c < columns; c += width(c)) total += width(c);
    return total * terms;
  }

  /** Writes terms × columns, a term's columns one after the other at from(term). */
  template <typename From>
  void pack(int64_t terms, float* to, From from) const {
    for (int64_t first = 0; first < columns; to += terms * width(first), first += width(first)) {
      pack(terms, to, from, first, 0, terms);
    }
  }

  /** The same by all threads. */
  template <typename From>
  void share_pack(int64_t terms, float* to, From from) const {
    constexpr int64_t kTerms = 256;
    const int64_t panel = tiles().panel, all = (columns + panel - 1) / panel, cuts = (terms + kTerms - 1) / kTerms;
    // A small filter is packed sooner than a thread is woken.
    Pool::get().run(all * cuts, 1 + 131072 / (kTerms * panel), [&](int64_t task, int64_t end) {
      for (; task < end; task++) {
        const int64_t first = task / cuts * panel, k = task % cuts * kTerms;
        pack(terms, to + first * terms, from, first, k, std::min(terms, k + kTerms));
      }
    });
  }

 private:
  /** Terms [k, end) of the panel that begins at a column; its terms begin at `to`. */
  template <typename From>
  void pack(int64_t, float* to, From from, int64_t first, int64_t k, int64_t end) const {
    const int64_t w = width(first), there = std::min(w, columns - first);
    for (to += k * w; k < end; k++, to += w) {
      std::memcpy(to, from(k) + first, there * sizeof(float));
      std::fill(to + there, to + w, 0.0f);
    }
  }
};

/** The pixels of a result in groups of four, as distances from the first term and from the first sum. */
class Grid {
 public:
  /** In floats: between a row's first pixels, and between images; `step`s are between pixels of a row. */
  struct Strides {
    int64_t step, row, image;
  };

  Grid(int64_t images, int64_t height, int64_t width, Strides from, Strides to) : from_(from), to_(to) {
    for (int64_t n = 0; n < images; n++) {
      for (int64_t y = 0; y < height; y++) {
        for (int64_t x = 0; x < width; x += kGroup) {
          groups_.push_back({n * from.image + y * from.row + x * from.step, n * to.image + y * to.row + x * to.step,
                             static_cast<int32_t>(std::min<int64_t>(kGroup, width - x))});
        }
      }
      per_image_ = n == 0 ? groups_.size() : per_image_;
    }
  }

  int64_t groups(int64_t images) const { return images * per_image_; }

  /**
   * The sums of every pixel of so many images (no more than the grid has): `runs` of `length` terms, `gap` floats apart.
   * Of as many pixels as the second-level cache holds, the panels are taken one after the other, and of a panel as many
   * terms at once as the first-level cache holds.
   */
  void correlate(int64_t images, const float* from, const float* panels, const Panels& all, float* to, int64_t runs,
                 int64_t length, int64_t gap, bool add) const {
    correlate(0, groups(images), from, panels, all, to, runs, length, gap, add);
  }

  /** The sums of the groups of pixels [first, count). */
  void correlate(int64_t first, int64_t count, const float* from, const float* panels, const Panels& all, float* to,
                 int64_t runs, int64_t length, int64_t gap, bool add) const {
    constexpr int64_t kCached = 6144;   // Floats of a panel: half of a common first-level cache.
    constexpr int64_t kNearby = 98304;  // Floats of pixels: a part of a common second-level cache.
    const Tiles& tile = tiles();
    const int64_t stretch = std::max<int64_t>(16, kNearby / (kGroup * std::max<int64_t>(1, from_.step)) / tile.groups);
    for (int64_t begin = first; begin < count; begin += stretch * tile.groups) {
      const int64_t end = std::min(count, begin + stretch * tile.groups);
      const float* packed = panels;
      for (int64_t c = 0; c < all.columns; c += all.width(c)) {
        const int64_t width = all.width(c), together = std::max<int64_t>(1, kCached / std::max<int64_t>(1, width * length));
        for (int64_t run = 0; run < runs; run += together) {
          const int64_t now = std::min(together, runs - run);
          const PixelTerms terms = {from_.step, now, length, gap, to_.step, add || run > 0};
          const float *left = from + run * (length + gap), *panel = packed + run * length * width;
          for (int64_t i = begin; i < end; i += tile.groups) {
            PixelTile pixels;
            for (int g = 0; g < tile.groups; g++) {
              const bool there = i + g < end;
              const Group& group = groups_[there ? i + g : i];
              pixels.from[g] = left + group.from;
              pixels.to[g] = to + group.to + c;
              pixels.count[g] = there ? group.count : 0;
            }
            tile.pixels[all.wide(c)](pixels, terms, panel, all.columns - c);
          }
        }
        packed += runs * length * width;
      }
    }
  }

 private:
  struct Group {
    int64_t from, to;
    int32_t count;
  };

  Strides from_, to_;
  int64_t per_image_ = 0;
  std::vector<Group> groups_;
};

/** y = x * filter, for blocks of images that have been padded. */
class Forward {
 public:
  /** `block` is the largest number of images at once. */
  Forward(const Geometry& g, const Padded& padded, int64_t block)
      : g_(g), padded_(padded), panels_{g.to},
        grid_(block, g.out_h, g.out_w, {g.stride * g.from, g.stride * padded.row(), padded.image()},
              {g.to, g.out_w * g.to, g.out_pixels() * g.to}) {}

  int64_t packed() const { return panels_.size(g_.rows * g_.columns * g_.from); }

  void pack(const float* filter, float* to) const {
    panels_.share_pack(g_.rows * g_.columns * g_.from, to, [&](int64_t term) { return filter + term * g_.to; });
  }

  void run(int64_t images, const float* x, const float* packed, float* y, bool add) const {
    run(0, groups(images), x, packed, y, add);
  }

  /** How many groups of pixels so many images have, and the results of some of them. */
  int64_t groups(int64_t images) const { return grid_.groups(images); }

  void run(int64_t first, int64_t end, const float* x, const float* packed, float* y, bool add) const {
    const int64_t length = g_.columns * g_.from;
    grid_.correlate(first, end, x, packed, panels_, y, g_.rows, length, padded_.row() - length, add);
  }

 private:
  Geometry g_;
  Padded padded_;
  Panels panels_;
  Grid grid_;
};

/**
 * dx from dy: every pixel of x that lies at the same place between the strides has the same taps of the filter, so that
 * dx is as many convolutions of dy as there are such places, by filters turned by 180°.
 */
class Backward {
 public:
  Backward(const Geometry& g, int64_t block) : g_(g), panels_{g.from} {
    const auto places = [&](int64_t before, int64_t taps) {
      std::vector<Place> all;
      for (int64_t p = 0; p < g.stride; p++) {
        const int64_t first = (p + before) % g.stride;
        all.push_back({p, first, taps <= first ? 0 : (taps - first + g.stride - 1) / g.stride, (p + before) / g.stride});
      }
      return all;
    };
    const std::vector<Place> down = places(g.top, g.rows), across = places(g.left, g.columns);
    int64_t top = 0, left = 0, height = g.out_h, width = g.out_w;
    const auto reach = [&](const std::vector<Place>& all, int64_t size, int64_t& before, int64_t& total) {
      int64_t end = total;
      for (const Place& p : all) {
        before = std::max(before, p.taps - 1 - p.last);
        if (size > p.at) end = std::max(end, (size - 1 - p.at) / g.stride + p.last + 1);
      }
      before = std::max<int64_t>(before, 0);
      total = before + end;
    };
    reach(down, g.h, top, height);
    reach(across, g.w, left, width);
    padded_ = {height, width, g.to, top, left};
    int64_t packed = 0;
    for (const Place& y : down) {
      for (const Place& x : across) {
        const int64_t h = (g.h - y.at + g.stride - 1) / g.stride, w = (g.w - x.at + g.stride - 1) / g.stride;
        if (h <= 0 || w <= 0) continue;
        const int64_t from = (top + y.last - y.taps + 1) * padded_.row() + (left + x.last - x.taps + 1) * g.to;
        const int64_t terms = y.taps * x.taps * g.to;
        parts_.push_back({y, x, from, (y.at * g.w + x.at) * g.from, packed,
                          Grid(block, h, w, {g.to, padded_.row(), padded_.image()},
                               {g.stride * g.from, g.stride * g.w * g.from, g.in_pixels() * g.from})});
        packed += panels_.size(terms);
      }
    }
    packed_ = packed;
  }

  const Padded& padded() const { return padded_; }
  int64_t packed() const { return packed_; }

  /** `turned` is scratch for a filter. */
  void pack(const float* filter, float* turned, float* to) const {
    for (const Part& part : parts_) {
      const int64_t across = part.x.taps, taps = part.y.taps * across, size = g_.from * g_.to;
      Pool::get().run(taps, 1 + 65536 / size, [&](int64_t i, int64_t end) {
        for (; i < end; i++) {
          const int64_t y = part.y.taps - 1 - i / across, x = across - 1 - i % across;
          const int64_t tap = (part.y.first + y * g_.stride) * g_.columns + part.x.first + x * g_.stride;
          transpose(filter + tap * size, g_.from, g_.to, turned + i * size);
        }
      });
      panels_.share_pack(part.y.taps * part.x.taps * g_.to, to + part.packed,
                   [&](int64_t term) { return turned + term * g_.from; });
    }
  }

  void run(int64_t images, const float* dy, const float* packed, float* dx, bool add) const {
    for (const Part& part : parts_) {
      const int64_t length = part.x.taps * g_.to;
      part.grid.correlate(images, dy + (length == 0 ? 0 : part.from), packed + part.packed, panels_, dx + part.to,
                          std::max<int64_t>(part.y.taps, 1), part.y.taps == 0 ? 0 : length,
                          padded_.row() - (part.y.taps == 0 ? 0 : length), add);
    }
  }

 private:
  /** A place between the strides: its first tap, how many taps it has, and of which pixel of dy the first tap takes. */
  struct Place {
    int64_t at, first, taps, last;
  };

  struct Part {
    Place y, x;
    int64_t from, to, packed;
    Grid grid;
  };

  /** [rows, columns] to [columns, rows], in squares that stay in the first-level cache. */
  static void transpose(const float* from, int64_t rows, int64_t columns, float* to) {
    constexpr int64_t kSquare = 16;
    for (int64_t i = 0; i < rows; i += kSquare) {
      for (int64_t j = 0; j < columns; j += kSquare) {
        for (int64_t b = j; b < std::min(columns, j + kSquare); b++) {
          for (int64_t a = i; a < std::min(rows, i + kSquare); a++) to[b * rows + a] = from[a * columns + b];
        }
      }
    }
  }

  Geometry g_;
  Panels panels_;
  Padded padded_;
  int64_t packed_ = 0;
  std::vector<Part> parts_;
};

/** The gradient by the filter: dw[tap, i, j] += Σ over pixels of x̄[pixel + tap, i] · dy[pixel, j]. */
class Weights {
 public:
  Weights(const Geometry& g, const Padded& padded) : g_(g), padded_(padded), panels_{g.to} {}

  /** Rows of dw as a matrix of the filter's rows × the strips of a row: what threads may share. */
  int64_t strips() const { return g_.rows * ((g_.columns * g_.from + height() - 1) / height()); }

  /** Floats of scratch for so many images: the last columns of dy where they fill no panel. */
  int64_t scratch(int64_t images) const { return images * g_.out_pixels() * tiles().panel; }

  /** Adds what so many padded images give to the strips [begin, end). */
  void add(int64_t images, const float* x, const float* dy, float* dw, int64_t begin, int64_t end,
           float* scratch) const {
    constexpr int64_t kCached = 192;  // Pixels whose terms stay in the cache while panels and strips are passed over.
    const int64_t across = g_.columns * g_.from, each = (across + height() - 1) / height();
    const int64_t lines = std::max<int64_t>(1, kCached / g_.out_w), pixels = g_.out_pixels();
    const bool whole = pixels <= kCached;
    const int64_t together = whole ? std::max<int64_t>(1, kCached / pixels) : 1;
    int64_t last = 0;
    while (last + panels_.width(last) < g_.to) last += panels_.width(last);
    const int64_t rest = g_.to - last, width_of_rest = panels_.width(last);
    // The last panel's columns that are not there must be read as zeros.
    for (int64_t i = 0; rest < width_of_rest && i < images * pixels; i++) {
      std::memcpy(scratch + i * width_of_rest, dy + i * g_.to + last, rest * sizeof(float));
      std::fill(scratch + i * width_of_rest + rest, scratch + (i + 1) * width_of_rest, 0.0f);
    }
    for (int64_t n = 0; n < images; n += together) {
      for (int64_t y = 0; y < g_.out_h; y += whole ? g_.out_h : lines) {
        const int64_t now = whole ? g_.out_h : std::min(lines, g_.out_h - y), first_pixel = n * pixels + y * g_.out_w;
        const int64_t step = g_.stride * g_.from, row = g_.stride * padded_.row();
        for (int64_t c = 0; c < g_.to; c += panels_.width(c)) {
          const int64_t there = std::min(panels_.width(c), g_.to - c);
          const bool cut = there < panels_.width(c);
          const int64_t stride = cut ? width_of_rest : g_.to;
          const float* right = cut ? scratch + first_pixel * stride : dy + first_pixel * stride + c;
          const ColumnTerms terms = {std::min(together, images - n), now, g_.out_w, step, stride,
                                     row - g_.out_w * step, 0, padded_.image() - now * row, 0, g_.to};
          for (int64_t strip = begin; strip < end; strip++) {
            const int64_t first = strip % each * height(), line = strip / each;
            const float* left = x + n * padded_.image() + y * row + line * padded_.row() + first;
            tiles().columns[panels_.wide(c)](left, right, terms, dw + (line * across + first) * g_.to + c,
                                             std::min<int64_t>(height(), across - first), there);
          }
        }
      }
    }
  }

 private:
  static int64_t height() { return tiles().groups * kGroup; }

  Geometry g_;
  Padded padded_;
  Panels panels_;
};

}  // namespace nearzero
