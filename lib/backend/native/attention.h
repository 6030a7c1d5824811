// Self-attention of feature maps: softmax(q·kᵀ / √d)·v for each sample and head, from queries, keys and values side by side.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "convolution.h"
#include "rows.h"
#include "scratch.h"

namespace nearzero {

/** qkv is [n, positions, 3, heads, d], y [n, positions, heads, d]. */
class Attention {
 public:
  Attention(int64_t positions, int64_t heads, int64_t d)
      : p_(positions), heads_(heads), d_(d), by_keys_{positions}, by_width_{d}, rows_(1, 1, p_, {p_, 0, 0}, {c(), 0, 0}),
        scores_(1, 1, p_, {d_, 0, 0}, {p_, 0, 0}), inner_(1, 1, p_, {p_, 0, 0}, {3 * c(), 0, 0}) {}

  /** y of one sample. */
  void forward(const float* qkv, float* y, Scratch& own) const {
    Work w(*this, own);
    for (int64_t h = 0; h < heads_; h++) {
      weigh(qkv, h, w);
      by_width_.pack(p_, w.panels, [&](int64_t k) { return qkv + k * 3 * c() + 2 * c() + h * d_; });
      rows_.correlate(1, w.weights, w.panels, by_width_, y + h * d_, 1, p_, 0, false);
    }
  }

  /** dqkv of one sample. */
  void backward(const float* qkv, const float* dy, float* out, Scratch& own) const {
    Work w(*this, own);
    for (int64_t h = 0; h < heads_; h++) {
      weigh(qkv, h, w);
      take(dy + h * d_, c(), 1.0f, w.slope);
      turn(qkv + 2 * c() + h * d_, w);
      scores_.correlate(1, w.slope, w.panels, by_keys_, w.d_weights, 1, d_, 0, false);
      across(w.weights, w.slope, out + 2 * c() + h * d_, w);
      softmax_slopes(w.weights, w.d_weights, p_);
      // d_weights are now those of the scores.
      by_width_.pack(p_, w.panels, [&](int64_t k) { return qkv + k * 3 * c() + c() + h * d_; });
      inner_.correlate(1, w.d_weights, w.panels, by_width_, out + h * d_, 1, p_, 0, false);
      for (int64_t i = 0; i < p_; i++) scale_row(out + i * 3 * c() + h * d_, d_, factor());
      across(w.d_weights, w.queries, out + c() + h * d_, w);
    }
  }

 private:
  /** A thread's matrices; the last rows may be looked past. */
  struct Work {
    Work(const Attention& a, Scratch& own) {
      const int64_t square = (a.p_ + 4) * a.p_ + 64, tall = (a.p_ + 4) * a.d_ + 64;
      const int64_t panel = std::max(a.by_keys_.size(a.d_), a.by_width_.size(a.p_)) + 64;
      float* at = own.take(panel + 2 * square + 4 * tall);
      const auto next = [&](int64_t floats) {
        float* now = at;
        at += (floats + 15) / 16 * 16;
        return now;
      };
      panels = next(panel);
      weights = next((a.p_ + 4) * a.p_);
      d_weights = next((a.p_ + 4) * a.p_);
      queries = next((a.p_ + 4) * a.d_);
      slope = next((a.p_ + 4) * a.d_);
      turned = next(a.p_ * a.d_);
      sums = next(a.p_ * a.d_);
    }
    float *panels, *weights, *d_weights, *queries, *slope, *turned, *sums;
  };

  int64_t c() const { return heads_ * d_; }
  float factor() const { return 1.0f / std::sqrt(static_cast<float>(d_)); }

  /** [p, d] out of rows `stride` apart, scaled. */
  void take(const float* from, int64_t stride, float by, float* to) const {
    for (int64_t i = 0; i < p_; i++) {
      std::memcpy(to + i * d_, from + i * stride, d_ * sizeof(float));
      if (by != 1.0f) scale_row(to + i * d_, d_, by);
    }
  }

  /** The panels of a transposed part of qkv: [d, p]. */
  void turn(const float* from, Work& w) const {
    for (int64_t i = 0; i < p_; i++) {
      for (int64_t k = 0; k < d_; k++) w.turned[k * p_ + i] = from[i * 3 * c() + k];
    }
    by_keys_.pack(d_, w.panels, [&](int64_t k) { return w.turned + k * p_; });
  }

  /** The attention's weights [p, p], and the scaled queries. */
  void weigh(const float* qkv, int64_t h, Work& w) const {
    take(qkv + h * d_, 3 * c(), factor(), w.queries);
    turn(qkv + c() + h * d_, w);
    scores_.correlate(1, w.queries, w.panels, by_keys_, w.weights, 1, d_, 0, false);
    for (int64_t i = 0; i < p_; i++) softmax_row(w.weights + i * p_, p_);
  }

  /** out[i] = Σ over k of left[k, i] · right[k], rows of out 3c apart. */
  void across(const float* left, const float* right, float* out, Work& w) const {
    std::memset(w.sums, 0, p_ * d_ * sizeof(float));
    const int64_t height = tiles().groups * kGroup;
    by_width_.pack(p_, w.panels, [&](int64_t k) { return right + k * d_; });
    const float* panel = w.panels;
    for (int64_t first = 0; first < d_; panel += p_ * by_width_.width(first), first += by_width_.width(first)) {
      const int64_t width = by_width_.width(first);
      const ColumnTerms terms = {1, 1, p_, p_, width, 0, 0, 0, 0, d_};
      for (int64_t i = 0; i < p_; i += height) {
        tiles().columns[by_width_.wide(first)](left + i, panel, terms, w.sums + i * d_ + first,
                                               std::min(height, p_ - i), std::min(width, d_ - first));
      }
    }
    for (int64_t i = 0; i < p_; i++) std::memcpy(out + i * 3 * c(), w.sums + i * d_, d_ * sizeof(float));
  }

  int64_t p_, heads_, d_;
  Panels by_keys_, by_width_;
  Grid rows_, scores_, inner_;
};

}  // namespace nearzero
