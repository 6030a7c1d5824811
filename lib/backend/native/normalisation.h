// Group normalisation of one sample, [rows, c], with SiLU behind it or without.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "pool.h"
#include "rows.h"

namespace nearzero {

/**
 * Samples [rows, c], one after the other in memory, cut so that threads can share few of many rows: where does not depend
 * on how many threads there are.
 */
struct Cut {
  int64_t n, rows, c, stretch, parts;

  Cut(int64_t n, int64_t rows, int64_t c)
      : n(n), rows(rows), c(c), stretch((1 + kEntries / c / kBlock) * kBlock), parts((rows + stretch - 1) / stretch) {}

  /** Calls work(sample, its first entry, rows) for each stretch. */
  template <typename Work>
  void run(Work work) const {
    const int64_t least = 1 + 16384 / std::max<int64_t>(1, std::min(rows, stretch) * c);
    Pool::get().run(n * parts, least, [&](int64_t task, int64_t end) {
      for (; task < end; task++) {
        const int64_t i = task / parts, first = task % parts * stretch;
        work(i, (i * rows + first) * c, std::min(stretch, rows - first));
      }
    });
  }

  /** The same with room for floats and sums of so many entries for each stretch. */
  template <typename Work>
  void run(std::vector<double>& sums, int64_t entries, Work work) const {
    sums.assign(n * parts * entries, 0.0);
    run([&](int64_t i, int64_t at, int64_t count) {
      std::vector<float> part(entries);
      work(i, at, count, part.data(), sums.data() + (i * parts + (at / c - i * rows) / stretch) * entries);
    });
  }

  /** Entries [first, end) of a sample's sums, added up. */
  double sum(const std::vector<double>& sums, int64_t i, int64_t first, int64_t end) const {
    const int64_t entries = sums.size() / (n * parts);
    double total = 0;
    for (int64_t part = 0; part < parts; part++) {
      for (int64_t k = first; k < end; k++) total += sums[(i * parts + part) * entries + k];
    }
    return total;
  }

 private:
  static constexpr int64_t kEntries = 1 << 17;
};

/** A normalisation's parameters; statistics are [groups, 2] for each sample: mean and 1 / √(variance + eps). */
struct Normalisation {
  const float *scale, *offset;
  int64_t c, groups;
  float eps;

  /** What a thread needs besides. */
  struct Work {
    explicit Work(int64_t c) : floats(8 * c), doubles(c) {}
    std::vector<float> floats;
    std::vector<double> doubles;
  };

  void measure(const float* x, int64_t rows, float* statistics, Work& work) const {
    const int64_t width = c / groups;
    float *part = work.floats.data(), *mean = part + c;
    double* sums = work.doubles.data();
    const auto over_groups = [&](auto use) {
      for (int64_t g = 0; g < groups; g++) {
        double sum = 0;
        for (int64_t k = g * width; k < (g + 1) * width; k++) sum += sums[k];
        use(g, sum / (rows * width));
      }
      std::fill(sums, sums + c, 0.0);
    };
    std::fill(sums, sums + c, 0.0);
    column_sums(x, rows, c, part, sums);
    over_groups([&](int64_t g, double value) {
      statistics[2 * g] = value;
      std::fill(mean + g * width, mean + (g + 1) * width, statistics[2 * g]);
    });
    column_squares(x, mean, rows, c, part, sums);
    over_groups([&](int64_t g, double value) { statistics[2 * g + 1] = 1.0 / std::sqrt(value + eps); });
  }

  /**
   * Measures samples [rows, c] one after the other in memory. Those of many rows are cut, so that threads can share them;
   * where they are cut does not depend on how many there are.
   */
  void measure_all(const float* x, int64_t n, int64_t rows, float* statistics) const {
    const Cut cut(n, rows, c);
    const int64_t width = c / groups;
    std::vector<double> sums;
    std::vector<float> means(n * c);
    const auto each_group = [&](auto use) {
      for (int64_t i = 0; i < n; i++) {
        for (int64_t g = 0; g < groups; g++) use(i, g, cut.sum(sums, i, g * width, (g + 1) * width) / (rows * width));
      }
    };
    cut.run(sums, c, [&](int64_t i, int64_t at, int64_t count, float* part, double* to) {
      column_sums(x + at, count, c, part, to);
    });
    each_group([&](int64_t i, int64_t g, double value) {
      const float mean = value;
      statistics[2 * (i * groups + g)] = mean;
      std::fill_n(means.data() + i * c + g * width, width, mean);
    });
    cut.run(sums, c, [&](int64_t i, int64_t at, int64_t count, float* part, double* to) {
      column_squares(x + at, means.data() + i * c, count, c, part, to);
    });
    each_group([&](int64_t i, int64_t g, double value) {
      statistics[2 * (i * groups + g) + 1] = 1.0 / std::sqrt(value + eps);
    });
  }

  /** y of samples that have been measured, by all threads. */
  void apply_all(const float* x, float* y, int64_t n, int64_t rows, bool activate, const float* statistics) const {
    const Cut cut(n, rows, c);
    std::vector<float> spread(2 * n * c);
    for (int64_t i = 0; i < n; i++) prepare(statistics + 2 * i * groups, &spread[2 * i * c], &spread[(2 * i + 1) * c]);
    cut.run([&](int64_t i, int64_t at, int64_t count) {
      apply(x + at, y + at, count, activate, &spread[2 * i * c], &spread[(2 * i + 1) * c]);
    });
  }

