// A convolution with what surrounds it in a residual block: group normalisation and SiLU before it, a bias and a skip
// after it. Block of samples by block of samples, so that what lies between stays in the cache and is never a tensor.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "convolution.h"
#include "normalisation.h"
#include "pool.h"
#include "scratch.h"

namespace nearzero {

/** y = filter * silu(norm(x)) + bias + beside; what is null is left out. */
struct NormConvolution {
  Geometry g;
  /** Whether x is normalised and activated. */
  bool normalised;
  Normalisation norm;
  const float *x, *filter, *bias, *beside;
  /** 1, or n for a bias of each sample. */
  int64_t bias_rows;

  void forward(float* y, float* statistics) const {
    if (g.n == 0) return;
    const Padded padded = padded_input(g);
    const int64_t block = block_size();
    const Forward convolution(g, padded, block);
    float* packed = shared_scratch(0).take(convolution.packed());
    convolution.pack(filter, packed);
    Pool::get().run((g.n + block - 1) / block, 1, [&](int64_t first, int64_t end) {
      Normalisation::Work work(normalised ? g.from : 0);
      float* image = own_scratch(0).take(padded.size(block, g.stride * g.from));
      for (; first < end; first++) {
        const int64_t begin = first * block, now = std::min(block, g.n - begin);
        for (int64_t i = 0; i < now; i++) {
          prepare(begin + i, padded, image + i * padded.image(), statistics, true, work);
          start(begin + i, y);
        }
        const bool add = bias != nullptr || beside != nullptr;
        convolution.run(now, image, packed, y + begin * g.out_pixels() * g.to, add);
      }
    });
  }

  struct Gradients {
    float *dx, *scale, *offset, *filter, *bias;
  };

  void backward(const float* statistics, const float* dy, const Gradients& out) const {
    const int64_t filter_size = g.filter_size();
    std::fill(out.filter, out.filter + filter_size, 0.0f);
    const Padded padded = padded_input(g);
    const int64_t block = block_size(), blocks = (g.n + block - 1) / block;
    const Backward back(g, block);
    const Weights weights(g, padded);
    float* packed = shared_scratch(0).take(back.packed());
    back.pack(filter, shared_scratch(1).take(filter_size), packed);
    std::vector<double> sums(normalised ? 2 * g.n * g.from : 0), biases(bias == nullptr ? 0 : g.n * g.to);

    // A small filter's gradient is summed slice by slice of the batch; a large one's is shared out by its rows.
    const int64_t slices = std::min<int64_t>(blocks, 8);
    const bool small = filter_size <= 65536;
    float* parts = small ? shared_scratch(2).take(slices * filter_size) : nullptr;
    float* images = small ? nullptr : shared_scratch(2).take(padded.size(g.n, g.stride * g.from));
    Pool::get().run(small ? slices : blocks, 1, [&](int64_t first, int64_t end) {
      Normalisation::Work work(std::max(g.from, g.to));
      float* around = own_scratch(1).take(back.padded().size(block, g.to));
      float* own = small ? own_scratch(0).take(padded.size(block, g.stride * g.from)) : nullptr;
      for (; first < end; first++) {
        const int64_t to = small ? blocks * (first + 1) / slices : first + 1;
        if (small) std::fill(parts + first * filter_size, parts + (first + 1) * filter_size, 0.0f);
        for (int64_t b = small ? blocks * first / slices : first; b < to; b++) {
          const int64_t begin = b * block, now = std::min(block, g.n - begin);
          const float* slope = dy + begin * g.out_pixels() * g.to;
          float* image = small ? own : images + begin * padded.image();
          for (int64_t i = 0; i < now; i++) {
            const float* from = slope + i * g.out_pixels() * g.to;
            back.padded().put(from, around + i * back.padded().image(), g.out_h, g.out_w);
            if (bias == nullptr) continue;
            double* sum = biases.data() + (begin + i) * g.to;
            column_sums(from, g.out_pixels(), g.to, work.floats.data(), sum);
          }
          back.run(now, around, packed, out.dx + begin * g.in_pixels() * g.from);
          for (int64_t i = 0; i < now; i++) {
            float* to = image + i * padded.image();
            if (!normalised) {
              prepare(begin + i, padded, to, nullptr, false, work);
              continue;
            }
            padded.clear_rim(to, g.h, g.w);
            const int64_t at = (begin + i) * g.in_pixels() * g.from;
            norm.differentiate(x + at, nullptr, out.dx + at, g.in_pixels(), true,
                               statistics + (begin + i) * norm.groups * 2, sums.data() + 2 * (begin + i) * g.from, work,
                               g.w, [&](int64_t pixel) { return padded.line(to, pixel / g.w); });
          }
          if (!small) continue;
          weights.add(now, image, slope, parts + first * filter_size, 0, weights.strips(),
                      own_scratch(2).take(weights.scratch(now)));
        }
      }
    });
    if (small) {
      Pool::get().run(filter_size, 16384, [&](int64_t i, int64_t end) {
        for (int64_t s = 0; s < slices; s++) add_stretch(parts + s * filter_size + i, out.filter + i, end - i);
      });
    } else {
      Pool::get().run(weights.strips(), (weights.strips() + 15) / 16, [&](int64_t begin, int64_t end) {
        weights.add(g.n, images, dy, out.filter, begin, end, own_scratch(2).take(weights.scratch(g.n)));
      });
    }
    if (normalised) {
      add_samples(sums.data(), g.n, 2 * g.from, g.from, out.offset);
      add_samples(sums.data() + g.from, g.n, 2 * g.from, g.from, out.scale);
    }
    if (bias == nullptr) return;
    const int64_t share = g.n / bias_rows;
    for (int64_t i = 0; i < bias_rows; i++) {
      add_samples(biases.data() + i * share * g.to, share, g.to, g.to, out.bias + i * g.to);
    }
  }

 private:
  /** Samples together: so many that a tile is rarely cut short. */
  int64_t block_size() const { return std::max<int64_t>(1, std::min<int64_t>(g.n, 192 / std::max<int64_t>(1, g.out_pixels()))); }

  /** What the filter is moved over. */
  void prepare(int64_t i, const Padded& padded, float* to, float* statistics, bool measure,
               Normalisation::Work& work) const {
    const float* from = x + i * g.in_pixels() * g.from;
    if (!normalised) return padded.put(from, to, g.h, g.w);
    float* own = statistics + i * norm.groups * 2;
    if (measure) norm.measure(from, g.in_pixels(), own, work);
    norm.prepare(own, work);
    padded.clear_rim(to, g.h, g.w);
    for (int64_t y = 0; y < g.h; y++) norm.apply(from + y * g.w * g.from, padded.line(to, y), g.w, true, work);
  }

  /** What the convolution is added to. */
  void start(int64_t i, float* y) const {
    if (bias == nullptr && beside == nullptr) return;
    const int64_t at = i * g.out_pixels() * g.to;
    const float* row = bias == nullptr ? nullptr : bias + (bias_rows == 1 ? 0 : i / (g.n / bias_rows)) * g.to;
    begin_rows(row, beside == nullptr ? nullptr : beside + at, y + at, g.out_pixels(), g.to);
  }

  /** Of the thread that runs the operation; the others read it. */
  static Scratch& shared_scratch(int slot) {
    static thread_local Scratch buffers[3];
    return buffers[slot];
  }

  static Scratch& own_scratch(int slot) {
    static thread_local Scratch buffers[3];
    return buffers[slot];
  }
};

}  // namespace nearzero
