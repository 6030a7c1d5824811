// One convolution of a residual block with the normalisation before it, for blocks of samples whose maps stay in the cache.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "convolution.h"
#include "normalisation.h"
#include "pool.h"
#include "scratch.h"

namespace nearzero {

/** What comes before a convolution. */
enum class Before { kNothing, kNorm, kNormSilu };

/** A convolution and what comes before it; knows its filter, not where its maps lie. */
class Stage {
 public:
  /** Filters of more entries have their gradient shared out by rows, not summed slice by slice of the batch. */
  static constexpr int64_t kSmall = 98304;

  Stage(const Geometry& g, Before before, const Normalisation& norm, const float* filter, int64_t block)
      : g_(g), before_(before), norm_(norm), filter_(filter), block_(block), padded_(padded_input(g)) {}

  const Geometry& geometry() const { return g_; }
  const Padded& padded() const { return padded_; }
  int64_t in_size() const { return g_.in_pixels() * g_.from; }
  int64_t out_size() const { return g_.out_pixels() * g_.to; }
  int64_t statistics() const { return before_ == Before::kNothing ? 0 : 2 * norm_.groups; }
  bool small() const { return g_.filter_size() <= kSmall; }

  /** Floats that a padded block of samples takes. */
  int64_t block_floats(int64_t images) const { return padded_.size(images, g_.stride * g_.from); }

  /** Packs the filter for `forward`. */
  void begin_forward(Scratch& shared) {
    forward_ = std::make_unique<Forward>(g_, padded_, block_);
    float* packed = shared.take(forward_->packed());
    forward_->pack(filter_, packed);
    packed_ = packed;
  }

  /**
   * y = the convolution of `images` maps, or y += it; in a thread of its own.
   * @param measured Whether the statistics are there already.
   */
  void forward(int64_t images, const float* x, float* statistics, bool measured, float* y, bool add, Scratch& own,
               Normalisation::Work& work) const {
    float* padded = own.take(block_floats(block_));
    for (int64_t i = 0; i < images; i++) {
      put(x + i * in_size(), padded + i * padded_.image(), statistics + i * this->statistics(), measured, work);
    }
    forward_->run(images, padded, packed_, y, add);
  }

  /** Whether `share_forward` suits better: samples are too few for threads to share them. */
  bool shares() const { return (g_.n + block_ - 1) / block_ < 4 && in_size() * g_.n >= 65536; }

  /**
   * The same as `forward` for the whole batch, which all threads share row by row; `begin_forward` has been told of a block
   * of the whole batch.
   * @param lines Writes row `y` of sample `i` as lines(i, y, to).
   */
  template <typename Lines>
  void share_forward(const float* x, Lines lines, float* y, bool add, Scratch& shared) const {
    const float* image = x;
    // Where nothing surrounds it and no group of pixels is cut short, x can be read where it is.
    if (before_ != Before::kNothing || padded_.row() != g_.w * g_.from || padded_.height != g_.h || g_.out_w % kGroup != 0) {
      float* copy = shared.take(block_floats(g_.n));
      Pool::get().run(g_.n * padded_.height, 1 + 16384 / std::max<int64_t>(1, padded_.row()), [&](int64_t at, int64_t end) {
        for (; at < end; at++) {
          float* to = copy + at * padded_.row();
          const int64_t source = at % padded_.height - padded_.top, before = padded_.left * g_.from;
          if (source < 0 || source >= g_.h) {
            std::memset(to, 0, padded_.row() * sizeof(float));
            continue;
          }
          const int64_t inside = before + g_.w * g_.from;
          std::memset(to, 0, before * sizeof(float));
          lines(at / padded_.height, source, to + before);
          std::memset(to + inside, 0, (padded_.row() - inside) * sizeof(float));
        }
      });
      image = copy;
    }
    const int64_t stretch = 96, groups = forward_->groups(g_.n);
    Pool::get().run((groups + stretch - 1) / stretch, 1, [&](int64_t begin, int64_t end) {
      forward_->run(begin * stretch, std::min(groups, end * stretch), image, packed_, y, add);
    });
  }

  /** Packs the filter for `backward`. */
  void begin_backward(Scratch& shared, Scratch& turned) {
    backward_ = std::make_unique<Backward>(g_, block_);
    weights_ = std::make_unique<Weights>(g_, padded_);
    float* packed = shared.take(backward_->packed());
    backward_->pack(filter_, turned.take(g_.filter_size()), packed);
    packed_ = packed;
  }

  /** What `backward` needs of a thread. */
  struct Own {
    Scratch around, image, columns;
  };