  /** The derivative of SiLU of the normalisation along dx, of samples one after the other in memory. */
  void tangent_all(const float* x, const float* dx, float* out, int64_t n, int64_t rows) const {
    const Cut cut(n, rows, c);
    const int64_t width = c / groups;
    std::vector<float> statistics(2 * n * groups), spread(4 * n * c);
    std::vector<double> sums;
    measure_all(x, n, rows, statistics.data());
    const auto row = [&](int64_t i, int64_t which) { return spread.data() + (4 * i + which) * c; };
    for (int64_t i = 0; i < n; i++) prepare(&statistics[2 * i * groups], row(i, 0), row(i, 1));
    cut.run(sums, 2 * c, [&](int64_t i, int64_t at, int64_t count, float* part, double* to) {
      column_products(x + at, dx + at, row(i, 0), count, c, part, to);
    });
    for (int64_t i = 0; i < n; i++) {
      for (int64_t g = 0; g < groups; g++) {
        const double inverse = statistics[2 * (i * groups + g) + 1];
        const double drift = cut.sum(sums, i, g * width, (g + 1) * width) / (rows * width);
        const double growth = cut.sum(sums, i, c + g * width, c + (g + 1) * width) / (rows * width) * inverse * inverse;
        for (int64_t k = g * width; k < (g + 1) * width; k++) {
          row(i, 2)[k] = -growth * row(i, 1)[k];
          row(i, 3)[k] = -drift * row(i, 1)[k];
        }
      }
    }
    cut.run([&](int64_t i, int64_t at, int64_t count) {
      tangent_rows(x + at, dx + at, out + at, row(i, 0), row(i, 1), offset, row(i, 2), row(i, 3), count, c);
    });
  }

  /** Spreads statistics over channels: then `apply` may be called for stretches of rows. */
  void prepare(const float* statistics, Work& work) const {
    float* mean = work.floats.data() + c;
    prepare(statistics, mean, mean + c);
  }

  void prepare(const float* statistics, float* mean, float* factor) const {
    for (int64_t k = 0; k < c; k++) {
      mean[k] = statistics[k / (c / groups) * 2];
      factor[k] = scale[k] * statistics[k / (c / groups) * 2 + 1];
    }
  }

  void apply(const float* x, float* y, int64_t rows, bool activate, const Work& work) const {
    const float *mean = work.floats.data() + c, *factor = mean + c;
    apply(x, y, rows, activate, mean, factor);
  }

  void apply(const float* x, float* y, int64_t rows, bool activate, const float* mean, const float* factor) const {
    (activate ? normalise_silu : normalise)(x, y, mean, factor, offset, rows, c);
  }

  /**
   * With x̂ the normalised value and d = dy through the activation, dx = (d·scale − mean(d·scale) −
   * x̂·mean(d·scale·x̂)) / √(variance + eps), means over a group. Where the activation is wanted again, dx holds dy at
   * the beginning, and line(y) is where the activation of the rows from y·stretch on is written.
   * @param sums [2c]: receives Σ d and Σ d·x̂ for each channel.
   */
  template <typename Line>
  void differentiate(const float* x, const float* dy, float* dx, int64_t rows, bool activate, const float* statistics,
                     double* sums, Work& work, int64_t stretch, Line line) const {
    float *part = work.floats.data(), *mean = part + 2 * c, *inverse = mean + c, *a = inverse + c, *b = a + c;
    float* constant = b + c;
    for (int64_t k = 0; k < c; k++) {
      mean[k] = statistics[k / (c / groups) * 2];
      inverse[k] = statistics[k / (c / groups) * 2 + 1];
    }
    std::fill(sums, sums + 2 * c, 0.0);
    for (int64_t i = 0; i < rows;) {
      std::fill(part, part + 2 * c, 0.0f);
      // In float32 in short blocks of whole stretches, and the blocks in float64.
      for (const int64_t end = std::min(rows, i + std::max(kBlock / stretch * stretch, stretch)); i < end;) {
        const int64_t now = std::min(stretch, end - i);
        float* to = line(i);
        if (to != nullptr) {
          (activate ? value_and_gradient_silu : value_and_gradient)(x + i * c, dx + i * c, to, mean, inverse, scale,
                                                                    offset, now, c, part, part + c);
        } else {
          (activate ? gradient_silu : gradient_plain)(x + i * c, dy + i * c, dx + i * c, mean, inverse, scale, offset,
                                                      now, c, part, part + c);
        }
        i += now;
      }
      for (int64_t k = 0; k < 2 * c; k++) sums[k] += part[k];
    }
    const int64_t width = c / groups;
    const double count = rows * width;
    for (int64_t g = 0; g < groups; g++) {
      double direct = 0, through = 0;
      for (int64_t k = g * width; k < (g + 1) * width; k++) {
        direct += sums[k] * scale[k];
        through += sums[c + k] * scale[k];
      }
      for (int64_t k = g * width; k < (g + 1) * width; k++) {
        a[k] = scale[k] * inverse[k];
        b[k] = -through / count * inverse[k] * inverse[k];
        constant[k] = -direct / count * inverse[k];
      }
    }
    combine(x, activate || dy == nullptr ? dx : dy, dx, mean, a, b, constant, rows, c);
  }
};

/** Adds up [n, c] sums of samples in their order. */
inline void add_samples(const double* sums, int64_t n, int64_t stride, int64_t c, float* out) {
  for (int64_t k = 0; k < c; k++) {
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += sums[i * stride + k];
    out[k] = sum;
  }
}

}  // namespace nearzero
