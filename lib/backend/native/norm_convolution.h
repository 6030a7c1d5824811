// A convolution with what surrounds it: normalisation and SiLU before it, a bias and a skip after it. Block of samples by
// block of samples, so that what lies between stays in the cache and is never a tensor.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "pool.h"
#include "stage.h"
#include "winograd.h"

namespace nearzero {

/** y = filter * before(x) + bias + beside; what is null is left out. */
struct NormConvolution {
  Geometry g;
  Before before;
  Normalisation norm;
  const float *x, *filter, *bias, *beside;
  /** 1, or n for a bias of each sample. */
  int64_t bias_rows;

  void forward(float* y, float* statistics) const {
    if (g.n == 0) return;
    const bool normalised = before != Before::kNothing, transforms = Winograd::suits(g);
    const int64_t block = block_of(g);
    const Stage blocks(g, before, norm, filter, block);
    if (!transforms && !blocks.shares()) return forward_by_samples(block, false, y, statistics);
    std::vector<float> spread;
    if (normalised) {
      norm.measure_all(x, g.n, g.in_pixels(), statistics);
      spread.resize(2 * g.n * g.from);
      for (int64_t i = 0; i < g.n; i++) {
        norm.prepare(statistics + i * blocks.statistics(), &spread[2 * i * g.from], &spread[(2 * i + 1) * g.from]);
      }
    }
    const auto line = [&](int64_t i, int64_t row, float* to) {
      const float* from = x + (i * g.h + row) * g.w * g.from;
      if (!normalised) std::memcpy(to, from, g.w * g.from * sizeof(float));
      else norm.apply(from, to, g.w, before == Before::kNormSilu, &spread[2 * i * g.from], &spread[(2 * i + 1) * g.from]);
    };
    if (transforms && Winograd(g).forward(line, filter, [&](int64_t i) { return bias_of(i); }, beside, y, planes())) return;
    // What is not finite has spread over tiles: sums of products keep it where it belongs.
    if (!blocks.shares()) return forward_by_samples(block, normalised, y, statistics);
    Stage whole(g, before, norm, filter, g.n);
    whole.begin_forward(scratch(0));
    const bool add = bias != nullptr || beside != nullptr;
    if (add) {
      Pool::get().run(g.n * g.out_h, 1 + 16384 / std::max<int64_t>(1, g.out_w * g.to), [&](int64_t row, int64_t end) {
        for (; row < end; row++) {
          const int64_t at = row * g.out_w * g.to;
          begin_rows(bias_of(row / g.out_h), beside == nullptr ? nullptr : beside + at, y + at, g.out_w, g.to);
        }
      });
    }
    whole.share_forward(x, line, y, add, scratch(1));
  }

  struct Gradients {
    float *dx, *scale, *offset, *filter, *bias;
  };

  void backward(const float* statistics, const float* dy, const Gradients& out) const {
    if (g.n == 0) {
      std::fill(out.filter, out.filter + g.filter_size(), 0.0f);
      return;
    }
    const bool normalised = before != Before::kNothing;
    const int64_t block = block_of(g);
    const Slices slices((g.n + block - 1) / block);
    Stage stage(g, before, norm, filter, block);
    const bool transforms = Winograd::suits(g) && Winograd(g).backward(dy, filter, out.dx, planes());
    if (!transforms) stage.begin_backward(scratch(0), scratch(1));
    std::vector<double> sums(normalised ? 2 * g.n * g.from : 0), biases(bias == nullptr ? 0 : g.n * g.to);
    const bool small = !transforms && stage.small();
    const Padded padded = transforms ? Winograd(g).padded() : stage.padded();
    std::unique_ptr<Parts> parts;
    float* images = nullptr;
    if (small) parts = std::make_unique<Parts>(slices.count, g.filter_size(), scratch(2));
    else images = scratch(2).take(padded.size(g.n, g.stride * g.from));
    Pool::get().run(slices.count, 1, [&](int64_t slice, int64_t end) {
      static thread_local Stage::Own own;
      Normalisation::Work work(std::max(g.from, g.to));
      for (; slice < end; slice++) {
        float* dw = small ? parts->begin(slice) : nullptr;
        for (int64_t b = slices.begin(slice); b < slices.end(slice); b++) {
          const int64_t begin = b * block, now = std::min(block, g.n - begin);
          const float* slope = dy + begin * stage.out_size();
          for (int64_t i = 0; bias != nullptr && i < now; i++) {
            column_sums(slope + i * stage.out_size(), g.out_pixels(), g.to, work.floats.data(),
                        biases.data() + (begin + i) * g.to);
          }
          if (transforms) {
            stage.differentiate(now, x + begin * stage.in_size(), statistics + begin * stage.statistics(),
                                out.dx + begin * stage.in_size(), normalised ? sums.data() + 2 * begin * g.from : nullptr,
                                images + begin * padded.image(), padded, work);
            continue;
          }
          stage.backward(now, x + begin * stage.in_size(), statistics + begin * stage.statistics(), slope,
                         out.dx + begin * stage.in_size(), false,
                         normalised ? sums.data() + 2 * begin * g.from : nullptr,
                         small ? nullptr : images + begin * padded.image(), dw, own, work);
        }
      }
    });
    if (small) {
      parts->sum(out.filter);
    } else if (!transforms || !Winograd(g).weights(images, dy, out.filter, planes())) {
      std::fill(out.filter, out.filter + g.filter_size(), 0.0f);
      const Weights weights(g, padded);
      const int64_t strips = weights.strips();
      Pool::get().run(strips, (strips + 7) / 8, [&](int64_t begin, int64_t end) {
        weights.add(g.n, images, dy, out.filter, begin, end, scratch(1).take(weights.scratch(g.n)));
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
  /** @param measured Whether the statistics are there already. */
  void forward_by_samples(int64_t block, bool measured, float* y, float* statistics) const {
    Stage stage(g, before, norm, filter, block);
    stage.begin_forward(scratch(0));
    Pool::get().run((g.n + block - 1) / block, 1, [&](int64_t first, int64_t end) {
      Normalisation::Work work(g.from);
      for (; first < end; first++) {
        const int64_t begin = first * block, now = std::min(block, g.n - begin);
        float* to = y + begin * stage.out_size();
        for (int64_t i = 0; i < now; i++) start(begin + i, to + i * stage.out_size());
        stage.forward(now, x + begin * stage.in_size(), statistics + begin * stage.statistics(), measured, to,
                      bias != nullptr || beside != nullptr, scratch(1), work);
      }
    });
  }

  const float* bias_of(int64_t i) const {
    return bias == nullptr ? nullptr : bias + (bias_rows == 1 ? 0 : i / (g.n / bias_rows)) * g.to;
  }

  /** What the convolution of a sample is added to. */
  void start(int64_t i, float* y) const {
    if (bias == nullptr && beside == nullptr) return;
    begin_rows(bias_of(i), beside == nullptr ? nullptr : beside + i * g.out_pixels() * g.to, y, g.out_pixels(), g.to);
  }

  /** 0 and 2 belong to the thread that runs the operation, and are read by the others. */
  static Scratch& scratch(int slot) {
    static thread_local Scratch buffers[3];
    return buffers[slot];
  }

  static WinogradScratch& planes() {
    static thread_local WinogradScratch own;
    return own;
  }
};

}  // namespace nearzero