  /**
   * The gradients of `images` maps: dx (or its increase, without a normalisation), the sums of the normalisation [2 · from]
   * of each, and what dw grows by.
   * @param image Where the padded maps are to be left, or null for nowhere.
   * @param dw Null where it is computed later.
   */
  void backward(int64_t images, const float* x, const float* statistics, const float* dy, float* dx, bool add,
                double* sums, float* image, float* dw, Own& own, Normalisation::Work& work) const {
    const Padded& outer = backward_->padded();
    const float* around = dy;
    // Where nothing surrounds it and no group of pixels is cut short, dy can be read where it is.
    if (outer.row() != g_.out_w * g_.to || outer.height != g_.out_h || g_.out_w % kGroup != 0) {
      float* copy = own.around.take(outer.size(block_, g_.to));
      for (int64_t i = 0; i < images; i++) outer.put(dy + i * out_size(), copy + i * outer.image(), g_.out_h, g_.out_w);
      around = copy;
    }
    backward_->run(images, around, packed_, dx, add);
    if (image == nullptr) image = own.image.take(block_floats(block_));
    differentiate(images, x, statistics, dx, sums, image, padded_, work);
    if (dw == nullptr) return;
    weights_->add(images, image, dy, dw, 0, weights_->strips(), own.columns.take(weights_->scratch(images)));
  }

  /** From the gradients by what is convolved, in dx, to those by x; the padded maps are left in `image`. */
  void differentiate(int64_t images, const float* x, const float* statistics, float* dx, double* sums, float* image,
                     const Padded& padded, Normalisation::Work& work) const {
    for (int64_t i = 0; i < images; i++) {
      const float* from = x + i * in_size();
      float* to = image + i * padded.image();
      if (before_ == Before::kNothing) {
        padded.put(from, to, g_.h, g_.w);
        continue;
      }
      padded.clear_rim(to, g_.h, g_.w);
      norm_.differentiate(from, nullptr, dx + i * in_size(), g_.in_pixels(), before_ == Before::kNormSilu,
                          statistics + i * this->statistics(), sums + 2 * i * g_.from, work, g_.w,
                          [&](int64_t pixel) { return padded.line(to, pixel / g_.w); });
    }
  }

 private:
  void put(const float* from, float* to, float* statistics, bool measured, Normalisation::Work& work) const {
    if (before_ == Before::kNothing) return padded_.put(from, to, g_.h, g_.w);
    if (!measured) norm_.measure(from, g_.in_pixels(), statistics, work);
    norm_.prepare(statistics, work);
    padded_.clear_rim(to, g_.h, g_.w);
    for (int64_t y = 0; y < g_.h; y++) {
      norm_.apply(from + y * g_.w * g_.from, padded_.line(to, y), g_.w, before_ == Before::kNormSilu, work);
    }
  }

  Geometry g_;
  Before before_;
  Normalisation norm_;
  const float *filter_, *packed_ = nullptr;
  int64_t block_;
  Padded padded_;
  std::unique_ptr<Forward> forward_;
  std::unique_ptr<Backward> backward_;
  std::unique_ptr<Weights> weights_;
};

/** Samples together: so many that a tile is rarely cut short, and few enough that threads can share the batch. */
inline int64_t block_of(const Geometry& g) {
  return std::max<int64_t>(1, std::min<int64_t>((g.n + 3) / 4, 192 / std::max<int64_t>(1, g.out_pixels())));
}

/** A filter's gradient as parts that slices of the batch add to, summed in their order. */
class Parts {
 public:
  Parts(int64_t slices, int64_t size, Scratch& scratch) : slices_(slices), size_(size), parts_(scratch.take(slices * size)) {}

  /** The part of a slice, zero. */
  float* begin(int64_t slice) const {
    if (size_ > 0) std::memset(parts_ + slice * size_, 0, size_ * sizeof(float));
    return parts_ + slice * size_;
  }

  void sum(float* out) const {
    Pool::get().run(size_, 16384, [&](int64_t i, int64_t end) {
      std::memcpy(out + i, parts_ + i, (end - i) * sizeof(float));
      for (int64_t s = 1; s < slices_; s++) add_stretch(parts_ + s * size_ + i, out + i, end - i);
    });
  }

 private:
  int64_t slices_, size_;
  float* parts_;
};

/** The batch in slices of blocks: how a gradient is shared out, whatever the number of threads. */
struct Slices {
  int64_t blocks, count;

  explicit Slices(int64_t all) : blocks(all), count(std::min<int64_t>(all, 8)) {}
  int64_t begin(int64_t slice) const { return blocks * slice / count; }
  int64_t end(int64_t slice) const { return blocks * (slice + 1) / count; }
};

}  // namespace nearzero
