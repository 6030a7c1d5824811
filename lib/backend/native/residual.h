// A whole residual block: the maps between its convolutions stay in the cache, sample by sample.
//
//   x = one map, or two side by side
//   h = conv0 * silu(norm0(x)) + share, y = conv1 * silu(norm1(h)) + bias + (x or skip * x + skip_bias)
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "pool.h"
#include "stage.h"

namespace nearzero {

struct Residual {
  int64_t n, h, w, first, second, to;
  /** [n, h, w, first] and [n, h, w, second]; without a second one `second` is 0. */
  const float *x0, *x1;
  Normalisation norm0, norm1;
  const float *conv0, *conv1, *bias, *share;
  /** [from, to] and [to]; null where x itself is added. */
  const float *skip, *skip_bias;

  int64_t pixels() const { return h * w; }
  int64_t from() const { return first + second; }

  /** Receives y and h, and the statistics of both normalisations. */
  void forward(float* y, float* middle, float* statistics0, float* statistics1) const {
    if (n == 0) return;
    Stages s(*this);
    s.in.begin_forward(scratch(0));
    s.out.begin_forward(scratch(1));
    if (skip != nullptr) s.side.begin_forward(scratch(2));
    Pool::get().run(s.blocks(), 1, [&](int64_t b, int64_t end) {
      static thread_local Scratch own, joined;
      Normalisation::Work work(std::max(from(), to));
      for (; b < end; b++) {
        const int64_t begin = b * s.block, now = std::min(s.block, n - begin), size = pixels() * to;
        const float* x = join(begin, now, joined, s.block);
        float *inner = middle + begin * size, *out = y + begin * size;
        for (int64_t i = 0; i < now; i++) {
          begin_rows(share + (begin + i) * to, nullptr, inner + i * size, pixels(), to);
          begin_rows(bias, skip == nullptr ? x + i * size : nullptr, out + i * size, pixels(), to);
        }
        s.in.forward(now, x, statistics0 + begin * s.in.statistics(), false, inner, true, own, work);
        if (skip != nullptr) {
          for (int64_t r = 0; r < now * pixels(); r++) add_row(skip_bias, out + r * to, out + r * to, to);
          s.side.forward(now, x, nullptr, false, out, true, own, work);
        }
        s.out.forward(now, inner, statistics1 + begin * s.out.statistics(), false, out, true, own, work);
      }
    });
  }

  struct Gradients {
    float *x0, *x1, *scale0, *offset0, *conv0, *share, *scale1, *offset1, *conv1, *bias, *skip, *skip_bias;
  };

  void backward(const float* middle, const float* statistics0, const float* statistics1, const float* dy,
                const Gradients& out) const {
    Stages s(*this);
    const Slices slices(s.blocks());
    s.in.begin_backward(scratch(0), scratch(3));
    s.out.begin_backward(scratch(1), scratch(3));
    if (skip != nullptr) s.side.begin_backward(scratch(2), scratch(3));
    const Parts parts0(slices.count, 9 * from() * to, scratch(4)), parts1(slices.count, 9 * to * to, scratch(5));
    const Parts side(slices.count, skip == nullptr ? 0 : from() * to, scratch(6));
    std::vector<double> sums0(2 * n * from()), sums1(2 * n * to), biases(n * to), shares(n * to);
    Pool::get().run(slices.count, 1, [&](int64_t slice, int64_t end) {
      static thread_local Stage::Own own;
      static thread_local Scratch joined, inner, outer;
      Normalisation::Work work(std::max(from(), to));
      for (; slice < end; slice++) {
        float *dw0 = parts0.begin(slice), *dw1 = parts1.begin(slice), *dws = side.begin(slice);
        for (int64_t b = slices.begin(slice); b < slices.end(slice); b++) {
          const int64_t begin = b * s.block, now = std::min(s.block, n - begin), size = pixels() * to;
          const float *x = join(begin, now, joined, s.block), *slope = dy + begin * size;
          float* dh = inner.take(s.block * size + 64);
          float* dx = second == 0 ? out.x0 + begin * pixels() * first : outer.take(s.block * pixels() * from());
          s.out.backward(now, middle + begin * size, statistics1 + begin * s.out.statistics(), slope, dh, false,
                         sums1.data() + 2 * begin * to, nullptr, dw1, own, work);
          for (int64_t i = 0; i < now; i++) {
            column_sums(slope + i * size, pixels(), to, work.floats.data(), biases.data() + (begin + i) * to);
            column_sums(dh + i * size, pixels(), to, work.floats.data(), shares.data() + (begin + i) * to);
          }
          s.in.backward(now, x, statistics0 + begin * s.in.statistics(), dh, dx, false, sums0.data() + 2 * begin * from(),
                        nullptr, dw0, own, work);
          if (skip != nullptr) s.side.backward(now, x, nullptr, slope, dx, true, nullptr, nullptr, dws, own, work);
          else add_stretch(slope, dx, now * size);
          if (second > 0) part(begin, now, dx, out);
        }
      }
    });
    parts0.sum(out.conv0);
    parts1.sum(out.conv1);
    add_samples(sums0.data(), n, 2 * from(), from(), out.offset0);
    add_samples(sums0.data() + from(), n, 2 * from(), from(), out.scale0);
    add_samples(sums1.data(), n, 2 * to, to, out.offset1);
    add_samples(sums1.data() + to, n, 2 * to, to, out.scale1);
    add_samples(biases.data(), n, to, to, out.bias);
    for (int64_t i = 0; i < n * to; i++) out.share[i] = shares[i];
    if (skip == nullptr) return;
    side.sum(out.skip);
    std::copy(out.bias, out.bias + to, out.skip_bias);
  }

 private:
  struct Stages {
    int64_t n, block;
    Stage in, out, side;

    explicit Stages(const Residual& r)
        : n(r.n), block(block_of(r.geometry(3, r.from()))),
          in(r.geometry(3, r.from()), Before::kNormSilu, r.norm0, r.conv0, block),
          out(r.geometry(3, r.to), Before::kNormSilu, r.norm1, r.conv1, block),
          side(r.geometry(1, r.from()), Before::kNothing, {}, r.skip, block) {}
    int64_t blocks() const { return (n + block - 1) / block; }
  };

  Geometry geometry(int64_t taps, int64_t channels) const {
    return {n, h, w, channels, taps, taps, to, h, w, 1, taps / 2, taps / 2};
  }

  /** x of some samples as one map. */
  const float* join(int64_t begin, int64_t now, Scratch& joined, int64_t block) const {
    if (second == 0) return x0 + begin * pixels() * first;
    float* to = joined.take(block * pixels() * from());
    const float *a = x0 + begin * pixels() * first, *b = x1 + begin * pixels() * second;
    for (int64_t i = 0; i < now * pixels(); i++) {
      std::memcpy(to + i * from(), a + i * first, first * sizeof(float));
      std::memcpy(to + i * from() + first, b + i * second, second * sizeof(float));
    }
    return to;
  }

  void part(int64_t begin, int64_t now, const float* dx, const Gradients& out) const {
    float *a = out.x0 + begin * pixels() * first, *b = out.x1 + begin * pixels() * second;
    for (int64_t i = 0; i < now * pixels(); i++) {
      std::memcpy(a + i * first, dx + i * from(), first * sizeof(float));
      std::memcpy(b + i * second, dx + i * from() + first, second * sizeof(float));
    }
  }

  /** Of the thread that runs the operation; the others read them. */
  static Scratch& scratch(int slot) {
    static thread_local Scratch buffers[7];
    return buffers[slot];
  }
};

}  // namespace nearzero
